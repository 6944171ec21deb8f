// The promise of the merge over random trees: no version is lost, and what comes of it is a tree.

import assert from "node:assert/strict";
import { fc } from "../../support/fast_check.ts";
import { parentFolders } from "../../../src/engine/git/values/path.ts";
import { entryType } from "../../../src/engine/git/values/tree.ts";
import {
  desktopCopy,
  entryOf,
  foldCase,
  type Merge,
  merge,
  type Tree,
} from "../../support/trees.ts";

// Few paths and few contents, so that collisions of every kind are the rule.
const PATHS = ["a", "A", "b", "a/x", "a/x/y", "b/x", "B/x", "c.md", desktopCopy("c.md", "1")];
const CONTENTS = ["1", "2", "3", "x:1", "x:2", "->1", "->2", "@1", "@2"];

const trees = fc
  .dictionary(fc.constantFrom(...PATHS), fc.constantFrom(...CONTENTS), { maxKeys: 6 })
  .map((tree) => withoutFilesAsFolders(tree));

/** Mostly small edits of one tree, as real histories are; sometimes something else altogether. */
const sidesOfOne = trees.chain((base) => {
  const side = fc.oneof(
    { weight: 4, arbitrary: trees.map((edits) => withoutFilesAsFolders({ ...base, ...edits })) },
    { weight: 2, arbitrary: fc.subarray(Object.entries(base)).map(Object.fromEntries<string>) },
    { weight: 1, arbitrary: moved(base) },
    { weight: 1, arbitrary: trees },
  );
  return fc.record({ base: fc.constant(base), ours: side, theirs: side });
});

const merges: fc.Arbitrary<Merge> = fc.tuple(
  sidesOfOne,
  fc.subarray(PATHS),
  fc.oneof({ weight: 3, arbitrary: fc.constant([]) }, fc.array(trees, { maxLength: 2 })),
).map(([sides, clean, otherBases]) => ({
  ...sides,
  otherBases,
  texts: Object.fromEntries(clean.map((path) => [path, `merged ${path}`])),
}));

Deno.test("merge: every version that a side made stands in the result or in a merged text", () => {
  fc.assert(
    fc.property(merges, fc.boolean(), (story, folds) => {
      const all = folds ? { ...story, fold: foldCase } : story;
      const { tree, asked } = merge(all);
      const kept = new Set(Object.values(tree).map(versionOf));
      for (const side of ["ours", "theirs"] as const) {
        for (const [path, content] of versionsOf(side, story)) {
          const text = story.texts?.[path];
          if (asked.includes(path) && text !== undefined && kept.has(versionOf(text))) continue;
          assert.ok(kept.has(versionOf(content)), `${side} lost "${content}" of ${path}`);
        }
      }
    }),
    { numRuns: 700 },
  );
});

Deno.test("merge: the result is a tree, no path of it is a folder of another one", () => {
  fc.assert(
    fc.property(merges, fc.boolean(), (story, folds) => {
      const { tree } = merge(folds ? { ...story, fold: foldCase } : story);
      assert.deepEqual(withoutFilesAsFolders(tree), tree);
    }),
    { numRuns: 700 },
  );
});

Deno.test("merge: where names fold, no two names of the result are one, copies aside", () => {
  fc.assert(
    fc.property(merges, (story) => {
      // Our side stands on the volume that folds, so it has no such names.
      const ours = Object.entries(story.ours).map(([path, content]) => [foldCase(path), content]);
      const seen = withoutFilesAsFolders(Object.fromEntries(ours));
      fc.pre(Object.keys(seen).length === ours.length);
      const { tree, conflicts } = merge({ ...story, fold: foldCase });
      const copies = new Set(conflicts.map(({ copy }) => copy));
      const names = Object.keys(tree).filter((path) => !copies.has(path));
      assert.equal(new Set(names.map(foldCase)).size, names.length, names.join(", "));
    }),
    { numRuns: 700 },
  );
});

Deno.test("merge: identical sides are what they are, without a conflict", () => {
  fc.assert(fc.property(merges, ({ base, ours, otherBases = [] }) => {
    assert.deepEqual(
      merge({ base, ours, theirs: ours, otherBases }),
      { tree: ours, conflicts: [], gitlinks: [], asked: [] },
    );
  }));
});

Deno.test("merge: a side that changed nothing gives the other one, without a conflict", () => {
  fc.assert(fc.property(merges, ({ base, ours }) => {
    const untouched = { tree: ours, conflicts: [], gitlinks: [], asked: [] };
    assert.deepEqual(merge({ base, ours, theirs: base }), untouched);
    assert.deepEqual(merge({ base, ours: base, theirs: ours }), untouched);
  }));
});

Deno.test("merge: done once more with what it published, it changes nothing", () => {
  fc.assert(fc.property(merges, (story) => {
    const { tree } = merge(story);
    const again = { tree, conflicts: [], gitlinks: [], asked: [] };
    assert.deepEqual(merge({ base: story.ours, ours: story.ours, theirs: tree }), again);
    assert.deepEqual(merge({ base: story.theirs, ours: tree, theirs: story.theirs }), again);
  }));
});

Deno.test("merge: where our version becomes a copy, the published one keeps the name", () => {
  fc.assert(
    fc.property(merges, (story) => {
      const { tree, conflicts } = merge(story);
      for (const { path, side } of conflicts) {
        const isFolder = Object.keys(tree).some((other) => parentFolders(other).includes(path));
        if (side === "theirs" || isFolder) continue;
        assert.equal(tree[path], story.theirs[path]);
      }
    }),
    { numRuns: 500 },
  );
});

/**
 * What a side made of the base, by path. Left out: nested repositories, which are never copied; a
 * change of the mode alone; and bytes that only moved and that the other side replaced.
 */
function versionsOf(side: "ours" | "theirs", story: Merge): [string, string][] {
  const { base, otherBases = [], [side]: mine, [side === "ours" ? "theirs" : "ours"]: other } =
    story;
  // As for the merge, a path on which the bases differ has no base.
  const isNew = (path: string) =>
    !(path in base) || otherBases.some((also) => also[path] !== base[path]);
  return Object.entries(mine).filter(([path, content]) => {
    if (content.startsWith("@")) return false;
    if (path in base && versionOf(base[path]!) === versionOf(content)) return false;
    return !Object.keys(base).some((from) =>
      versionOf(base[from]!) === versionOf(content) && !(from in mine) && from in other &&
      isNew(path)
    );
  });
}

/** What a version is, its executable bit aside. */
function versionOf(content: string): string {
  const entry = entryOf(content);
  return `${entryType(entry)} ${entry.oid}`;
}

function withoutFilesAsFolders(tree: Tree): Tree {
  const folders = new Set(Object.keys(tree).flatMap(parentFolders));
  return Object.fromEntries(Object.entries(tree).filter(([path]) => !folders.has(path)));
}

function moved(tree: Tree): fc.Arbitrary<Tree> {
  return fc.shuffledSubarray(PATHS, { minLength: PATHS.length }).map((names) => {
    const to = new Map(PATHS.map((path, at) => [path, names[at]!]));
    return withoutFilesAsFolders(
      Object.fromEntries(Object.entries(tree).map(([path, content]) => [to.get(path), content])),
    );
  });
}
