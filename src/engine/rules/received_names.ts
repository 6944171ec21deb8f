// Files that others publish under names that are ignored here. A program that writes its secrets there relies on the
// rule: the file is placed, and edits of it stay on this machine until its user says otherwise.

import { ignoredByAny } from "../git/attributes/check_ignore.ts";
import { isSlowRule } from "../git/attributes/slow_rules.ts";
import { addPrivatePaths } from "../git/repository/private_paths.ts";
import type { Repository } from "../git/repository/repository.ts";
import type { GitPath } from "../git/values/path.ts";
import { type Change, isWritten } from "../git/values/tree.ts";

/**
 * Puts the new files of an update that the rules ignore on the list of private paths, before the first one is put in
 * place: its rules do not count yet. Where git does not answer because of a rule, these are all of them. The list is
 * on the disk when this settles. Throws `GitError`.
 */
export async function holdReceived(
  repository: Repository,
  changes: readonly Change[],
): Promise<void> {
  const added = changes.filter(({ old, new: next }) => old === undefined && isWritten(next))
    .map(({ path }) => path);
  const ignored = await ignoredAmong(repository, added);
  await addPrivatePaths(repository, ignored.map((path) => ({ path, reason: "received" })));
}

async function ignoredAmong(
  repository: Repository,
  paths: readonly GitPath[],
): Promise<readonly GitPath[]> {
  try {
    return await ignoredByAny(repository, paths);
  } catch (error) {
    if (!isSlowRule(error)) throw error;
    return paths;
  }
}
