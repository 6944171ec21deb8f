// Trees in short words, and the whole merge over them, for tests of the merge's pure part.
// A tree is a record from path to content: `text` a file, `x:text` an executable one, `->text` a
// link, `@text` a nested repository.

import { atOnce } from "./at_once.ts";
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import type { Origin } from "../../src/engine/git/values/conflict_name.ts";
import { nameCopies } from "../../src/engine/merge/name_copies.ts";
import type { Conflict } from "../../src/engine/conflicts/conflict.ts";
import { decide, type Folding, textsToMerge } from "../../src/engine/merge/decide.ts";
import { followMoves, joined, movesIn, type Sides } from "../../src/engine/merge/sides.ts";
import { type GitPath, pathFromGit } from "../../src/engine/git/values/path.ts";
import { decodeText } from "../../src/engine/git/values/git_text.ts";
import { type Change, type Entry, sameEntry } from "../../src/engine/git/values/tree.ts";

/** A tree in short words. */
export type Tree = Readonly<Record<string, string>>;

/** What is merged. */
export interface Merge {
  readonly base: Tree;
  readonly ours: Tree;
  readonly theirs: Tree;
  /** Further bases of a criss-cross history. */
  readonly otherBases?: readonly Tree[];
  /** The paths whose texts git merges cleanly, and what comes of it. */
  readonly texts?: Tree;
  /** How the volume sees names, when it cannot tell some apart. */
  readonly fold?: Folding["key"];
}

/** A conflict with paths in plain text. */
interface NamedConflict extends Pick<Conflict, "side"> {
  readonly path: string;
  readonly copy: string;
}

/** What came of it, each list in the order of its paths. */
export interface Merged {
  readonly tree: Tree;
  readonly conflicts: readonly NamedConflict[];
  readonly gitlinks: readonly string[];
  /** The paths whose texts git was asked to merge. */
  readonly asked: readonly string[];
}

/** Our side's machine and time. */
export const LAPTOP: Origin = { host: "laptop", time: Date.UTC(2026, 10, 23, 14, 2, 7) };

/** The published side's machine and time. */
export const DESKTOP: Origin = { host: "desktop", time: Date.UTC(2026, 10, 22, 9, 30, 0) };

/** The id of a content in short words. */
export function idOf(content: string): string {
  return createHash("sha1").update(partsOf(content).text).digest("hex");
}

/** The entry for a content in short words. */
export function entryOf(content: string): Entry {
  return { mode: partsOf(content).mode, oid: idOf(content) };
}

/** The entries of a tree. */
export function entriesOf(tree: Tree): Map<GitPath, Entry> {
  return new Map(
    Object.entries(tree).map(([path, content]) => [pathFromGit(path), entryOf(content)]),
  );
}

/** A volume that ignores case and the spelling of accents. */
export function foldCase(path: string): string {
  return decodeText(path).normalize("NFC").toLowerCase();
}

/** What `git diff-tree` would say of two trees. */
export function changesBetween(from: Tree, to: Tree): Change[] {
  const [old, now] = [entriesOf(from), entriesOf(to)];
  return [...new Set([...old.keys(), ...now.keys()])].sort()
    .map((path) => ({ path, old: old.get(path), new: now.get(path) }))
    .filter((change) => !sameEntry(change.old, change.new));
}

/** Joins the changes since the base by path. All changes follow their files. */
export function* bySides(
  ...changes: Parameters<typeof joined>
): Generator<void, ReadonlyMap<GitPath, Sides>> {
  const sides = yield* joined(...changes);
  return followMoves(sides, yield* movesIn(sides));
}

/** Merges as the app does: sides, texts, decision, names; theirs is the published tree. */
export function merge({ base, ours, theirs, otherBases = [], texts = {}, fold }: Merge): Merged {
  const sides = atOnce(bySides(
    changesBetween(base, ours),
    changesBetween(base, theirs),
    otherBases.flatMap((other) => changesBetween(base, other)),
  ));
  const asked = [...atOnce(textsToMerge(sides)).keys()];
  const mergedTexts = new Map(
    asked.flatMap((path) => path in texts ? [[path, idOf(texts[path]!)] as const] : []),
  );
  const folding = fold === undefined
    ? undefined
    : { key: fold, published: entriesOf(theirs).keys() };
  const decision = atOnce(decide(sides, mergedTexts, folding));
  const { entries, conflicts } = atOnce(nameCopies(
    decision,
    entriesOf(theirs),
    { originOf: (side) => side === "ours" ? LAPTOP : DESKTOP },
  ));
  const words = new Map(
    [base, ours, theirs, ...otherBases, texts].flatMap((tree) => Object.values(tree))
      .map((content) => [idOf(content), partsOf(content).text]),
  );
  const tree = new Map(entriesOf(theirs));
  for (const [path, entry] of entries) {
    if (entry === undefined) tree.delete(path);
    else tree.set(path, entry);
  }
  return {
    tree: Object.fromEntries(
      [...tree].map(([path, entry]) => [path, wordsFor(entry, words.get(entry.oid))]),
    ),
    conflicts: inOrder(conflicts.map(({ path, copy, side }) => ({ path, copy, side }))),
    gitlinks: decision.gitlinks.toSorted(),
    asked: asked.toSorted(),
  };
}

/** One row of the merge's table as a test. */
export function mergeTest(
  name: string,
  row: {
    readonly of: Merge;
    readonly becomes: Tree;
    readonly conflicts?: Merged["conflicts"];
    readonly gitlinks?: Merged["gitlinks"];
    readonly asked?: Merged["asked"];
  },
): void {
  const { of, becomes: tree, conflicts = [], gitlinks = [], asked = [] } = row;
  Deno.test(`merge: ${name}`, () => {
    assert.deepEqual(merge(of), { tree, conflicts: inOrder(conflicts), gitlinks, asked });
  });
}

/** Our version of a path lost its name and stands beside it. */
export function ourCopy(path: string, content: string): Merged["conflicts"] {
  return [{ path, copy: laptopCopy(path, content), side: "ours" }];
}

/** The published version of a path lost its name and stands beside it. */
export function theirCopy(path: string, content: string): Merged["conflicts"] {
  return [{ path, copy: desktopCopy(path, content), side: "theirs" }];
}

/** The name of a copy of our version of a path. */
export function laptopCopy(path: string, content: string): GitPath {
  return copyName(path, `laptop 2026-11-23 14.02.07 ${idOf(content).slice(0, 7)}`);
}

/** The name of a copy of the published version of a path. */
export function desktopCopy(path: string, content: string): GitPath {
  return copyName(path, `desktop 2026-11-22 09.30.00 ${idOf(content).slice(0, 7)}`);
}

function copyName(path: string, mark: string): GitPath {
  const [, stem, extension = ""] = /^(.*?)(\.[^./]*)?$/.exec(path)!;
  return pathFromGit(`${stem} (conflict ${mark})${extension}`);
}

function inOrder(conflicts: Merged["conflicts"]): Merged["conflicts"] {
  return conflicts.toSorted((a, b) => a.path < b.path ? -1 : 1);
}

const MARKS: readonly (readonly [mode: string, mark: string])[] = [
  ["100755", "x:"],
  ["120000", "->"],
  ["160000", "@"],
  ["100644", ""],
];

function partsOf(content: string): { readonly mode: string; readonly text: string } {
  const [mode, mark] = MARKS.find(([, mark]) => content.startsWith(mark))!;
  return { mode, text: content.slice(mark.length) };
}

function wordsFor({ mode }: Entry, text: string | undefined): string {
  const [, mark] = MARKS.find(([known]) => known === mode)!;
  return `${mark}${text}`;
}
