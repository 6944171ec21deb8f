// Names that are ignored here, and under which others publish a file or a link. A program that writes its secrets there
// relies on the rule: the file is placed, and edits of it stay on this machine until its user says otherwise. A link is
// not placed, as it would lead them to another name.

import { ignoredByAny, notBehindLinks } from "../git/attributes/check_ignore.ts";
import { isSlowRule } from "../git/attributes/slow_rules.ts";
import { hasCommit } from "../git/commands/ancestry.ts";
import { emptyTree } from "../git/commands/trees.ts";
import { readPrivatePaths } from "../git/repository/private_paths.ts";
import { spellings } from "../git/repository/case_folding.ts";
import type { Repository } from "../git/repository/repository.ts";
import { type GitPath, gitPath, pathIn } from "../git/values/path.ts";
import { type Change, isNewLink, isWritten } from "../git/values/tree.ts";
import type { HeldPaths } from "./held_paths.ts";
import { ignoredByTree } from "./ignored_by_tree.ts";

/** A name in a folder about which no rule says anything of its own. */
export const ANY_NAME = gitPath("any-name-in-this-folder");

/** So many names are asked about at a time: each may have several spellings, and all are held in memory. */
const ASKED_AT_ONCE = 50_000;

/**
 * Returns the new files of an update that the rules ignore, or that are private already, and the links of such names,
 * or of such folders. Its own rules do not count yet. Where git does not answer because of a rule, these are all of
 * them. Throws `GitError`.
 */
export async function receivedNames(
  repository: Repository,
  { head, rules, changes, held, isFolding }: {
    /** The commit that the folder has. */
    readonly head: string | undefined;
    /** A commit whose rules count in the place of those in the folder. */
    readonly rules: string | undefined;
    readonly changes: readonly Change[];
    readonly held: HeldPaths;
    /** Whether the volume takes names for one that git's rules tell apart. */
    readonly isFolding: boolean;
  },
): Promise<ReadonlySet<GitPath>> {
  /** The names to be asked about, and whose they are. */
  const named: (readonly [name: GitPath, path: GitPath])[] = [];
  for (const change of changes) {
    const { path, old, new: next } = change;
    // A path that is the app's own by its name is never placed.
    if (!isWritten(next) || isWritten(old) && !isNewLink(change) || held.meetsOwn(path)) continue;
    named.push([path, path]);
    if (isNewLink(change)) named.push([pathIn(path, ANY_NAME), path]);
  }
  const received = new Set<GitPath>();
  for (let at = 0; at < named.length; at += ASKED_AT_ONCE) {
    const asked = named.slice(at, at + ASKED_AT_ONCE).flatMap(([name, path]) =>
      [...isFolding ? spellings(name) : [name]].map((spelled) => [spelled, path] as const)
    );
    const names = [...new Set(asked.map(([name]) => name))];
    const found = new Set([
      ...names.filter((path) => held.holds(path, { tracked: false })),
      ...await ignoredNow(repository, { head, rules, names, isFolding }),
      ...await ignoredBefore(repository, names),
    ]);
    for (const [name, path] of asked) if (found.has(name)) received.add(path);
  }
  return received;
}

async function ignoredNow(
  repository: Repository,
  { head, rules, names, isFolding }: {
    readonly head: string | undefined;
    readonly rules: string | undefined;
    readonly names: readonly GitPath[];
    readonly isFolding: boolean;
  },
): Promise<Iterable<GitPath>> {
  if (rules !== undefined && await hasCommit(repository, rules)) {
    return await ignoredByTree(repository, { tree: rules, paths: names, withOwnRules: true });
  }
  try {
    const asked = await notBehindLinks(repository, names);
    const ignored = await ignoredByAny(repository, asked, { isFolding });
    if (asked.length === names.length) return ignored;
    // Git says nothing of what is behind a link, and the update may put a folder in its place.
    const known = new Set(asked);
    const behind = await ignoredByTree(repository, {
      tree: head ?? await emptyTree(repository),
      paths: names.filter((path) => !known.has(path)),
      withOwnRules: true,
    });
    return [...ignored, ...behind];
  } catch (error) {
    if (!isSlowRule(error)) throw error;
    return names;
  }
}

/** Asks the rules from before others changed them, as long as new files are judged by these. */
async function ignoredBefore(
  repository: Repository,
  names: readonly GitPath[],
): Promise<readonly GitPath[]> {
  const listed = await readPrivatePaths(repository);
  const commits = new Set(listed.flatMap(({ rules }) => rules ?? []));
  const ignored: GitPath[] = [];
  for (const tree of commits) {
    if (!await hasCommit(repository, tree)) continue;
    const about = { tree, paths: names, withOwnRules: true };
    for (const path of await ignoredByTree(repository, about)) ignored.push(path);
  }
  return ignored;
}
