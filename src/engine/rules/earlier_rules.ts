// Judges new files by rules from before others changed them: a private file under a new name, or the
// backup that an editor makes of one, is no less private.

import { filtersOf } from "../git/attributes/attributes.ts";
import { filtersBy } from "../git/attributes/commit_attributes.ts";
import { ignoredByAny } from "../git/attributes/check_ignore.ts";
import { configuredFilters } from "../git/attributes/missing_filters.ts";
import { hasCommit } from "../git/commands/ancestry.ts";
import { ignoredByTree } from "./ignored_by_tree.ts";
import { type GitPath, parentFolders } from "../git/values/path.ts";
import type { Repository } from "../git/repository/repository.ts";
import type { PrivatePath } from "../git/repository/private_paths.ts";
import type { LocalChange, LocalStatus } from "../git/values/status_output.ts";
import { heldPaths } from "./held_paths.ts";
import { isRules } from "./rule_files.ts";
import { gathered } from "../../system/pace.ts";
import type { Fold } from "../git/repository/case_folding.ts";

/**
 * Returns the new files of a scan that were private by the rules of one of the commits, without those that are
 * on the list already. Throws `GitError`.
 */
export async function judgeNew(
  { repository, ownPlaces, fold }: {
    readonly repository: Repository;
    readonly ownPlaces: readonly GitPath[];
    readonly fold: Fold | undefined;
  },
  { seen, commits, known }: {
    readonly seen: LocalStatus;
    readonly commits: Iterable<string>;
    readonly known: readonly PrivatePath[];
  },
): Promise<readonly PrivatePath[]> {
  const found: PrivatePath[] = [];
  for (const commit of commits) {
    const privatePaths = [...known, ...found].map((entry) =>
      entry.reason === "published" ? { ...entry, reason: "ignored" as const } : entry
    );
    const held = heldPaths({ privatePaths, ownPlaces, fold });
    const fresh = await gathered(
      seen.changes,
      ({ path, kind }) => kind === "untracked" && !held.holds(path, { tracked: false }),
    );
    const untracked = fresh.map(({ path }) => path);
    for (const one of await privateBy(repository, { commit, untracked })) found.push(one);
  }
  return found;
}

/**
 * Reports whether a local change is the user's own edit of the rules. Rules that come or go with a folder are about
 * that folder alone, and are none. Pure.
 */
export function isEditOfRules({ path, kind }: LocalChange): boolean {
  return isRules(path) && (kind === "changed" || parentFolders(path).length === 0);
}

/**
 * Returns the private paths after others have changed rules, with the commit before: a received file whose rule went
 * has neighbors that were private by it as well. Throws `GitError`.
 */
export async function withEarlierRules(
  repository: Repository,
  { kept, commit }: { readonly kept: readonly PrivatePath[]; readonly commit: string | undefined },
): Promise<readonly PrivatePath[]> {
  const isOpen = ({ reason, rules }: PrivatePath) => reason === "received" && rules === undefined;
  const paths = kept.filter(isOpen).map(({ path }) => path);
  if (commit === undefined || paths.length === 0) return kept;
  const ignored = new Set(await ignoredByAny(repository, paths));
  return kept.map((entry) =>
    isOpen(entry) && !ignored.has(entry.path) ? { ...entry, rules: commit } : entry
  );
}

/**
 * Returns the list of private paths with fresh entries; of a path that is on it already, the entries stay as they
 * are, one for each reason. After the user's own edit of the rules, new files are not judged any more. Pure.
 */
export function withFresh(
  { kept, fresh, isOwnEdit }: {
    readonly kept: readonly PrivatePath[];
    readonly fresh: readonly PrivatePath[];
    readonly isOwnEdit: boolean;
  },
): readonly PrivatePath[] {
  const known = new Set(kept.map(({ path }) => path));
  const list = new Map<string, PrivatePath>();
  for (const entry of [...kept, ...fresh.filter(({ path }) => !known.has(path))]) {
    const key = `${entry.reason} ${entry.path}`;
    if (!list.has(key)) list.set(key, isOwnEdit ? withoutRules(entry) : entry);
  }
  const entries = [...list.values()];
  // The published paths are needed as long as new files are judged.
  const judges = entries.some(({ reason, rules }) => reason !== "published" && rules !== undefined);
  return judges ? entries : entries.filter(({ reason }) => reason !== "published");
}

function withoutRules({ rules: _, ...entry }: PrivatePath): PrivatePath {
  return entry;
}

/**
 * Returns those of the untracked paths that the rules of a commit ignore, or that had another filter of this
 * machine by its attributes. Where git has deleted the commit, no path is returned. Throws
 * `GitError`.
 */
async function privateBy(
  repository: Repository,
  { commit, untracked }: { readonly commit: string; readonly untracked: readonly GitPath[] },
): Promise<readonly PrivatePath[]> {
  if (untracked.length === 0 || !await hasCommit(repository, commit)) return [];
  const about = { tree: commit, paths: untracked, withOwnRules: true };
  const ignored = await ignoredByTree(repository, about);
  const rest = untracked.filter((path) => !ignored.has(path));
  const before = await filtersBy(repository, { commit, paths: rest });
  const now = await filtersOf(repository, { paths: [...before.keys()] });
  // Others can make up the name of a filter: it must not hold every new file.
  const configured = before.size === 0 ? new Set() : await configuredFilters(repository);
  return [
    ...[...ignored].map((path) => ({ path, reason: "ignored" as const })),
    // A file that git-lfs keeps is as public as everything else.
    ...[...before].filter(([path, filter]) =>
      filter !== "lfs" && configured.has(filter) && now.get(path) !== filter
    )
      .map(([path, filter]) => ({ path, reason: "filter" as const, filter })),
  ];
}
