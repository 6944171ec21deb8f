// Our folder in the git folder. A copied or restored repository may have anything there under a name
// of ours: it is moved out of the way, and nothing is deleted.

import { join } from "node:path";
import { lstatIfThere } from "../../../system/file_state.ts";
import { removeAll } from "../../../system/files.ts";
import { randomReservedName, removeUnfinished } from "../../../system/replace_file.ts";
import type { Repository } from "./repository.ts";

/** Files that are written in place: through a link, that would be somebody's file. */
const FILES: ReadonlySet<string> = new Set(["index", "lock", "running", "running.killed"]);
const FOLDERS: ReadonlySet<string> = new Set([
  "attributes",
  "empty",
  "hooks",
  "new",
  "old",
  "rules",
]);

/**
 * Makes our folder where there is none, and returns its path. In it every name of ours is of its kind or free; a note
 * may also be a link.
 */
export async function makeOwnFolder(gitDir: string): Promise<string> {
  const folder = join(gitDir, "gitsyncbar");
  const there = await lstatIfThere(folder);
  // A link may lead to notes on a disk that is away.
  if (there !== undefined && !there.isDirectory && !there.isSymlink) {
    await moveAway(gitDir, "gitsyncbar");
  }
  await Deno.mkdir(folder, { recursive: true });
  for await (const { name, isDirectory, isFile, isSymlink } of Deno.readDir(folder)) {
    const isNote = name.endsWith(".json");
    // A pipe would be read without end.
    const isPipe = isNote && !isFile && !isSymlink;
    const isWrong = isDirectory
      ? isNote || FILES.has(name)
      : isPipe || FOLDERS.has(name) || isSymlink && FILES.has(name);
    if (isWrong) await moveAway(folder, name);
  }
  return folder;
}

/** Removes the notes and the folders of work that a kill cut off. Throws what the file system throws. */
export async function removeCutOff({ ownDir }: Pick<Repository, "ownDir">): Promise<void> {
  for (const folder of [ownDir, join(ownDir, "old")]) await removeUnfinished(folder);
  for (const name of ["rules", "round-trip", "empty", "attributes"]) {
    await removeAll(join(ownDir, name));
  }
}

async function moveAway(folder: string, name: string): Promise<void> {
  try {
    await Deno.rename(join(folder, name), join(folder, randomReservedName()));
  } catch (error) {
    // Another instance was faster.
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
}
