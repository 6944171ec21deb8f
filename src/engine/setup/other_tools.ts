// Recognises folders that another tool syncs: two tools that write the same git folder damage it.

import { basename, dirname, join, relative } from "node:path";
import { lstatIfThere } from "../../system/file_state.ts";
import { isWithin, realPath } from "../../system/real_path.ts";

/** The names that a tool puts at the top of a folder that it syncs. */
const MARKERS: readonly (readonly [name: string, tool: string])[] = [
  [".dropbox", "Dropbox"],
  [".dropbox.cache", "Dropbox"],
  [".stfolder", "Syncthing"],
  [".nextcloudsync.log", "Nextcloud"],
  [".owncloudsync.log", "ownCloud"],
  [".SeafileSync", "Seafile"],
  [".tresorit", "Tresorit"],
  [".pCloud", "pCloud"],
];

/** Folders in the home folder in which tools keep what they sync; the third one has a folder for each of them. */
const PLACES: readonly (readonly [path: string, tool: string])[] = [
  ["Library/Mobile Documents", "iCloud"],
  ["iCloudDrive", "iCloud"],
  ["Library/CloudStorage", ""],
  ["Dropbox", "Dropbox"],
  ["OneDrive", "OneDrive"],
  ["Google Drive", "Google Drive"],
];

/** Returns the tool that syncs a path, as far as its folders show it; `path` leads through no link. */
export async function toolOf(path: string, home: string): Promise<string | undefined> {
  for (const [place, tool] of PLACES) {
    const folder = await realPath(join(home, place));
    if (!isWithin(path, folder)) continue;
    // `Library/CloudStorage/OneDrive-Personal` (macOS 12.3 and later).
    const [name = ""] = relative(folder, path).split("/");
    return tool || name.split("-", 1)[0] || "a cloud storage";
  }
  for (let folder = path;; folder = dirname(folder)) {
    for (const [marker, tool] of MARKERS) {
      if (await lstatIfThere(join(folder, marker)) !== undefined && folder !== home) return tool;
    }
    if (basename(folder) === "") return undefined;
  }
}
