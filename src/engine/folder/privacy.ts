// Keeps files on this machine that were ignored or filtered here before others changed the rules, until this
// user publishes them. Scans of the whole tree are compared for that.

import { viewIndex } from "../git/commands/index.ts";
import { ignoredByTree } from "../rules/ignored_by_tree.ts";
import { filtersBy } from "../git/attributes/commit_attributes.ts";
import { readLastScan, replaceLastScan } from "../rules/last_scan.ts";
import { lstatIfThere } from "../../system/file_state.ts";
import {
  foreignInIndex,
  foreignSince,
  formerSubmodulesAmong,
  rulesAmong,
} from "../rules/own_rules.ts";
import { type GitPath, parentFolders, withoutSlash, withSlash } from "../git/values/path.ts";
import {
  type PrivatePath,
  readPrivatePaths,
  writePrivatePaths,
} from "../git/repository/private_paths.ts";
import { inSlices } from "../../system/pace.ts";
import { status } from "../git/commands/status.ts";
import type { LocalStatus } from "../git/values/status_output.ts";
import type { Change } from "../git/values/tree.ts";
import { isEditOfRules, judgeNew, withEarlierRules, withFresh } from "../rules/earlier_rules.ts";
import { type HeldPaths, heldPaths } from "../rules/held_paths.ts";
import type { KnownFolder } from "./known_folder.ts";
import { lostFilters, nextBase } from "../rules/lost_filters.ts";
import { ignoresNearlyAll, meantRules } from "../rules/overbroad_rules.ts";
import { type NotPublished, publish } from "../rules/publish.ts";
import { stillPrivate } from "../rules/still_private.ts";

/** Returns the paths that no save may stage now. */
export async function heldPathsOf(
  { repository, skipped, ownPlaces, fold }: KnownFolder,
): Promise<HeldPaths> {
  const privatePaths = await readPrivatePaths(repository);
  return heldPaths({ privatePaths, unplaced: skipped.unplaced, ownPlaces, fold });
}

/**
 * Notes all that is ignored, before an update that changes rules puts its first file in place. `head`
 * is the commit that the folder has. Reports whether the update changes rules.
 */
export async function beforeUpdate(
  folder: KnownFolder,
  { head, changes, hosts }: {
    readonly head: string | undefined;
    readonly changes: readonly Change[];
    /** Whose changes they are, as far as it is known. */
    readonly hosts: ReadonlyMap<GitPath, string>;
  },
): Promise<boolean> {
  const { repository } = folder;
  const rules = [
    ...await rulesAmong(repository, changes.map(({ path }) => path)),
    ...formerSubmodulesAmong(changes),
  ];
  if (rules.length === 0) return false;
  folder.rules.changedBy = rules.map((path) => hosts.get(path))
    .findLast((host) => host !== undefined);
  // Where scans do not end, the last one that did says what was ignored before these rules came.
  if (folder.rules.slowRule !== undefined) return true;
  const { ignored } = await status(repository, undefined, { withIgnored: true });
  await replaceLastScan(folder, { ...folder.rules.lastScan, head: head ?? null, ignored });
  return true;
}

/**
 * Lets private paths into the next save, by their shown names or those of folders above. Returns those of the
 * names under which nothing is kept back. Throws `GitError`.
 */
export async function publishPrivate(
  { repository, index, skipped }: KnownFolder,
  names: readonly string[],
): Promise<readonly NotPublished[]> {
  const done = await publish(repository, { names, unplaced: skipped.unplaced });
  skipped.unplaced = done.unplaced;
  index.stamp = undefined;
  return done.notPublished;
}

/** Notes files that the watcher has named and git has not, as they are ignored. */
export async function noteIgnored(
  folder: KnownFolder,
  paths: readonly GitPath[],
): Promise<void> {
  const { repository, rules: { lastScan } } = folder;
  if (lastScan === undefined) return;
  const known = new Set(lastScan.ignored);
  const fresh: GitPath[] = [];
  for (const path of paths) {
    if (known.has(path) || parentFolders(path).some((folder) => known.has(withSlash(folder)))) {
      continue;
    }
    const info = await lstatIfThere(repository.fileOf(path));
    if (info !== undefined && !info.isDirectory) fresh.push(path);
  }
  if (fresh.length === 0) return;
  await replaceLastScan(folder, { ...lastScan, ignored: [...lastScan.ignored, ...fresh] });
}

/**
 * Returns those of the paths that the last scan found neither ignored nor filtered: without
 * another scan, it is not known whether rules of others have changed that. Throws `GitError`.
 */
export async function knownAsPublic(
  { repository, rules: { lastScan }, fold = (path: GitPath) => path }: KnownFolder,
  paths: readonly GitPath[],
): Promise<readonly GitPath[]> {
  const last = lastScan ?? await readLastScan(repository);
  if (last === undefined || last.head === null) return [];
  const ignored = new Set(last.ignored.map(fold));
  const filters = await filtersBy(repository, { commit: last.head, paths });
  const { indexed } = await viewIndex(repository, paths);
  // The last scan has no new ones.
  const kept = await ignoredByTree(repository, {
    tree: last.head,
    paths: paths.filter((path) => !indexed.has(path)),
    withOwnRules: true,
  });
  return paths.filter((path) =>
    !filters.has(path) && !kept.has(path) && !ignored.has(fold(path)) &&
    !parentFolders(fold(path)).some((folder) => ignored.has(`${folder}/`))
  );
}

