// Files of which a Mac has only a placeholder left, as iCloud Drive does with what was not used for long.

import { basename, dirname, join } from "node:path";
import { lstatIfThere } from "../../system/file_state.ts";
import { fileName, type GitPath, parentFolders } from "../git/values/path.ts";

/**
 * Reports whether a file that is gone, or a folder that leads to it, is in iCloud alone: before macOS 14 a
 * `.NAME.icloud` takes its place then. Later ones leave the file there and fetch it when it is read.
 */
export async function isEvicted(root: string, path: GitPath): Promise<boolean> {
  for (const at of [path, ...parentFolders(path)]) {
    const name = fileName(at);
    if (name === undefined) continue;
    const placeholder = join(root, dirname(name), `.${basename(name)}.icloud`);
    if ((await lstatIfThere(placeholder))?.isFile) return true;
  }
  return false;
}
