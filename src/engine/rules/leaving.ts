// Finds the files that leave the sync: others have untracked them by a rule, and they stay on this disk.

import { treeEntries } from "../git/commands/trees.ts";
import type { Repository } from "../git/repository/repository.ts";
import { copiedFrom } from "../git/values/conflict_name.ts";
import type { GitPath } from "../git/values/path.ts";
import { ignoredByTree } from "./ignored_by_tree.ts";

/**
 * Returns those of the deleted paths that leave the sync, as the `.gitignore` files of the commit `to` ignore them.
 * A conflict copy whose original stays in the sync is settled instead. Throws `GitError`.
 */
export async function leavingPaths(
  repository: Repository,
  { to, deleted }: { readonly to: string; readonly deleted: readonly GitPath[] },
): Promise<ReadonlySet<GitPath>> {
  const ignored = await ignoredByTree(repository, { tree: to, paths: deleted });
  if (![...ignored].some((path) => copiedFrom(path) !== undefined)) return ignored;
  const entries = await treeEntries(repository, to);
  return new Set([...ignored].filter((path) => {
    const original = copiedFrom(path);
    return original === undefined || !entries.has(original);
  }));
}
