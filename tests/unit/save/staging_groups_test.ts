import assert from "node:assert/strict";
import { stagingGroups } from "../../../src/engine/save/staging_groups.ts";
import { type GitPath, gitPath } from "../../../src/engine/git/values/path.ts";

const MB = 2 ** 20;

function paths(count: number): GitPath[] {
  return Array.from({ length: count }, (_, at) => gitPath(`note-${at}.md`));
}

for (
  const [what, { count, size, groups }] of Object.entries({
    "nothing": { count: 0, size: 0, groups: [] },
    "few small files": { count: 200, size: 1, groups: ["objects 200"] },
    "many small files": { count: 201, size: 1, groups: ["pack 201"] },
    "one large file": { count: 1, size: 16 * MB, groups: ["pack 1"] },
    "files that are larger than a group": {
      count: 2,
      size: 300 * MB,
      groups: ["pack 1", "pack 1"],
    },
    "some large files": { count: 5, size: 100 * MB, groups: ["pack 2", "pack 2", "pack 1"] },
    "very many files": { count: 20_001, size: 1, groups: ["pack 10000", "pack 10000", "pack 1"] },
  })
) {
  Deno.test(`how git stores ${what}`, () => {
    const all = paths(count);
    const sizes = new Map(all.map((path) => [path, size]));
    const found = stagingGroups(all, { sizes, filtered: new Set() });
    assert.deepEqual(found.map(({ storing, paths }) => `${storing} ${paths.length}`), groups);
    assert.deepEqual(found.flatMap(({ paths }) => paths), all);
  });
}

Deno.test("what has a filter is stored by itself, after the others", () => {
  const all = paths(300);
  const filtered = new Set(all.slice(0, 20));
  const found = stagingGroups(all, { sizes: new Map(), filtered });
  assert.deepEqual(found, [
    { paths: all.slice(20), storing: "pack" },
    { paths: all.slice(0, 20), storing: "objects" },
  ]);
});
