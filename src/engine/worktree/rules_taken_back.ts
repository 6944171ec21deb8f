// Keeps on this machine what the rules of an update ignore before they are taken back with it: they stood in the folder,
// and a file that was written meanwhile is private by them.

import { status } from "../git/commands/status.ts";
import { addPrivatePaths } from "../git/repository/private_paths.ts";
import type { Repository } from "../git/repository/repository.ts";
import type { Change } from "../git/values/tree.ts";
import { rulesAmong } from "../rules/own_rules.ts";

/**
 * Puts all that is ignored on the list of private paths, where the changes have rules among them. The next scan drops
 * what is ignored by other rules as well. It is on the disk when this settles. Throws `GitError`.
 */
export async function holdIgnored(
  repository: Repository,
  changes: readonly Change[],
): Promise<void> {
  const rules = await rulesAmong(repository, changes.map(({ path }) => path));
  if (rules.length === 0) return;
  const { ignored } = await status(repository, undefined, { withIgnored: true });
  await addPrivatePaths(repository, ignored.map((path) => ({ path, reason: "ignored" })));
}
