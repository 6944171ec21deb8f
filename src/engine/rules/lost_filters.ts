// Files that lost their filter, or got another one, by the attributes of others.

import { join } from "node:path";
import { filtersOf } from "../git/attributes/attributes.ts";
import { filtersBy } from "../git/attributes/commit_attributes.ts";
import { hasCommit } from "../git/commands/ancestry.ts";
import { changesBetween, treeEntries } from "../git/commands/trees.ts";
import { readIndex } from "../git/commands/index.ts";
import type { LastScan } from "./last_scan.ts";
import { lstatIfThere } from "../../system/file_state.ts";
import { configuredFilters } from "../git/attributes/missing_filters.ts";
import type { UnplacedFile } from "../git/repository/unplaced.ts";
import type { Repository } from "../git/repository/repository.ts";
import { type ForeignRules, rulesAmong } from "./own_rules.ts";
import { fileName, type GitPath } from "../git/values/path.ts";
import type { LocalStatus } from "../git/values/status_output.ts";

/**
 * Returns the files of a scan that had another filter by the attributes of an earlier commit, with that filter.
 * Edits under a filter that this machine lacks stay here, unless the file was published without the filter before
 * others named it. Throws `GitError`.
 */
export async function lostFilters(
  repository: Repository,
  { since, base, seen, unplaced }: {
    readonly since: string | undefined;
    readonly base: string | undefined;
    readonly seen: LocalStatus;
    readonly unplaced: readonly UnplacedFile[];
  },
): Promise<readonly { readonly path: GitPath; readonly filter: string }[]> {
  if (since === undefined) return [];
  const tracked = (await readIndex(repository)).map(({ path }) => path);
  const untracked = seen.changes.filter(({ kind }) => kind === "untracked")
    .map(({ path }) => path);
  const before = await filtersBy(repository, {
    commit: since,
    paths: [...new Set([...tracked, ...untracked])],
  });
  // A file that git-lfs keeps is as public as everything else.
  const named = [...before].filter(([, filter]) => filter !== "lfs");
  const now = await filtersOf(repository, { paths: named.map(([path]) => path) });
  const changed: { readonly path: GitPath; readonly filter: string }[] = [];
  for (const [path, filter] of named) {
    const name = fileName(path);
    if (now.get(path) === filter || name === undefined) continue;
    if (await lstatIfThere(join(repository.root, name)) !== undefined) {
      changed.push({ path, filter });
    }
  }
  if (changed.length === 0) return changed;
  const configured = await configuredFilters(repository);
  const edited = new Set([...seen.changes, ...unplaced].map(({ path }) => path));
  const kept = changed.filter(({ path, filter }) => configured.has(filter) || edited.has(path));
  const lacking = kept.filter(({ filter }) => !configured.has(filter)).map(({ path }) => path);
  const open = await publishedWithout(repository, { commit: base, paths: lacking });
  return kept.filter(({ path }) => !open.has(path));
}

/** Returns those of the paths that a commit has, and to which its attributes give no filter. */
async function publishedWithout(
  repository: Repository,
  { commit, paths }: { readonly commit: string | undefined; readonly paths: readonly GitPath[] },
): Promise<ReadonlySet<GitPath>> {
  if (commit === undefined || paths.length === 0 || !await hasCommit(repository, commit)) {
    return new Set();
  }
  const published = await treeEntries(repository, commit);
  const filters = await filtersBy(repository, { commit, paths });
  return new Set(paths.filter((path) => published.has(path) && !filters.has(path)));
}

/** Returns the `base` of the next scan. Throws `GitError`. */
export async function nextBase(
  repository: Repository,
  { last, head, foreign }: {
    readonly last: LastScan | undefined;
    readonly head: string | undefined;
    readonly foreign: ForeignRules | undefined;
  },
): Promise<{ readonly base?: string }> {
  if (head === undefined) return {};
  const base = last?.base ?? last?.head ?? head;
  if (foreign === undefined) return { base: base === last?.head ? head : base };
  // Where git has deleted the commit, it is not known.
  const changes = await changesBetween(repository, base, head).catch(() => undefined);
  if (changes === undefined) return { base: head };
  const rules = await rulesAmong(repository, changes.map(({ path }) => path));
  return { base: rules.length === 0 ? head : base };
}
