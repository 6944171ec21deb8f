// Files that others publish under names that are ignored here. A program that writes its secrets there relies on the
// rule: the file is placed, and edits of it stay on this machine until its user says otherwise.

import { ignoredByAny, notBehindLinks } from "../git/attributes/check_ignore.ts";
import { isSlowRule } from "../git/attributes/slow_rules.ts";
import { hasCommit } from "../git/commands/ancestry.ts";
import { emptyTree } from "../git/commands/trees.ts";
import { addPrivatePaths, readPrivatePaths } from "../git/repository/private_paths.ts";
import type { Repository } from "../git/repository/repository.ts";
import type { GitPath } from "../git/values/path.ts";
import { type Change, isWritten } from "../git/values/tree.ts";
import type { HeldPaths } from "./held_paths.ts";
import { ignoredByTree } from "./ignored_by_tree.ts";

/**
 * Puts the new files of an update that the rules ignore, or that are private already, on the list of private paths,
 * before the first one is put in place: its rules do not count yet. Where git does not answer because of a rule, these
 * are all of them. The list is on the disk when this settles. Throws `GitError`.
 */
export async function holdReceived(
  repository: Repository,
  { head, changes, held }: {
    /** The commit that the folder has. */
    readonly head: string | undefined;
    readonly changes: readonly Change[];
    readonly held: HeldPaths;
  },
): Promise<void> {
  const added = changes.filter(({ old, new: next }) => old === undefined && isWritten(next))
    // What is the app's own by its name is never placed.
    .map(({ path }) => path).filter((path) => !held.meetsOwn(path));
  if (added.length === 0) return;
  const ignored = new Set([
    ...added.filter((path) => held.holds(path, { tracked: false })),
    ...await ignoredNow(repository, { head, added }),
    ...await ignoredBefore(repository, added),
  ]);
  const received = [...ignored].map((path) => ({ path, reason: "received" as const }));
  await addPrivatePaths(repository, received);
}

async function ignoredNow(
  repository: Repository,
  { head, added }: { readonly head: string | undefined; readonly added: readonly GitPath[] },
): Promise<readonly GitPath[]> {
  try {
    const asked = await notBehindLinks(repository, added);
    const ignored = await ignoredByAny(repository, asked);
    if (asked.length === added.length) return ignored;
    // Git says nothing of what is behind a link, and the update may put a folder in its place.
    const known = new Set(asked);
    const behind = await ignoredByTree(repository, {
      tree: head ?? await emptyTree(repository),
      paths: added.filter((path) => !known.has(path)),
      withOwnRules: true,
    });
    return [...ignored, ...behind];
  } catch (error) {
    if (!isSlowRule(error)) throw error;
    return added;
  }
}

/** Asks the rules from before others changed them, as long as new files are judged by these. */
async function ignoredBefore(
  repository: Repository,
  added: readonly GitPath[],
): Promise<readonly GitPath[]> {
  const listed = await readPrivatePaths(repository);
  const commits = new Set(listed.flatMap(({ rules }) => rules ?? []));
  const ignored: GitPath[] = [];
  for (const tree of commits) {
    if (!await hasCommit(repository, tree)) continue;
    const about = { tree, paths: added, withOwnRules: true };
    for (const path of await ignoredByTree(repository, about)) ignored.push(path);
  }
  return ignored;
}
