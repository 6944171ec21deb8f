// Makes the merge commit of two diverged branches in memory: no file and no ref is touched.

import { mergeRules, mergeTexts } from "./contents.ts";
import { byteAttributes } from "../git/attributes/attributes.ts";
import { fittingForm, hasFilter } from "../git/values/byte_attributes.ts";
import { configuredFilters } from "../git/attributes/missing_filters.ts";
import { copyNames, type Origin } from "../git/values/conflict_name.ts";
import { type NamedCommit, withDifferences } from "../git/objects/commit_differences.ts";
import { commitsBetween } from "../git/commands/log.ts";
import { copyLimit, nameCopies } from "./name_copies.ts";
import type { Conflict, LocalCopy, Placement, Side } from "../conflicts/conflict.ts";
import { decide, type Loser, rulesToMerge, textsToMerge } from "./decide.ts";
import { movesToFollow } from "./moves.ts";
import { adderOf, followMoves, isDeletedAndChanged, joined, movesIn, type Sides } from "./sides.ts";
import { ignoredByTree } from "../rules/ignored_by_tree.ts";
import type { Repository } from "../git/repository/repository.ts";
import { baseName, fileName, type GitPath } from "../git/values/path.ts";
import { commitTree } from "../git/commands/commits.ts";
import { changesBetween, emptyTree, treeEntries } from "../git/commands/trees.ts";
import { readTree, setEntries, withIndex, writeTree } from "../git/commands/index.ts";
import { entryType, sameEntry } from "../git/values/tree.ts";
import { mergeMessage } from "./merge_message.ts";
import { returnedIn } from "./brought_back.ts";
import { gathered, inSlices, Pace } from "../../system/pace.ts";

/** The two tips and what they have in common. */
export interface Diverged {
  readonly ours: string;
  readonly theirs: string;
  /** The best common ancestors; none when the local history is our own first save. */
  readonly bases: readonly string[];
  /** Present when the volume ignores case or Unicode form. */
  readonly fold?: (path: GitPath) => string;
  /** Whether a forced push replaced the common history; then our old commits are not a parent. */
  readonly isReplaced: boolean;
  readonly now: number;
  /** Milliseconds that texts may take to merge, instead of `MERGE_MS`. */
  readonly mergeMs?: number | undefined;
}

/** A merge that is not published yet. */
export interface Merged {
  readonly commit: string;
  readonly conflicts: readonly Conflict[];
  /** Those of the copies that the commit does not hold: they stay on this machine. */
  readonly local: readonly LocalCopy[];
  /** Versions that are in the history alone, as too many copies of them stand there. */
  readonly uncopied: readonly Uncopied[];
  /** The paths that a forced push has removed from the history, and that come back with what was changed here. */
  readonly returned: readonly GitPath[];
}

/** A version that got no copy, and the commit that has it. */
export interface Uncopied extends Omit<Conflict, "copy"> {
  readonly commit: string;
}

/** Merges path by path, by the table of docs/one-sync.md. Throws `GitError`. */
export async function mergeDiverged(
  repository: Repository,
  { ours, theirs, bases, fold, isReplaced, now, mergeMs }: Diverged,
): Promise<Merged> {
  const [base = await emptyTree(repository), ...others] = bases;
  const joint = await inSlices(joined(
    await changesBetween(repository, base, ours),
    await changesBetween(repository, base, theirs),
    (await Promise.all(others.map((other) => changesBetween(repository, base, other)))).flat(),
  ));
  const moves = await inSlices(movesIn(joint));
  const sides = followMoves(joint, await movesToFollow(repository, { moves, ours, theirs }));
  const texts = await mergeTexts(repository, await inSlices(textsToMerge(sides)), mergeMs);
  const rules = await mergeRules(repository, await inSlices(rulesToMerge(sides, texts)));
  const published = fold === undefined ? undefined : await treeEntries(repository, theirs);
  const decision = await inSlices(decide(
    sides,
    new Map([...texts, ...rules]),
    fold === undefined ? undefined : { key: fold, published: published!.keys() },
  ));
  const isConflict = decision.losers.length > 0;
  const existing = published ?? (isConflict ? await treeEntries(repository, theirs) : new Map());
  const commits: Record<Side, readonly NamedCommit[]> = { ours: [], theirs: [] };
  for (const side of new Set(decision.losers.map((loser) => loser.side))) {
    commits[side] = await commitsNaming(repository, {
      from: bases[0],
      to: side === "ours" ? ours : theirs,
      paths: decision.losers.filter((loser) => loser.side === side).map(({ path }) => path),
    });
  }
  const origins = { ours: originsIn(commits.ours), theirs: originsIn(commits.theirs) };
  const originOf = (side: Side, path: GitPath): Origin =>
    // A change that followed a file to its new name is named by its old one.
    origins[side].get(path) ?? commits[side][0]?.origin ?? { host: repository.host, time: now };
  // After a forced push our commits are not kept as a parent, so every version needs a copy.
  const hasTooManyCopies = isReplaced ? undefined : await inSlices(copyLimit(existing, now));
  const { merged, conflicts, local, uncopied } = await withIndex(repository, async (index) => {
    await readTree(repository, theirs, index);
    await setEntries(repository, decision.entries, index);
    const placementOf = await placements(repository, { losers: decision.losers, originOf, index });
    const named = await inSlices(nameCopies(decision, existing, {
      originOf,
      placementOf,
      ...(hasTooManyCopies === undefined ? {} : { hasTooManyCopies }),
    }));
    const copies = await gathered(
      named.entries,
      ([path, entry]) => !sameEntry(decision.entries.get(path), entry),
    );
    if (copies.length > 0) await setEntries(repository, copies, index);
    return { ...named, merged: await writeTree(repository, index) };
  });
  const leaving = await leavingIn(repository, { merged, sides, ours, theirs });
  const back = isReplaced ? await inSlices(returnedIn(joint)) : [];
  const tree = leaving.length === 0 ? merged : await withIndex(repository, async (index) => {
    await readTree(repository, merged, index);
    await setEntries(repository, leaving.map((path) => [path, undefined] as const), index);
    return await writeTree(repository, index);
  });
  const withCommit = uncopied.map((version) => ({
    ...version,
    commit: version.side === "ours" ? ours : theirs,
  }));
  const commit = await commitTree(repository, {
    tree,
    parents: isReplaced ? [theirs] : [theirs, ours],
    message: mergeMessage({
      paths: [...sides.keys()],
      conflicts,
      local: new Set(local.map(({ copy }) => copy)),
      gitlinks: decision.gitlinks,
      uncopied: withCommit,
      host: repository.host,
    }),
  });
  const isLeaving = new Set(leaving);
  const returned = back.filter((path) => !isLeaving.has(path));
  return { commit, conflicts, local, uncopied: withCommit, returned };
}

