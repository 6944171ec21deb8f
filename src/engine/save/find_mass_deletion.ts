// Finds a mass deletion: more than half of the files, of which none is in another place now.

import { join } from "node:path";
import { treeEntries } from "../git/commands/trees.ts";
import { copyWhole } from "../worktree/update.ts";
import { removeAll } from "../../system/files.ts";
import type { Repository } from "../git/repository/repository.ts";
import { type GitPath, parentFolders } from "../git/values/path.ts";
import { changesToIndex } from "../git/commands/stage.ts";
import type { LocalChange } from "../git/values/status_output.ts";
import type { Change } from "../git/values/tree.ts";
import { MASS_DELETION_FILES } from "../../system/limits/folder.ts";
import type { LeftOut } from "./left_out.ts";
import { groupChanges, stageChanges } from "./stage_changes.ts";

/**
 * Returns the paths of `gone` that a save of these changes would delete, when these are more than half of the files,
 * or when such a deletion is waiting already. A file whose bytes are in another place was moved, and one in whose
 * place a folder is was replaced, so the answer needs the index that the save would make. Throws `GitError`.
 */
export async function massDeletion(
  repository: Repository,
  { changes, gone, isWaiting, leftOut, head, index }: {
    readonly changes: readonly LocalChange[];
    /** The deleted paths that count. */
    readonly gone: ReadonlySet<GitPath>;
    readonly isWaiting: boolean;
    readonly leftOut: LeftOut;
    readonly head: string;
    /** Is made anew, and removed. */
    readonly index: string;
  },
): Promise<{ readonly paths: readonly GitPath[]; readonly tracked: number } | undefined> {
  if (!isWaiting && gone.size <= MASS_DELETION_FILES / 2) return undefined;
  const tracked = (await treeEntries(repository, head)).size;
  const isMass = (deleted: number) => tracked >= MASS_DELETION_FILES && deleted * 2 > tracked;
  if (!isWaiting && !isMass(gone.size)) return undefined;
  await removeAll(index);
  await copyWhole(join(repository.gitDir, "index"), index, "kept");
  let staged: readonly Change[];
  try {
    const paths = changes.filter(({ path, unstaged }) => unstaged && !leftOut.has(path))
      .map(({ path }) => path);
    const groups = await groupChanges(repository, paths, new Map());
    await stageChanges(repository, { groups, leftOut: new Map(leftOut), index });
    staged = await changesToIndex(repository, head, index);
  } finally {
    await Deno.remove(index);
  }
  const added = new Set<string>();
  const folders = new Set<GitPath>();
  for (const { path, new: next } of staged) {
    if (next === undefined) continue;
    added.add(next.oid);
    for (const folder of parentFolders(path)) folders.add(folder);
  }
  const paths = staged.filter(({ path, old, new: next }) =>
    next === undefined && old !== undefined && gone.has(path) && !added.has(old.oid) &&
    !folders.has(path)
  ).map(({ path }) => path);
  if (!isWaiting && !isMass(paths.length) || paths.length === 0) return undefined;
  return { paths, tracked };
}
