// A merge goes through all paths in steps, between which the event loop can turn.

import assert from "node:assert/strict";
import { decide, rulesToMerge, textsToMerge } from "../../../src/engine/merge/decide.ts";
import { copyLimit, nameCopies } from "../../../src/engine/merge/name_copies.ts";
import type { GitPath } from "../../../src/engine/git/values/path.ts";
import { inSlices } from "../../../src/system/pace.ts";
import {
  bySides,
  changesBetween,
  entriesOf,
  foldCase,
  LAPTOP,
  type Tree,
} from "../../support/trees.ts";

const PATHS = 500;

/** Returns the result of work after at least so many steps. */
function inSteps<Result>(work: Generator<void, Result>, least: number): Result {
  for (let steps = 0;; steps++) {
    const step = work.next();
    if (!step.done) continue;
    assert.ok(steps >= least, `${steps} steps for ${least} paths`);
    return step.value;
  }
}

function treeOf(text: (at: number) => string): Tree {
  return Object.fromEntries(Array.from({ length: PATHS }, (_, at) => [`d/${at}.md`, text(at)]));
}

const BASE = treeOf((at) => `${at}`);
const ROWS: Readonly<Record<string, { base: Tree; ours: Tree; theirs: Tree }>> = {
  "conflicts": { base: {}, ours: treeOf((at) => `o${at}`), theirs: treeOf((at) => `t${at}`) },
  "texts": { base: BASE, ours: treeOf((at) => `o${at}`), theirs: treeOf((at) => `t${at}`) },
  "moves": {
    base: BASE,
    ours: Object.fromEntries(Object.entries(BASE).map(([path, text]) => [`new/${path}`, text])),
    theirs: treeOf((at) => `t${at}`),
  },
};

for (const [about, { base, ours, theirs }] of Object.entries(ROWS)) {
  Deno.test(`merge: ${about} of many paths are decided in as many steps`, () => {
    const sides = inSteps(
      bySides(changesBetween(base, ours), changesBetween(base, theirs)),
      7 * PATHS,
    );
    inSteps(textsToMerge(sides), PATHS);
    inSteps(rulesToMerge(sides, new Map()), PATHS);
    const published = entriesOf(theirs);
    const key = (path: GitPath) => foldCase(path);
    const decision = inSteps(
      decide(sides, new Map(), { key, published: published.keys() }),
      7 * PATHS,
    );
    inSteps(copyLimit(published, 0), PATHS);
    const least = decision.losers.length === 0 ? 0 : 2 * PATHS + decision.losers.length;
    inSteps(nameCopies(decision, published, { originOf: () => LAPTOP }), least);
  });
}

Deno.test("the event loop turns between the steps of work that takes long", async () => {
  let turns = 0;
  const timer = setInterval(() => turns++);
  function* work(): Generator<void, string> {
    for (let step = 0; step < 3; step++) {
      const until = performance.now() + 50;
      while (performance.now() < until);
      yield;
    }
    return "done";
  }
  assert.equal(await inSlices(work()), "done");
  clearInterval(timer);
  assert.ok(turns > 0, "nothing else ran");
});
