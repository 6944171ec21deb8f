// Which conflict copies a merge makes, and which it does not need. Ours is the laptop's side, theirs
// is the published one.

import assert from "node:assert/strict";
import { atOnce } from "../../support/at_once.ts";
import { gitPath } from "../../../src/engine/git/values/path.ts";
import { nameCopies } from "../../../src/engine/merge/name_copies.ts";
import { decide, type Loser } from "../../../src/engine/merge/decide.ts";
import {
  DESKTOP,
  desktopCopy,
  entriesOf,
  entryOf,
  LAPTOP,
  laptopCopy,
  mergeTest,
  ourCopy,
  theirCopy,
  type Tree,
} from "../../support/trees.ts";

const OLD_COPY = "notes (conflict tablet 2025-01-02 03.04.05 0a1b2c3).md";
const NEW_COPY = "notes (conflict tablet 2025-02-03 04.05.06 4d5e6f7).md";

mergeTest("losers on both sides of one merge each have a copy under their own machine's name", {
  of: { base: {}, ours: { a: "1", "b/c": "2" }, theirs: { "a/b": "3", b: "4" } },
  becomes: { "a/b": "3", "b/c": "2", [laptopCopy("a", "1")]: "1", [desktopCopy("b", "4")]: "4" },
  conflicts: [...ourCopy("a", "1"), ...theirCopy("b", "4")],
});

mergeTest("a conflict on a copy drops the old suffix", {
  of: { base: { [OLD_COPY]: "1" }, ours: { [OLD_COPY]: "2" }, theirs: { [OLD_COPY]: "3" } },
  becomes: { [OLD_COPY]: "3", [laptopCopy("notes.md", "2")]: "2" },
  conflicts: [{ path: OLD_COPY, copy: laptopCopy("notes.md", "2"), side: "ours" }],
  asked: [OLD_COPY],
});

mergeTest("the same bytes are not copied again where a published copy has them", {
  of: {
    base: { "notes.md": "1" },
    ours: { "notes.md": "2" },
    theirs: { "notes.md": "3", [OLD_COPY]: "2" },
  },
  becomes: { "notes.md": "3", [OLD_COPY]: "2" },
  conflicts: [{ path: "notes.md", copy: OLD_COPY, side: "ours" }],
  asked: ["notes.md"],
});

mergeTest("the same bytes are not copied again where a copy of ours has them", {
  of: {
    base: { "notes.md": "1" },
    ours: { "notes.md": "2", [OLD_COPY]: "2" },
    theirs: { "notes.md": "3" },
  },
  becomes: { "notes.md": "3", [OLD_COPY]: "2" },
  conflicts: [{ path: "notes.md", copy: OLD_COPY, side: "ours" }],
  asked: ["notes.md"],
});

mergeTest("the same bytes of a copy are not copied again where another copy has them", {
  of: {
    base: { [OLD_COPY]: "1" },
    ours: { [OLD_COPY]: "2" },
    theirs: { [OLD_COPY]: "3", [NEW_COPY]: "2" },
  },
  becomes: { [OLD_COPY]: "3", [NEW_COPY]: "2" },
  conflicts: [{ path: OLD_COPY, copy: NEW_COPY, side: "ours" }],
  asked: [OLD_COPY],
});

mergeTest("of two copies with the same bytes the one with the same mode counts", {
  of: {
    base: { "notes.md": "1" },
    ours: { "notes.md": "2" },
    theirs: { "notes.md": "3", [OLD_COPY]: "2", [NEW_COPY]: "x:2" },
  },
  becomes: { "notes.md": "3", [OLD_COPY]: "2", [NEW_COPY]: "x:2" },
  conflicts: [{ path: "notes.md", copy: OLD_COPY, side: "ours" }],
  asked: ["notes.md"],
});

mergeTest("the same bytes in another folder or under another name are no copy of it", {
  of: {
    base: { "notes.md": "1" },
    ours: { "notes.md": "2" },
    theirs: { "notes.md": "3", "2.md": "2", [`d/${OLD_COPY}`]: "2" },
  },
  becomes: {
    "notes.md": "3",
    "2.md": "2",
    [`d/${OLD_COPY}`]: "2",
    [laptopCopy("notes.md", "2")]: "2",
  },
  conflicts: ourCopy("notes.md", "2"),
  asked: ["notes.md"],
});

mergeTest("the same bytes with another mode are copied, as the mode would be lost", {
  of: {
    base: { "notes.md": "1" },
    ours: { "notes.md": "x:2" },
    theirs: { "notes.md": "3", [OLD_COPY]: "2" },
  },
  becomes: { "notes.md": "3", [OLD_COPY]: "2", [laptopCopy("notes.md", "2")]: "x:2" },
  conflicts: ourCopy("notes.md", "2"),
  asked: ["notes.md"],
});

mergeTest("a copy that this merge edits does not count as having the old bytes", {
  of: {
    base: { "notes.md": "1", [OLD_COPY]: "2" },
    ours: { "notes.md": "2", [OLD_COPY]: "2 and more" },
    theirs: { "notes.md": "3", [OLD_COPY]: "2" },
  },
  becomes: { "notes.md": "3", [OLD_COPY]: "2 and more", [laptopCopy("notes.md", "2")]: "2" },
  conflicts: ourCopy("notes.md", "2"),
  asked: ["notes.md"],
});

