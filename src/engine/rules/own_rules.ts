// Files that decide what git ignores and filters, and whether the user has made their changes.

import { join, relative } from "node:path";
import { changesBetween, emptyTree } from "../git/commands/trees.ts";
import { userRules } from "../git/attributes/user_rules.ts";
import type { Repository } from "../git/repository/repository.ts";
import { type GitPath, gitPath, parentFolders, withSlash } from "../git/values/path.ts";
import { breakingSettings } from "./breaking_settings.ts";
import { isRules } from "./rule_files.ts";
import { type Change, type Entry, entryType } from "../git/values/tree.ts";
import type { LocalStatus } from "../git/values/status_output.ts";
import { gathered } from "../../system/pace.ts";
import { linksOn, realPath } from "../../system/real_path.ts";

/** Returns those of the paths that hold rules, or lead to them. */
export async function rulesAmong(
  repository: Repository,
  paths: readonly GitPath[],
): Promise<GitPath[]> {
  const others = await otherRules(repository);
  // A folder that leads to one may become a link, or the other way round.
  return await gathered(
    paths,
    (path) => isRules(path) || others.has(path) || others.has(withSlash(path)),
  );
}

/**
 * Returns the files in the work tree that git reads as its own, links followed: the excludes and
 * attributes files and the configuration, with what it includes. Folders that lead there end in
 * `/`.
 */
async function otherRules(repository: Repository): Promise<ReadonlySet<GitPath>> {
  const { root, commonDir, configFiles } = repository;
  const files = [
    userRules(repository, "ignore"),
    userRules(repository, "attributes"),
    join(commonDir, "info", "exclude"),
    join(commonDir, "info", "attributes"),
    ...configFiles,
  ];
  const found = new Set<GitPath>();
  const places = await Promise.all(
    files.map(async (
      file,
    ) => [file, ...await Array.fromAsync(linksOn(file)), await realPath(file)]),
  );
  for (const place of places.flat()) {
    const path = relative(root, place);
    if (path === "" || path.split("/")[0] === ".." || path.startsWith(".git/")) continue;
    found.add(gitPath(path));
    for (const folder of parentFolders(gitPath(path))) found.add(withSlash(folder));
  }
  return found;
}

/**
 * Returns the paths at which an entry would replace a file of git's own rules by something else, or
 * is a setting with which git fails. Git does not run with a folder in the place of an excludes
 * file.
 */
export async function spoilingRules(
  repository: Repository,
  entries: readonly (readonly [GitPath, Entry | undefined])[],
): Promise<ReadonlySet<GitPath>> {
  const others = await otherRules(repository);
  if (others.size === 0) return new Set();
  const spoiling = await gathered(entries, ([path, entry]) => {
    if (entry === undefined) return false;
    const isBelow = parentFolders(path).some((folder) => others.has(folder));
    const isInstead = others.has(path) && !entry.mode.startsWith("100");
    return isBelow || isInstead || others.has(withSlash(path));
  });
  return new Set(spoiling.map(([path]) => path)).union(await breakingSettings(repository, entries));
}

/** Rules that others may have changed. */
export interface ForeignRules {
  /** The last commit before; `undefined` where nobody knows it. */
  readonly commit: string | undefined;
  /** The folders that were places of submodules until then. */
  readonly formerSubmodules: readonly GitPath[];
}

/** Returns the paths at which a submodule was. Git lists nothing in its folder as ignored. */
export function formerSubmodulesAmong(changes: readonly Change[]): GitPath[] {
  return changes.filter(({ old, new: next }) =>
    old !== undefined && entryType(old) === "gitlink" &&
    (next === undefined || entryType(next) !== "gitlink")
  ).map(({ path }) => path);
}

/**
 * Returns the last commit whose rules are the user's own, when those of `head` may be of others:
 * rules differ, or a submodule has become a folder, since the branch had commits that were not made
 * here. `undefined` when all are their own. Throws `GitError`.
 */
export async function foreignSince(
  repository: Repository,
  { branch, since, head }: {
    readonly branch: string;
    readonly since: string | null;
    readonly head: string | undefined;
  },
): Promise<ForeignRules | undefined> {
  if (head === undefined || since === head) return undefined;
  const file = join(repository.commonDir, "logs", "refs", "heads", branch);
  const reflog = await Deno.readTextFile(file).catch(() => "");
  const { zeroId } = repository;
  const last = ownUntil(reflog, { since: since ?? zeroId, head });
  if (last === head) return undefined;
  const commit = last === zeroId ? undefined : last;
  // Where git has deleted the commit, it is not known.
  const changes = await changesBetween(repository, commit ?? await emptyTree(repository), head)
    .catch(() => undefined);
  const formerSubmodules = formerSubmodulesAmong(changes ?? []);
  const isForeign = changes === undefined || formerSubmodules.length > 0 ||
    (await rulesAmong(repository, changes.map(({ path }) => path))).length > 0;
  return isForeign ? { commit: changes && commit, formerSubmodules } : undefined;
}

/**
 * Returns the rules that git itself has put into the index, as by `git checkout origin/main -- .gitignore`,
 * `git merge --squash` or `git rm`: they are not known to be this user's. An editor writes the file alone. `undefined`
 * when there are none. Throws `GitError`.
 */
export async function foreignInIndex(
  repository: Repository,
  { seen, head }: { readonly seen: LocalStatus; readonly head: string | undefined },
): Promise<ForeignRules | undefined> {
  const staged = seen.changes.filter(({ unstaged, isStagedToo }) => !unstaged || isStagedToo);
  if (staged.length === 0) return undefined;
  const rules = await rulesAmong(repository, staged.map(({ path }) => path));
  return rules.length === 0 ? undefined : { commit: head, formerSubmodules: [] };
}

/** Messages that git and this app write into the reflog for a commit of the folder. */
const OWN =
  /^(?:commit(?: \((?:initial|amend)\))?: |sync: (?:save|rewritten history|saves joined))/;

/**
 * Returns how far a branch came from `since` to `head` by commits that were made on it here. A line
 * is `OLD NEW WHO <MAIL> TIME ZONE TAB MESSAGE` (git's refs/files-backend.c). Pure.
 */
export function ownUntil(
  reflog: string,
  { since, head }: { readonly since: string; readonly head: string },
): string {
  const moves: { readonly to: string; readonly isOwn: boolean }[] = [];
  let at = head;
  for (const line of reflog.split("\n").reverse()) {
    if (line === "") continue;
    if (at === since) break;
    const [old, to] = line.split(" ", 2);
    // The branch came there in a way that was not noted.
    if (to !== at) return since;
    moves.push({ to, isOwn: OWN.test(line.slice(line.indexOf("\t") + 1)) });
    at = old!;
  }
  if (at !== since) return since;
  let last = since;
  for (const { to, isOwn } of moves.reverse()) {
    if (!isOwn) break;
    last = to;
  }
  return last;
}
