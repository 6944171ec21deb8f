// The folders that an update has emptied, but for the `.DS_Store` that the Finder of macOS leaves in each folder that
// it has shown.

import { join } from "node:path";
import { readIndex } from "../git/commands/index.ts";
import { lstatIfThere } from "../../system/file_state.ts";
import type { Repository } from "../git/repository/repository.ts";
import { fileIn, fileName, type GitPath, parentFolders, pathIn } from "../git/values/path.ts";
import { isReachable, removeEmptyFolders, removeIfEmpty } from "./folders.ts";

const LEFT_BY_FINDER = ".DS_Store";

/**
 * Removes those of the folders that lead to removed files in which there is nothing but what the Finder has
 * left, unless others have published that. Throws `GitError`.
 */
export async function removeEmptied(
  repository: Repository,
  removed: readonly GitPath[],
): Promise<void> {
  const { root } = repository;
  // Innermost first: the path of a folder is longer than that of the one it is in.
  const folders = [...new Set(removed.flatMap(parentFolders))].sort((a, b) => b.length - a.length);
  const left: GitPath[] = [];
  for (const folder of folders) {
    const file = pathIn(folder, LEFT_BY_FINDER);
    if (!await isReachable(root, file)) continue;
    if ((await lstatIfThere(fileIn(root, file)))?.isFile) left.push(file);
  }
  if (left.length === 0) return;
  const tracked = new Set((await readIndex(repository)).map(({ path }) => path));
  for (const file of left) {
    const folder = join(root, fileName(file)!, "..");
    if (tracked.has(file) || !await isAlone(folder)) continue;
    await Deno.remove(fileIn(root, file)).catch(() => {});
    if (await removeIfEmpty(folder)) await removeEmptyFolders(root, file);
  }
}

/** Reports whether a folder has one entry, as far as it can be read. */
async function isAlone(folder: string): Promise<boolean> {
  try {
    let count = 0;
    for await (const _ of Deno.readDir(folder)) if (++count > 1) return false;
    return count === 1;
  } catch {
    return false;
  }
}