mergeTest("a copy that this merge deletes does not count as having the bytes", {
  of: {
    base: { "notes.md": "1", [OLD_COPY]: "2" },
    ours: { "notes.md": "2" },
    theirs: { "notes.md": "3", [OLD_COPY]: "2" },
  },
  becomes: { "notes.md": "3", [laptopCopy("notes.md", "2")]: "2" },
  conflicts: ourCopy("notes.md", "2"),
  asked: ["notes.md"],
});

Deno.test("merge: a conflict on a file and on its copy with the same bytes needs one new copy", () => {
  const { conflicts } = atOnce(nameCopies(
    decisionOf([
      { path: gitPath("notes.md"), entry: entryOf("1"), side: "ours" },
      { path: gitPath(OLD_COPY), entry: entryOf("1"), side: "ours" },
    ]),
    new Map(),
    { originOf: (_, path) => path === OLD_COPY ? DESKTOP : LAPTOP },
  ));
  assert.deepEqual(conflicts.map(({ copy }) => copy), [
    laptopCopy("notes.md", "1"),
    laptopCopy("notes.md", "1"),
  ]);
});

mergeTest("a name that something else has already is counted on", {
  of: {
    base: { a: "1" },
    ours: { a: "2" },
    theirs: {
      a: "3",
      [laptopCopy("a", "2")]: "something else",
      [laptopCopy("a", "2").replace(")", " 2)")]: "yet something else",
    },
  },
  becomes: {
    a: "3",
    [laptopCopy("a", "2")]: "something else",
    [laptopCopy("a", "2").replace(")", " 2)")]: "yet something else",
    [laptopCopy("a", "2").replace(")", " 3)")]: "2",
  },
  conflicts: [{ path: "a", copy: laptopCopy("a", "2").replace(")", " 3)"), side: "ours" }],
  asked: ["a"],
});

Deno.test("merge: losers of one name and one id, as two modes of one file, have two copies", () => {
  const losers: Loser[] = [
    { path: gitPath("a"), entry: entryOf("1"), side: "ours" },
    { path: gitPath("a"), entry: entryOf("x:1"), side: "ours" },
  ];
  const { entries } = atOnce(nameCopies(decisionOf(losers), new Map(), { originOf: () => LAPTOP }));
  assert.deepEqual(
    entries,
    entriesOf({ [laptopCopy("a", "1")]: "1", [laptopCopy("a", "1").replace(")", " 2)")]: "x:1" }),
  );
});

Deno.test("merge: a copy is named by the machine that has the version, asked once for its path", () => {
  const asked: string[] = [];
  const { conflicts } = atOnce(nameCopies(
    decisionOf([{ path: gitPath("d/a.md"), entry: entryOf("1"), side: "theirs" }]),
    entriesOf({ other: "1" }),
    {
      originOf: (side, path) => {
        asked.push(`${side} ${path}`);
        return DESKTOP;
      },
    },
  ));
  assert.deepEqual(asked, ["theirs d/a.md"]);
  assert.deepEqual(conflicts, [
    { path: "d/a.md", copy: desktopCopy("d/a.md", "1"), side: "theirs", origin: DESKTOP },
  ]);
});

Deno.test("merge: naming the copies leaves the decision and the published tree as they were", () => {
  const published: Tree = { a: "1" };
  const existing = entriesOf(published);
  const decision = atOnce(decide(
    new Map([[gitPath("a"), { base: undefined, ours: entryOf("2"), theirs: entryOf("1") }]]),
    new Map(),
  ));
  const before = structuredClone(decision);
  atOnce(nameCopies(decision, existing, { originOf: () => LAPTOP }));
  assert.deepEqual(decision, before);
  assert.deepEqual(existing, entriesOf(published));
});

Deno.test("merge: a copy goes where it was told, and never where a file or a folder stands", () => {
  const laptop = { originOf: () => LAPTOP };
  const losers: Loser[] = [{ path: gitPath("a"), entry: entryOf("1"), side: "ours" }];
  const file = laptopCopy("a", "1");
  const second = file.replace(")", " 2)");
  const taken = entriesOf({ [`${file}/inside`]: "2" });
  assert.deepEqual(
    [...atOnce(nameCopies(decisionOf(losers), taken, laptop)).entries.keys()],
    [second],
  );
  const inFolder = { ...laptop, placementOf: () => "folder" as const };
  assert.deepEqual(
    [
      ...atOnce(nameCopies(decisionOf(losers), entriesOf({ [file]: "2" }), inFolder)).entries
        .keys(),
    ],
    [`${second}/a`],
  );
  const local = { ...laptop, placementOf: () => "local" as const };
  const named = atOnce(nameCopies(decisionOf(losers), entriesOf({ [OLD_COPY]: "1" }), local));
  assert.deepEqual([...named.entries], []);
  assert.deepEqual(named.local.map(({ copy }) => copy), [file]);
});

function decisionOf(losers: readonly Loser[]) {
  return { entries: new Map(), losers, gitlinks: [] };
}
