// Three trees' changes -> what the merge has at each path, and which versions become conflict copies.
// Pure: git is asked only for the texts that both sides changed, by the caller, between two calls.

import { foldersOf, type GitPath } from "../git/values/path.ts";
import { isRules } from "./rule_files.ts";
import { type Change, type Entry, entryType, sameEntry } from "../git/values/tree.ts";

/** What base, ours and theirs have at one path. */
export interface Sides {
  readonly base: Entry | undefined;
  readonly ours: Entry | undefined;
  readonly theirs: Entry | undefined;
}

/** The local side, or the published one. */
export type Side = "ours" | "theirs";

/** A text that both sides changed: git is asked to merge it. */
export interface Text {
  readonly base: Entry;
  readonly ours: Entry;
  readonly theirs: Entry;
}

/** A version that loses its name and becomes a conflict copy. */
export interface Loser {
  readonly path: GitPath;
  readonly entry: Entry;
  readonly side: Side;
}

/** What a merge has at each path that it touches, before the copies have their names. */
export interface Decision {
  readonly entries: ReadonlyMap<GitPath, Entry | undefined>;
  readonly losers: readonly Loser[];
  /** Nested repositories on which the sides differ: the published one stays. */
  readonly gitlinks: readonly GitPath[];
}

/** How a volume sees names: those with one key are one name to it. */
export interface Folding {
  readonly key: (path: GitPath) => string;
  /** All paths of the published tree. */
  readonly published: Iterable<GitPath>;
}

/**
 * Brings the changes since the base together by path. `between` are the changes from the first base
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

/** The texts that git has to merge before `decide` can tell the whole merge. */
export function textsToMerge(sides: ReadonlyMap<GitPath, Sides>): Map<GitPath, Text> {
  const texts = new Map<GitPath, Text>();
  for (const [path, at] of sides) {
    const verdict = judge(at);
    if (verdict.kind === "text") texts.set(path, verdict.text);
  }
  return texts;
}

/** Rules about other files on which the sides differ; `base` is given where all sides have a file. */
export interface Rules {
  readonly base: Entry | undefined;
  readonly ours: Entry;
  readonly theirs: Entry;
}

/** The rules that would be a conflict, as git has `merged` them neither. */
export function rulesToMerge(
  sides: ReadonlyMap<GitPath, Sides>,
  merged: ReadonlyMap<GitPath, string>,
): Map<GitPath, Rules> {
  const rules = new Map<GitPath, Rules>();
  for (const [path, at] of sides) {
    if (!isRules(path) || merged.has(path)) continue;
    const verdict = judge(at);
    if (verdict.kind === "text") rules.set(path, verdict.text);
    if (verdict.kind !== "conflict") continue;
    const { ours, theirs } = verdict;
    if ([ours, theirs].some((entry) => entryType(entry) !== "file")) continue;
    rules.set(path, { base: undefined, ours, theirs });
  }
  return rules;
}

/** The paths that one side deleted and the other changed. */
export function deletedAndChanged(sides: ReadonlyMap<GitPath, Sides>): GitPath[] {
  return [...sides].filter(([, { base, ours, theirs }]) =>
    base !== undefined && (ours === undefined) !== (theirs === undefined) &&
    !sameEntry(base, ours ?? theirs)
  ).map(([path]) => path);
}

/** The paths that one side added and the other does not have. */
export function addedOnOneSide(
  sides: ReadonlyMap<GitPath, Sides>,
): Readonly<Record<Side, readonly GitPath[]>> {
  const by = (side: Side, other: Side) =>
    [...sides].filter(([, at]) =>
      at.base === undefined && at[side] !== undefined && at[other] === undefined
    ).map(([path]) => path);
  return { ours: by("ours", "theirs"), theirs: by("theirs", "ours") };
}

/**
 * The merge by the table of ARCHITECTURE.md.
 *
 * `mergedTexts` has the id that git gave to each of `textsToMerge` which merged cleanly, and those of
 * `rulesToMerge`. `folding` is
 * given where the volume cannot tell some names apart.
 */
export function decide(
  sides: ReadonlyMap<GitPath, Sides>,
  mergedTexts: ReadonlyMap<GitPath, string>,
  folding?: Folding,
): Decision {
  const entries = new Map<GitPath, Entry | undefined>();
  const losers: Loser[] = [];
  const gitlinks: GitPath[] = [];
  const conflict = (path: GitPath, { ours, theirs }: { ours: Entry; theirs: Entry }) => {
    entries.set(path, theirs);
    losers.push({ path, entry: ours, side: "ours" });
  };
  for (const [path, at] of sides) {
    const verdict = judge(at);
    switch (verdict.kind) {
      case "take":
        entries.set(path, verdict.entry);
        break;
      case "gitlink":
        entries.set(path, at.theirs);
        gitlinks.push(path);
        if (at.ours !== undefined && entryType(at.ours) !== "gitlink") {
          losers.push({ path, entry: at.ours, side: "ours" });
        }
        break;
      case "conflict": {
        const oid = mergedTexts.get(path);
        if (oid === undefined) conflict(path, verdict);
        else entries.set(path, { mode: verdict.theirs.mode, oid });
        break;
      }
      case "text": {
        const oid = mergedTexts.get(path);
        if (oid === undefined) conflict(path, verdict.text);
        else entries.set(path, { mode: mergedMode(verdict.text), oid });
      }
    }
  }
  const giveWay = (path: GitPath) => {
    const entry = entries.get(path)!;
    entries.set(path, undefined);
    if (entryType(entry) === "gitlink") gitlinks.push(path);
    else losers.push({ path, entry, side: ownerOf(sides.get(path)!, entry) });
  };
  for (const path of filesInTheWayOfFolders(entries)) giveWay(path);
  if (folding !== undefined) {
    for (const path of foldedAway(entries, { sides, folding })) giveWay(path);
  }
  return { entries, losers, gitlinks };
}

