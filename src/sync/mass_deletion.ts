// Very many deletions at once wait for a person, as a disk that went away looks the same.

import { join } from "node:path";
import { treeEntries } from "../git/commits.ts";
import type { Repository } from "../git/open.ts";
import type { GitPath } from "../git/path.ts";
import { changesToIndex, stageAll } from "../git/staging.ts";
import type { LocalChange } from "../git/status.ts";
import type { Change } from "../git/tree.ts";
import type { Blocked, NotSynced } from "./plan.ts";

/** More than half of at least this many files deleted at once waits for a person. */
export const MASS_DELETION_FILES = 20;

/**
 * Whether a save of these changes would delete more than half of the files. A file whose bytes are in
 * another place was moved, so the answer needs the index that the save would make. Throws `GitError`.
 */
export async function massDeletion(
  repository: Repository,
  save: {
    readonly changes: readonly LocalChange[];
    readonly leftOut: ReadonlyMap<GitPath, NotSynced["reason"]>;
    readonly head: string | undefined;
    /** Is made anew, and removed. */
    readonly index: string;
  },
): Promise<Extract<Blocked, { reason: "mass deletion" }> | undefined> {
  const { changes, leftOut, head, index } = save;
  const gone = changes.filter(({ kind }) => kind === "deleted").length;
  if (head === undefined) return undefined;
  if (gone <= MASS_DELETION_FILES / 2) return undefined;
  const tracked = (await treeEntries(repository, head)).size;
  if (tracked < MASS_DELETION_FILES || gone * 2 <= tracked) return undefined;
  await Deno.copyFile(join(repository.gitDir, "index"), index);
  let staged: readonly Change[];
  try {
    await stageAll(repository, [...leftOut.keys()], index);
    staged = await changesToIndex(repository, head, index);
  } finally {
    await Deno.remove(index);
  }
  const added = new Set(staged.flatMap((change) => change.new?.oid ?? []));
  const deleted =
    staged.filter((change) =>
      change.new === undefined && change.old !== undefined && !added.has(change.old.oid)
    ).length;
  return deleted * 2 > tracked ? { reason: "mass deletion", deleted, tracked } : undefined;
}
