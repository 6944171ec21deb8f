// Objects that a killed git process has written in part, and the packing of objects by git itself.

import { join } from "node:path";
import { removeAll } from "../../../system/files.ts";
import { ifWrittenSince, lstatIfThere } from "../../../system/file_state.ts";
import { isGitAtWork } from "./git_at_work.ts";
import type { Repository } from "./repository.ts";

/** Objects that git puts into their places together, at the end (git-config, "core.fsyncMethod", `batch`). */
const WAITING_OBJECTS = "tmp_objdir-bulk-fsync-";

/**
 * Removes the parts of objects and packs that a git process which was cut off has written: git itself leaves
 * them for two weeks, and each try would add to them until the disk is full. Everything older than `since`
 * (milliseconds since 1970) stays, and everything as long as any git process is at work in the folder.
 */
export async function removeParts(repository: Repository, since: number): Promise<void> {
  const objects = join(repository.commonDir, "objects");
  const folders = [objects];
  const parts: string[] = [];
  for await (const { name, isDirectory } of Deno.readDir(objects)) {
    const folder = join(objects, name);
    if (name.startsWith(WAITING_OBJECTS) && (await ifWrittenSince(folder, since))?.isDirectory) {
      parts.push(folder);
    }
    if (isDirectory && /^(?:[0-9a-f]{2}|pack)$/.test(name)) folders.push(folder);
  }
  // A large object that a fetch unpacks lies in the topmost folder until its id is known.
  for (const folder of folders) {
    for await (const { name } of Deno.readDir(folder)) {
      const path = join(folder, name);
      if (name.startsWith("tmp_") && (await ifWrittenSince(path, since))?.isFile) {
        parts.push(path);
      }
    }
  }
  if (parts.length === 0 || await isGitAtWork(repository)) return;
  for (const path of parts) await removeAll(path).catch(() => {});
}

/**
 * Reports whether git is packing the repository. It may be about to remove an old object that nothing leads to, and
 * one that is stored in a pack does not tell it that the same content is wanted again, as one by itself does
 * (git's object-file.c, `freshen_loose_object`).
 */
export async function isPacking({ commonDir }: Repository): Promise<boolean> {
  return await lstatIfThere(join(commonDir, "gc.pid")) !== undefined;
}
