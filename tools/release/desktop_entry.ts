// The file that puts the app into the menus of a Linux desktop. Pure.

/** Where the parts are, from the folder on into which the archive is unpacked, `~/.local` or `/usr/local`. */
export const TREE = {
  program: "bin/git-sync-bar",
  entry: "share/applications/git-sync-bar.desktop",
  icon: "share/icons/hicolor/scalable/apps/git-sync-bar.svg",
} as const;

/** Writes it: https://specifications.freedesktop.org/desktop-entry-spec/latest/ */
export function desktopEntry(): string {
  return `[Desktop Entry]
Type=Application
Name=Git Sync Bar
Comment=Keeps a folder in sync with its git remote
Exec=git-sync-bar
Icon=git-sync-bar
Terminal=false
StartupNotify=false
Categories=Utility;
Keywords=git;sync;folder;
`;
}
