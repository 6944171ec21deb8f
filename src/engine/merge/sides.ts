// The entries of base, ours and theirs at each path. Pure.

import type { GitPath } from "../git/values/path.ts";
import { type Change, type Entry, entryType, sameEntry } from "../git/values/tree.ts";
import type { Side } from "../conflicts/conflict.ts";

/** The entries of base, ours and theirs at one path. */
export interface Sides {
  readonly base: Entry | undefined;
  readonly ours: Entry | undefined;
  readonly theirs: Entry | undefined;
}

/**
 * Joins the changes since the base by path. `between` are the changes from the first base
 * to each further one (criss-cross histories): a path on which the bases differ has no base.
 */
export function bySides(
  ours: readonly Change[],
  theirs: readonly Change[],
  between: readonly Change[] = [],
): Map<GitPath, Sides> {
  const oursAt = new Map(ours.map((change) => [change.path, change]));
  const theirsAt = new Map(theirs.map((change) => [change.path, change]));
  const baseAt = new Map<GitPath, Entry | undefined>();
  for (const changes of [between, ours, theirs]) {
    for (const { path, old } of changes) baseAt.set(path, old);
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
  }
  return withMoves(sides);
}

/** Returns the paths that one side deleted and the other changed. */
export function deletedAndChanged(sides: ReadonlyMap<GitPath, Sides>): GitPath[] {
  return [...sides].filter(([, { base, ours, theirs }]) =>
    base !== undefined && (ours === undefined) !== (theirs === undefined) &&
    !sameEntry(base, ours ?? theirs)
  ).map(([path]) => path);
}

/** Returns the paths that one side added and the other does not have. */
export function addedOnOneSide(
  sides: ReadonlyMap<GitPath, Sides>,
): Readonly<Record<Side, readonly GitPath[]>> {
  const by = (side: Side, other: Side) =>
    [...sides].filter(([, at]) =>
      at.base === undefined && at[side] !== undefined && at[other] === undefined
    ).map(([path]) => path);
  return { ours: by("ours", "theirs"), theirs: by("theirs", "ours") };
}

/** The id of no bytes, as SHA-1 and SHA-256: two empty files have nothing in common. */
export const EMPTY_BLOBS: ReadonlySet<string> = new Set([
  "e69de29bb2d1d6434b8b29ae775ad8c2e48c5391",
  "473a0f4c3be8a93681a267e3b1e9a7dcda1185436fe141f7749120a303721813",
]);

/** Moved on one side (the same bytes, one source, one target), changed on the other: the change moves too. */
export function withMoves(sides: ReadonlyMap<GitPath, Sides>): Map<GitPath, Sides> {
  const moved = new Map(sides);
  for (const side of ["ours", "theirs"] as const) {
    const other: Side = side === "ours" ? "theirs" : "ours";
    const sources = byContent(
      sides,
      ({ base, [side]: now }) => now === undefined ? base : undefined,
    );
    const targets = byContent(
      sides,
      ({ base, [side]: now }) => base === undefined ? now : undefined,
    );
    for (const [content, from] of sources) {
      const to = targets.get(content);
      if (content === undefined || from.length !== 1 || to?.length !== 1) continue;
      const source = sides.get(from[0]!)!;
      const target = sides.get(to[0]!)!;
      if (EMPTY_BLOBS.has(source.base!.oid)) continue;
      const changed = source[other];
      if (changed === undefined || sameEntry(changed, source.base)) continue;
      if (target[other] !== undefined || entryType(changed) !== entryType(source.base!)) continue;
      moved.set(from[0]!, { base: source.base, ours: undefined, theirs: undefined });
      moved.set(to[0]!, { ...target, base: source.base, [other]: changed });
    }
  }
  return moved;
}

/** Groups paths by content; those to leave out are under `undefined`. */
export function byContent(
  sides: ReadonlyMap<GitPath, Sides>,
  pick: (at: Sides) => Entry | undefined,
): Map<string | undefined, GitPath[]> {
  return Map.groupBy(sides.keys(), (path) => {
    const entry = pick(sides.get(path)!);
    if (entry === undefined || entryType(entry) === "gitlink") return undefined;
    return `${entryType(entry)} ${entry.oid}`;
  });
}
