// `Info.plist` of the app bundle for macOS. Pure.

/** Where the parts of `Git Sync Bar.app` are, from its folder on. */
export const BUNDLE = {
  infoPlist: "Contents/Info.plist",
  program: "Contents/MacOS/git-sync-bar",
  icon: "Contents/Resources/icon.icns",
} as const;

const FOLDER = "The folder that is kept in sync is here.";

/**
 * Writes it. The keys: https://developer.apple.com/documentation/bundleresources/information-property-list
 *
 * `leastSystem` is the oldest macOS that starts the program, like `11.0`.
 */
export function infoPlist(
  { version, leastSystem }: { readonly version: string; readonly leastSystem: string },
): string {
  const entries: Readonly<Record<string, string | true>> = {
    CFBundleDevelopmentRegion: "en",
    CFBundleDisplayName: "Git Sync Bar",
    CFBundleExecutable: "git-sync-bar",
    CFBundleIconFile: "icon",
    CFBundleIdentifier: "app.git-sync-bar",
    CFBundleInfoDictionaryVersion: "6.0",
    CFBundleName: "Git Sync Bar",
    CFBundlePackageType: "APPL",
    CFBundleShortVersionString: version,
    CFBundleVersion: version,
    LSApplicationCategoryType: "public.app-category.utilities",
    LSMinimumSystemVersion: leastSystem,
    // In the menu bar alone: no icon in the Dock, no menu of its own.
    LSUIElement: true,
    // macOS shows the reason when it asks the person whether the app may look there.
    NSDesktopFolderUsageDescription: FOLDER,
    NSDocumentsFolderUsageDescription: FOLDER,
    NSDownloadsFolderUsageDescription: FOLDER,
    NSLocalNetworkUsageDescription:
      "Your git remote, or your broker for live updates, is in the local network.",
    NSNetworkVolumesUsageDescription: FOLDER,
    NSRemovableVolumesUsageDescription: FOLDER,
  };
  const lines = Object.entries(entries).map(([key, value]) =>
    `\t<key>${key}</key>\n\t${value === true ? "<true/>" : `<string>${xml(value)}</string>`}\n`
  );
  return `<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE plist PUBLIC "-//Apple//DTD PLIST 1.0//EN" "http://www.apple.com/DTDs/PropertyList-1.0.dtd">
<plist version="1.0">
<dict>
${lines.join("")}</dict>
</plist>
`;
}

function xml(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}
