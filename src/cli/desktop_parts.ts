// The adapters of the menu bar and the desktop, as the app uses them. Loaded only for an app with an icon.

import * as desktop from "../adapters/desktop/desktop.ts";
import { isLoginItem, setLoginItem } from "../adapters/desktop/login_item.ts";
import type { Platform } from "../system/platform.ts";
import { openTray, type Tray, type TrayOptions } from "../adapters/tray/tray.ts";

/** Returns the desktop of this machine; `command` is the command that starts at login. */
export function desktopOf(at: Platform, command: readonly string[]) {
  const { system } = at;
  return {
    showFile: (path: string) => desktop.showFile(path, system),
    openFolder: (path: string) => desktop.openFolder(path, system),
    openTerminal: (path: string) => desktop.openTerminal(path, system),
    runInTerminal: (path: string) => desktop.runInTerminal(path, system),
    copyText: (text: string) => desktop.copyText(text, system),
    openFile: (path: string) => desktop.openFile(path, system),
    editFile: (path: string) => desktop.editFile(path, system),
    notify: (words: { readonly title: string; readonly text: string }) =>
      desktop.notify(words, system),
    startsAtLogin: () => isLoginItem(at),
    setStartAtLogin: async (starts: boolean) => {
      await setLoginItem(starts ? command : undefined, at);
    },
  };
}

/** Lets `command` start at login, or not, and returns the line that says so. */
export async function changeLoginItem(
  at: Platform,
  { command, starts }: { readonly command: readonly string[]; readonly starts: boolean },
): Promise<string> {
  const kind = await setLoginItem(starts ? command : undefined, at);
  if (!starts) return "It does not start at login";
  return kind === "unit"
    ? "It starts at login, without an icon (start it now with `systemctl --user daemon-reload` and " +
      "`systemctl --user start git-sync-bar`; `loginctl enable-linger` starts it with the machine)"
    : "It starts at login";
}

/** Shows the icon. The reason why there is none is printed, too. */
export function showTray(
  { environment }: Platform,
  { reportError, onState, ...parts }: Omit<TrayOptions, "environment"> & {
    readonly reportError: (line: string) => void;
  },
): Tray {
  return openTray({
    ...parts,
    environment,
    onState(line) {
      if (line !== undefined) reportError(line);
      onState(line);
    },
  });
}
