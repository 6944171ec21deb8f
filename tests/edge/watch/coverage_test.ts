// How often folders are read to find out how they can be watched: in a large tree that takes seconds.

import assert from "node:assert/strict";
import { join } from "node:path";
import { createCoverage } from "../../../src/adapters/watch/coverage.ts";

/** Returns the folders that are read meanwhile, in order. */
function readIn(act: () => void): string[] {
  const { readDirSync } = Deno;
  const read: string[] = [];
  Deno.readDirSync = (path) => {
    read.push(String(path));
    return readDirSync(path);
  };
  try {
    act();
  } finally {
    Deno.readDirSync = readDirSync;
  }
  return read;
}

Deno.test({
  name: "a folder is read once, and again when it is forgotten, without its neighbours",
  ignore: Deno.build.os !== "linux",
  async fn() {
    const root = await Deno.makeTempDir();
    const [one, other] = [join(root, "one"), join(root, "one more")];
    for (const folder of [one, other]) await Deno.mkdir(join(folder, "below"), { recursive: true });
    const coverage = createCoverage();
    const judge = () => {
      for (const folder of [one, other]) {
        assert.equal(coverage.verdictOn(folder, { isRoot: false }), "whole");
      }
    };
    const all = [one, join(one, "below"), other, join(other, "below")];
    assert.deepEqual(readIn(judge), all);
    assert.deepEqual(readIn(judge), []);
    coverage.forget(one);
    assert.deepEqual(readIn(judge), all.slice(0, 2));
    coverage.clear();
    assert.deepEqual(readIn(judge), all);
    await Deno.remove(root, { recursive: true });
  },
});
