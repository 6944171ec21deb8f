// Where a browser may read a file that is made for it.

import { join } from "node:path";
import type { Platform } from "../../system/platform.ts";
import { toolText } from "../../system/process/programs.ts";

/** The name of the desktop file of a program in a snap: `firefox_firefox.desktop`. */
const SNAP = /^([a-z0-9][a-z0-9-]*)_[a-z0-9-]+\.desktop$/;

/**
 * Returns a folder for files that the user's browser is to read, where it cannot read every one of the user's: a
 * browser in a snap sees neither hidden folders nor `/tmp` nor `/run/user` (https://snapcraft.io/docs/home-interface).
 * `undefined` for all others. The folder need not exist. Never throws.
 */
export async function browserFolder(
  { system }: Platform,
  home: string,
): Promise<string | undefined> {
  if (system !== "linux" || !await isFolder(join(home, "snap"))) return undefined;
  const desktopFile = await toolText(["xdg-mime", "query", "default", "text/html"]);
  const [, snap] = SNAP.exec(desktopFile?.trim() ?? "") ?? [];
  if (snap === undefined) return undefined;
  const common = join(home, "snap", snap, "common");
  return await isFolder(common) ? join(common, "git-sync-bar") : undefined;
}

async function isFolder(path: string): Promise<boolean> {
  return await Deno.stat(path).then(({ isDirectory }) => isDirectory, () => false);
}
