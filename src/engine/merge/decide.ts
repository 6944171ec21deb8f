// Three trees' changes -> what the merge has at each path, and which versions become conflict copies.
// Pure: git is asked only for the texts that both sides changed, by the caller, between two calls. Functions
// that go through all paths are generators: they yield after each path, so that the event loop can turn.

import { type GitPath, parentFolders } from "../git/values/path.ts";
import { isRules } from "../rules/rule_files.ts";
import { type Entry, entryType, sameEntry } from "../git/values/tree.ts";
import type { Side } from "../conflicts/conflict.ts";
import type { Sides } from "./sides.ts";

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

/** The result of a merge at each path that it touches, before the copies have their names. */
export interface Decision {
  readonly entries: ReadonlyMap<GitPath, Entry | undefined>;
  readonly losers: readonly Loser[];
  /** Nested repositories on which the sides differ: the published one stays. */
  readonly gitlinks: readonly GitPath[];
}

/** The folding of names by a volume: those with one key are one name to it. */
export interface Folding {
  readonly key: (path: GitPath) => string;
  /** All paths of the published tree. */
  readonly published: Iterable<GitPath>;
}

/** Returns the texts that git has to merge before `decide` knows the whole merge. */
export function* textsToMerge(
  sides: ReadonlyMap<GitPath, Sides>,
): Generator<void, Map<GitPath, Text>> {
  const texts = new Map<GitPath, Text>();
  for (const [path, at] of sides) {
    yield;
    const verdict = judge(at);
    if (verdict.kind === "text") texts.set(path, verdict.text);
  }
  return texts;
}

/** Rules about other files on which the sides differ; `base` is given where all sides have a file. */
export interface RuleSides {
  readonly base: Entry | undefined;
  readonly ours: Entry;
  readonly theirs: Entry;
}

/** Returns the rules that would be a conflict, as git has not `merged` them. */
export function* rulesToMerge(
  sides: ReadonlyMap<GitPath, Sides>,
  merged: ReadonlyMap<GitPath, string>,
): Generator<void, Map<GitPath, RuleSides>> {
  const rules = new Map<GitPath, RuleSides>();
  for (const [path, at] of sides) {
    yield;
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

/**
 * Decides the merge by the table of docs/one-sync.md.
 *
 * `mergedTexts` has the id that git gave to each of `textsToMerge` which merged cleanly, and those of
 * `rulesToMerge`. `folding` is given where some names are one to the volume.
 */
export function* decide(
  sides: ReadonlyMap<GitPath, Sides>,
  mergedTexts: ReadonlyMap<GitPath, string>,
  folding?: Folding,
): Generator<void, Decision> {
  const entries = new Map<GitPath, Entry | undefined>();
  const losers: Loser[] = [];
  const gitlinks: GitPath[] = [];
  const conflict = (path: GitPath, { ours, theirs }: { ours: Entry; theirs: Entry }) => {
    entries.set(path, theirs);
    losers.push({ path, entry: ours, side: "ours" });
  };
  for (const [path, at] of sides) {
    yield;
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
  for (const path of yield* filesInTheWayOfFolders(entries)) giveWay(path);
  if (folding !== undefined) {
    for (const path of yield* foldedAway(entries, { sides, folding })) giveWay(path);
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
  // Deleted on one side and changed on the other: the changed file stays, so a deleted file can come back.
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

function ownerOf(at: Sides, entry: Entry): Side {
  return sameEntry(at.theirs, entry) ? "theirs" : "ours";
}

/** Returns the files whose names lead to other paths: only one of them can have the name. */
function* filesInTheWayOfFolders(
  entries: ReadonlyMap<GitPath, Entry | undefined>,
): Generator<void, Set<GitPath>> {
  const files = new Set<GitPath>();
  for (const [path, entry] of entries) {
    yield;
    if (entry === undefined) continue;
    for (const folder of parentFolders(path)) {
      if (entries.get(folder) !== undefined) files.add(folder);
    }
  }
  return files;
}

/** Returns the names that give way of those that fold into one: a file before a folder, else incoming ones. */
function* foldedAway(
  entries: ReadonlyMap<GitPath, Entry | undefined>,
  { sides, folding }: { readonly sides: ReadonlyMap<GitPath, Sides>; readonly folding: Folding },
): Generator<void, GitPath[]> {
  const present = new Set<GitPath>();
  for (const path of folding.published) {
    present.add(path);
    yield;
  }
  for (const [path, entry] of entries) {
    if (entry === undefined) present.delete(path);
    else present.add(path);
    yield;
  }
  const named = new Set<GitPath>();
  for (const path of present) {
    for (const folder of parentFolders(path)) named.add(folder);
    yield;
  }
  const folders = new Set<string>();
  for (const folder of named) {
    folders.add(folding.key(folder));
    yield;
  }
  const away: GitPath[] = [];
  const groups = new Map<string, GitPath[]>();
  for (const path of present) {
    yield;
    const key = folding.key(path);
    if (entries.has(path) && folders.has(key)) {
      away.push(path);
      continue;
    }
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [path]);
    else group.push(path);
  }
  const isHere = (path: GitPath) => sides.get(path)?.ours !== undefined;
  for (const group of groups.values()) {
    yield;
    if (group.length < 2) continue;
    const keeper = group.find((path) => !sides.has(path)) ?? group.find(isHere) ?? group[0];
    for (const path of group) if (path !== keeper && entries.has(path)) away.push(path);
  }
  return away;
}