type Verdict =
  | { readonly kind: "take"; readonly entry: Entry | undefined }
  | { readonly kind: "text"; readonly text: Text }
  | { readonly kind: "conflict"; readonly ours: Entry; readonly theirs: Entry }
  | { readonly kind: "gitlink" };

function judge({ base, ours, theirs }: Sides): Verdict {
  if (sameEntry(ours, theirs) || sameEntry(base, theirs)) return { kind: "take", entry: ours };
  if (sameEntry(base, ours)) return { kind: "take", entry: theirs };
  if (ours === undefined || theirs === undefined) return { kind: "take", entry: ours ?? theirs };
  const types = [entryType(ours), entryType(theirs)];
  if (types.includes("gitlink")) return { kind: "gitlink" };
  if (types[0] !== types[1] || types[0] === "link") return { kind: "conflict", ours, theirs };
  const baseFile = base !== undefined && entryType(base) === "file" ? base : undefined;
  const mode = mergedMode({ base: baseFile, ours, theirs });
  if (ours.oid === theirs.oid || baseFile?.oid === ours.oid) {
    return { kind: "take", entry: { mode, oid: theirs.oid } };
  }
  if (baseFile?.oid === theirs.oid) return { kind: "take", entry: { mode, oid: ours.oid } };
  if (baseFile === undefined) return { kind: "conflict", ours, theirs };
  return { kind: "text", text: { base: baseFile, ours, theirs } };
}

function mergedMode(at: { base: Entry | undefined; ours: Entry; theirs: Entry }): string {
  return at.base !== undefined && at.base.mode === at.theirs.mode ? at.ours.mode : at.theirs.mode;
}

/** The id of no bytes, as SHA-1 and SHA-256: two empty files have nothing in common. */
const EMPTY_BLOBS: ReadonlySet<string> = new Set([
  "e69de29bb2d1d6434b8b29ae775ad8c2e48c5391",
  "473a0f4c3be8a93681a267e3b1e9a7dcda1185436fe141f7749120a303721813",
]);

/** Moved on one side (the same bytes, one source, one target), changed on the other: the change moves too. */
function withMoves(sides: ReadonlyMap<GitPath, Sides>): Map<GitPath, Sides> {
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

/** Which paths hold the same thing; those to leave out stand under `undefined`. */
function byContent(
  sides: ReadonlyMap<GitPath, Sides>,
  pick: (at: Sides) => Entry | undefined,
): Map<string | undefined, GitPath[]> {
  return Map.groupBy(sides.keys(), (path) => {
    const entry = pick(sides.get(path)!);
    if (entry === undefined || entryType(entry) === "gitlink") return undefined;
    return `${entryType(entry)} ${entry.oid}`;
  });
}

function ownerOf(at: Sides, entry: Entry): Side {
  return sameEntry(at.theirs, entry) ? "theirs" : "ours";
}

/** A file whose name leads to another path: only one of them can have it. */
function filesInTheWayOfFolders(entries: ReadonlyMap<GitPath, Entry | undefined>): Set<GitPath> {
  const files = new Set<GitPath>();
  for (const [path, entry] of entries) {
    if (entry === undefined) continue;
    for (const folder of foldersOf(path)) {
      if (entries.get(folder) !== undefined) files.add(folder);
    }
  }
  return files;
}

/** Of names that fold into one, a file before a folder and else those that come in. */
function foldedAway(
  entries: ReadonlyMap<GitPath, Entry | undefined>,
  { sides, folding }: { readonly sides: ReadonlyMap<GitPath, Sides>; readonly folding: Folding },
): GitPath[] {
  const present = new Set(folding.published);
  for (const [path, entry] of entries) {
    if (entry === undefined) present.delete(path);
    else present.add(path);
  }
  const folders = new Set([...new Set([...present].flatMap(foldersOf))].map(folding.key));
  const away = [...present].filter((path) => entries.has(path) && folders.has(folding.key(path)));
  for (const path of away) present.delete(path);
  const isHere = (path: GitPath) => sides.get(path)?.ours !== undefined;
  for (const group of Map.groupBy(present, folding.key).values()) {
    if (group.length < 2) continue;
    const keeper = group.find((path) => !sides.has(path)) ?? group.find(isHere) ?? group[0];
    for (const path of group) if (path !== keeper && entries.has(path)) away.push(path);
  }
  return away;
}