/** Returns whose the newest commit is that names a path; `commits` begins with the newest. */
function originsIn(commits: readonly NamedCommit[]): ReadonlyMap<GitPath, Origin> {
  const origins = new Map<GitPath, Origin>();
  for (const { paths, origin } of commits) {
    for (const path of paths) if (!origins.has(path)) origins.set(path, origin);
  }
  return origins;
}

/** Asks the attributes of a merged tree, in an index of ours, in which form each copy means what it meant. */
async function placements(
  repository: Repository,
  { losers, originOf, index }: {
    readonly losers: readonly Loser[];
    readonly originOf: (side: Side, path: GitPath) => Origin;
    readonly index: string;
  },
): Promise<(loser: Loser) => Placement> {
  const candidates = new Map(
    losers.filter(({ entry }) => entryType(entry) === "file").map((loser) => {
      const { path, entry: { oid }, side } = loser;
      return [loser, copyNames(path, { oid, origin: originOf(side, path) })];
    }),
  );
  const names = [...candidates.values()].flatMap(({ path, file, folder }) => [path, file, folder]);
  const attributes = await byteAttributes(repository, names, { cached: true, index });
  const isFiltered = [...attributes.values()].some(hasFilter);
  const configured = isFiltered ? await configuredFilters(repository) : new Set<string>();
  return (loser) => {
    const of = candidates.get(loser);
    const said = of === undefined ? undefined : attributes.get(of.path);
    // This machine has saved it as it is: published under such a name, it would be taken for filtered.
    const isUnfiltered = loser.side === "ours" && said !== undefined && hasFilter(said) &&
      !configured.has(said.filter);
    const form = of === undefined ? "file" : isUnfiltered ? "local" : fittingForm(attributes, of);
    // A path that has no name here could not be written.
    return form === "local" && fileName(loser.path) === undefined ? "file" : form;
  };
}

/**
 * Returns what leaves the sync by this merge: what one side deleted, and what one side added before it knew the
 * rules of the other, where the merged rules ignore it. A file that was added against the rules stays.
 */
async function leavingIn(
  repository: Repository,
  { merged, sides, ours, theirs }: {
    readonly merged: string;
    readonly sides: ReadonlyMap<GitPath, Sides>;
    readonly ours: string;
    readonly theirs: string;
  },
): Promise<readonly GitPath[]> {
  const deleted: GitPath[] = [];
  const added: Record<Side, GitPath[]> = { ours: [], theirs: [] };
  const hasNewRules = sides.keys().some((path) => baseName(path) === ".gitignore");
  const pace = new Pace();
  for (const [path, at] of sides) {
    if (isDeletedAndChanged(at)) deleted.push(path);
    const adder = hasNewRules ? adderOf(at) : undefined;
    if (adder !== undefined) added[adder].push(path);
    if (pace.isDue) await pace.rest();
  }
  const paths = [...deleted, ...added.ours, ...added.theirs];
  const ignored = await ignoredByTree(repository, { tree: merged, paths });
  const leaving = deleted.filter((path) => ignored.has(path));
  for (const [tree, own] of [[ours, added.ours], [theirs, added.theirs]] as const) {
    const candidates = own.filter((path) => ignored.has(path));
    const forced = await ignoredByTree(repository, { tree, paths: candidates });
    for (const path of candidates) if (!forced.has(path)) leaving.push(path);
  }
  return leaving;
}

/** Returns the newest commits of a branch, as many as name all of the paths. */
async function commitsNaming(
  repository: Repository,
  { from, to, paths }: {
    readonly from: string | undefined;
    readonly to: string;
    readonly paths: readonly GitPath[];
  },
): Promise<NamedCommit[]> {
  const commits = await commitsBetween(repository, { from, to });
  const wanted = new Set(paths);
  const named: NamedCommit[] = [];
  await withDifferences(repository, async (differences) => {
    for (const commit of commits) {
      const next = wanted.size === 0 ? undefined : await differences.name(commit);
      if (next === undefined) break;
      named.push(next);
      for (const path of next.paths) wanted.delete(path);
    }
  });
  return named;
}
