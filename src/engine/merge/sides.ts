// The entries of base, ours and theirs at each path. Pure. Functions that go through all paths are generators: they
// yield after each path, so that the event loop can turn meanwhile (`inSlices`).

import type { GitPath } from "../git/values/path.ts";
import { type Change, type Entry, entryType, sameEntry } from "../git/values/tree.ts";
import type { Side } from "../conflicts/conflict.ts";

/** The entries of base, ours and theirs at one path. */
export interface Sides {
  readonly base: Entry | undefined;
  readonly ours: Entry | undefined;
  readonly theirs: Entry | undefined;
}

/** A file that one side moved and the other, `by`, changed. */
export interface Move {
  readonly from: GitPath;
  readonly to: GitPath;
  readonly by: Side;
}

/**
 * Joins the changes since the base by path. `between` are the changes from the first base
 * to each further one (criss-cross histories): a path on which the bases differ has no base.
 */
export function* joined(
  ours: readonly Change[],
  theirs: readonly Change[],
  between: readonly Change[] = [],
): Generator<void, ReadonlyMap<GitPath, Sides>> {
  const oursAt = yield* byPath(ours);
  const theirsAt = yield* byPath(theirs);
  const baseAt = new Map<GitPath, Entry | undefined>();
  for (const changes of [between, ours, theirs]) {
    for (const { path, old } of changes) {
      baseAt.set(path, old);
      yield;
    }
  }
  const contested = new Set(between.map(({ path }) => path));
  const sides = new Map<GitPath, Sides>();
  for (const [path, base] of baseAt) {
    const our = oursAt.get(path);
    const their = theirsAt.get(path);
    sides.set(path, {
      base: contested.has(path) ? undefined : base,
      ours: our === undefined ? base : our.new,
      theirs: their === undefined ? base : their.new,
    });
    yield;
  }
  return sides;
}

function* byPath(changes: readonly Change[]): Generator<void, ReadonlyMap<GitPath, Change>> {
  const found = new Map<GitPath, Change>();
  for (const change of changes) {
    found.set(change.path, change);
    yield;
  }
  return found;
}

/** Reports whether one side has deleted a path and the other changed it. */
export function isDeletedAndChanged({ base, ours, theirs }: Sides): boolean {
  return base !== undefined && (ours === undefined) !== (theirs === undefined) &&
    !sameEntry(base, ours ?? theirs);
}

/** Returns the side that has added a path which the other does not have. */
export function adderOf({ base, ours, theirs }: Sides): Side | undefined {
  if (base !== undefined || (ours === undefined) === (theirs === undefined)) return undefined;
  return ours === undefined ? "theirs" : "ours";
}

/** The id of no bytes, as SHA-1 and SHA-256: two empty files have nothing in common. */
const EMPTY_BLOBS: ReadonlySet<string> = new Set([
  "e69de29bb2d1d6434b8b29ae775ad8c2e48c5391",
  "473a0f4c3be8a93681a267e3b1e9a7dcda1185436fe141f7749120a303721813",
]);

/** Returns the files that one side moved (the same bytes, one source, one target) and the other changed. */
export function* movesIn(sides: ReadonlyMap<GitPath, Sides>): Generator<void, readonly Move[]> {
  const moves: Move[] = [];
  for (const side of ["ours", "theirs"] as const) {
    const other: Side = side === "ours" ? "theirs" : "ours";
    const sources = yield* byContent(
      sides,
      ({ base, [side]: now }) => now === undefined ? base : undefined,
    );
    if (sources.size === 0) continue;
    const targets = yield* byContent(
      sides,
      ({ base, [side]: now }) => base === undefined ? now : undefined,
    );
    for (const [content, from] of sources) {
      yield;
      const to = targets.get(content);
      if (from.length !== 1 || to?.length !== 1) continue;
      const source = sides.get(from[0]!)!;
      const target = sides.get(to[0]!)!;
      if (EMPTY_BLOBS.has(source.base!.oid)) continue;
      const changed = source[other];
      if (changed === undefined || sameEntry(changed, source.base)) continue;
      if (target[other] !== undefined || entryType(changed) !== entryType(source.base!)) continue;
      moves.push({ from: from[0]!, to: to[0]!, by: other });
    }
  }
  return moves;
}

/** Lets changes follow their files to the new names. */
export function followMoves(
  sides: ReadonlyMap<GitPath, Sides>,
  moves: readonly Move[],
): ReadonlyMap<GitPath, Sides> {
  const moved = new Map(sides);
  for (const { from, to, by } of moves) {
    const { base, [by]: changed } = sides.get(from)!;
    moved.set(from, { base, ours: undefined, theirs: undefined });
    moved.set(to, { ...sides.get(to)!, base, [by]: changed });
  }
  return moved;
}

/** Groups paths by content, those for which `pick` returns an entry. */
function* byContent(
  sides: ReadonlyMap<GitPath, Sides>,
  pick: (at: Sides) => Entry | undefined,
): Generator<void, Map<string, GitPath[]>> {
  const found = new Map<string, GitPath[]>();
  for (const [path, at] of sides) {
    yield;
    const entry = pick(at);
    if (entry === undefined || entryType(entry) === "gitlink") continue;
    const content = `${entryType(entry)} ${entry.oid}`;
    const same = found.get(content);
    if (same === undefined) found.set(content, [path]);
    else same.push(path);
  }
  return found;
}