/** Notes that an update has changed no rules: the last scan still says what is ignored. */
export function rulesUnchanged(
  { rules }: KnownFolder,
  { from, to }: { readonly from: string | undefined; readonly to: string },
): void {
  const { lastScan } = rules;
  if (lastScan?.head === (from ?? null)) rules.lastScan = { ...lastScan, head: to };
}

/**
 * Returns the commit whose rules say which incoming files are private, where those in the folder do not: git does not
 * come to an end with them, or others have published rules that ignore nearly everything.
 */
export async function rulesForReceived(
  { repository, rules: { lastScan, slowRule } }: KnownFolder,
): Promise<string | undefined> {
  const last = lastScan ?? await readLastScan(repository);
  return last?.rules ?? (slowRule === undefined ? undefined : last?.head ?? undefined);
}

/**
 * Compares a scan of the whole tree with the last one. What is no longer ignored, or has another filter,
 * because of rules of others is private from here on; an entry whose reason is gone is dropped.
 * Returns what is held now. All of it is on the disk before this settles. Throws `GitError`.
 */
export async function afterScan(
  folder: KnownFolder,
  { seen, branch, head }: {
    readonly seen: LocalStatus;
    readonly branch: string;
    readonly head: string | undefined;
  },
): Promise<HeldPaths> {
  const { repository, ownPlaces, skipped, fold = (path: GitPath) => path } = folder;
  const last = folder.rules.lastScan ??= await readLastScan(repository);
  const present = await inSlices(presentIn(seen, fold));
  const ignored = new Set(seen.ignored.map(fold));
  const own = heldPaths({ privatePaths: [], ownPlaces, fold: folder.fold });
  const noLongerIgnored = (last?.ignored ?? []).filter((path) => {
    const key = fold(path);
    return own.ownPlaceOf(withoutSlash(path)) === undefined && present.has(key) &&
      !ignored.has(key) &&
      !parentFolders(key).some((folder) => ignored.has(`${folder}/`));
  });
  const foreign = last === undefined
    ? undefined
    : last.hasPlaced
    ? { commit: last.base, formerSubmodules: [] }
    : await foreignSince(repository, { branch, since: last.head, head }) ??
      await foreignInIndex(repository, { seen, head });
  const before = await readPrivatePaths(repository);
  // After the user's own edit of the rules, these are what the user wants.
  const isOwnEdit = foreign === undefined && seen.changes.some(isEditOfRules);
  const earlier = isOwnEdit ? undefined : before.find(({ rules }) => rules !== undefined);
  const by = folder.rules.changedBy ?? earlier?.by;
  const meant = await meantRules(repository, { last, foreign, head });
  const judging = foreign === undefined ? undefined : meant;
  const ruleCommit = earlier?.rules ?? judging;
  const noted = ruleCommit === undefined ? {} : { rules: ruleCommit };
  const about = { ...(by === undefined ? {} : { by }), ...noted };
  const added: PrivatePath[] = foreign !== undefined
    ? [
      ...noLongerIgnored.map((path) => ({ path, reason: "ignored" as const })),
      ...foreign.formerSubmodules.filter((path) => present.has(`${fold(path)}/`))
        .map((path) => ({ path: withSlash(path), reason: "ignored" as const })),
      ...(await lostFilters(repository, {
        since: foreign.commit,
        base: last?.base,
        seen,
        unplaced: skipped.unplaced,
      }))
        .map((lost) => ({ ...lost, reason: "filter" as const })),
    ]
    : [];
  const kept = await withEarlierRules(repository, {
    kept: await stillPrivate(folder, { paths: before, present, seen }),
    commit: foreign === undefined ? undefined : ruleCommit,
  });
  const commits = new Set([judging, earlier?.rules].flatMap((commit) => commit ?? []));
  const judged = await judgeNew(folder, { seen, commits, known: [...kept, ...added] });
  const fresh = [...added, ...judged].map((entry) => ({ ...entry, ...about }));
  const privatePaths = withFresh({ kept, fresh, isOwnEdit });
  if (JSON.stringify(privatePaths) !== JSON.stringify(before)) {
    await writePrivatePaths(repository, privatePaths);
  }
  const base = await nextBase(repository, { last, head, foreign });
  const isBroad = !isOwnEdit && meant !== undefined && await ignoresNearlyAll(repository);
  const rules = isBroad ? { rules: meant } : {};
  await replaceLastScan(folder, { head: head ?? null, ignored: seen.ignored, ...base, ...rules });
  folder.rules.changedBy = undefined;
  skipped.privatePaths = privatePaths;
  return heldPaths({
    privatePaths,
    unplaced: skipped.unplaced,
    ownPlaces,
    fold: folder.fold,
  });
}

/** Returns untracked files and all folders that lead to them, by key; folders end in `/`. */
function* presentIn(
  { changes }: LocalStatus,
  fold: (path: GitPath) => string,
): Generator<void, Set<string>> {
  const present = new Set<string>();
  for (const { path, kind } of changes) {
    yield;
    if (kind !== "untracked" && kind !== "nested") continue;
    const key = fold(path);
    present.add(kind === "nested" ? `${key}/` : key);
    for (const folder of parentFolders(key)) present.add(`${folder}/`);
  }
  return present;
}
