// `Info.plist` of the app bundle for macOS. Pure.

import { plistOf } from "../../src/adapters/desktop/plist.ts";

/** The name under which macOS knows the app. */
export const IDENTIFIER = "app.git-sync-bar";

/** Where the parts of `Git Sync Bar.app` are, from its folder on. */
export const BUNDLE = {
  infoPlist: "Contents/Info.plist",
  program: "Contents/MacOS/git-sync-bar",
  icon: "Contents/Resources/icon.icns",
  codeResources: "Contents/_CodeSignature/CodeResources",
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
  return plistOf({
    CFBundleDevelopmentRegion: "en",
    CFBundleDisplayName: "Git Sync Bar",
    CFBundleExecutable: "git-sync-bar",
    CFBundleIconFile: "icon",
    CFBundleIdentifier: IDENTIFIER,
    CFBundleInfoDictionaryVersion: "6.0",
    CFBundleName: "Git Sync Bar",
    CFBundlePackageType: "APPL",
    CFBundleShortVersionString: version,
    CFBundleVersion: version,
    LSApplicationCategoryType: "public.app-category.utilities",
    LSMinimumSystemVersion: leastSystem,
    // App Nap slows the timers of an app without a window down to one in eight seconds and more.
    LSAppNapIsDisabled: true,
    // In the menu bar alone: no icon in the Dock, no menu of its own.
    LSUIElement: true,
    NSAppSleepDisabled: true,
    // macOS shows the reason when it asks the user whether the app may look there.
    NSDesktopFolderUsageDescription: FOLDER,
    NSDocumentsFolderUsageDescription: FOLDER,
    NSDownloadsFolderUsageDescription: FOLDER,
    NSLocalNetworkUsageDescription:
      "Your git remote, or your broker for live updates, is in the local network.",
    NSNetworkVolumesUsageDescription: FOLDER,
    NSRemovableVolumesUsageDescription: FOLDER,
  });
}
