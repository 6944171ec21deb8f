// The folders that lead to a path: made, checked, and removed when they are empty.

import { lstatIfThere } from "../../system/file_state.ts";
import { fileIn, type GitPath, parentFolders } from "../git/values/path.ts";
import { mayCallNow, quickly } from "../../system/disk/quick_calls.ts";
import { isFolderGone } from "./volume.ts";

/** A path of the work tree that cannot be used: a link or a file stands where a folder has to be. */
export class PathBlocked extends Error {
  override readonly name = "PathBlocked";
  constructor(readonly folder: GitPath) {
    super(`Cannot reach a file below "${folder}": it is not a folder`);
  }
}

/**
 * Makes the folders that lead to a path, never `root` itself, which the user may have moved away just now. Throws
 * `PathBlocked` where a file stands in the way, or a link, which could lead out of the work tree.
 */
export async function makeFolders(root: string, path: GitPath): Promise<void> {
  const folders = parentFolders(path);
  if (areThereNow(root, folders)) return;
  for (let at = 0; at < folders.length;) {
    const folder = fileIn(root, folders[at]!);
    const info = await lstatIfThere(folder);
    if (info !== undefined && !info.isDirectory) throw new PathBlocked(folders[at]!);
    try {
      if (info === undefined) await makeFolder(folder);
      at++;
    } catch (error) {
      const isAway = await lstatIfThere(root) === undefined;
      // Another program has made it just now, or removed or replaced one above it.
      const isRace = error instanceof Deno.errors.AlreadyExists || isFolderGone(error);
      if (isAway || !isRace) throw error;
      at = 0;
    }
  }
}

/** Reports whether all of the folders are there, as far as that can be said at once. */
function areThereNow(root: string, folders: readonly GitPath[]): boolean {
  try {
    return folders.every((folder) => {
      const file = fileIn(root, folder);
      return mayCallNow(file) && Deno.lstatSync(file).isDirectory;
    });
  } catch {
    return false;
  }
}

async function makeFolder(folder: string): Promise<void> {
  await quickly(folder, { now: () => Deno.mkdirSync(folder), later: () => Deno.mkdir(folder) });
}

/** Reports whether all folders that lead to a path are real folders. */
export async function isReachable(root: string, path: GitPath): Promise<boolean> {
  for (const folder of parentFolders(path)) {
    const info = await lstatIfThere(fileIn(root, folder));
    if (!info?.isDirectory) return false;
  }
  return true;
}

/** Removes the folders that lead to a path, from the innermost one, as long as they are empty. */
export async function removeEmptyFolders(root: string, path: GitPath): Promise<void> {
  const folders: string[] = [];
  for (const folder of parentFolders(path)) {
    const at = fileIn(root, folder);
    // Below a link there are the folders of somewhere else.
    if (!(await lstatIfThere(at))?.isDirectory) break;
    folders.unshift(at);
  }
  for (const folder of folders) if (!await removeIfEmpty(folder)) return;
}

/** Removes a folder when it is empty, and reports whether it did. */
export async function removeIfEmpty(folder: string): Promise<boolean> {
  // `Deno.remove` would remove a file or a link as well.
  if (!(await lstatIfThere(folder))?.isDirectory) return false;
  try {
    await Deno.remove(folder);
    return true;
  } catch {
    return false;
  }
}

/** Makes the folders that lead to a path; returns false where something else stands in the way. */
export async function tryMakeFolders(root: string, path: GitPath): Promise<boolean> {
  try {
    await makeFolders(root, path);
    return true;
  } catch (error) {
    if (error instanceof PathBlocked) return false;
    throw error;
  }
}
