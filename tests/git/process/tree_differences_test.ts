// What differs between trees, told by their ids, is what git finds when it expands them.

import assert from "node:assert/strict";
import { withObjects } from "../../../src/engine/git/objects/objects.ts";
import { openRepository } from "../../../src/engine/git/repository/open.ts";
import { type GitPath, parentFolders, pathFromGit } from "../../../src/engine/git/values/path.ts";
import {
  changesIn,
  type Entry,
  indexInfo,
  isWritten,
} from "../../../src/engine/git/values/tree.ts";
import { TreeDifferences } from "../../../src/engine/git/objects/tree_differences.ts";
import { dice, oneOf, SEED } from "../../support/dice.ts";
import { rawRepository } from "../../support/raw_repository.ts";
import { settingsOf } from "../../support/syncer.ts";
import { makeWorld } from "../../support/world.ts";

const NAMES = ["a", "a.md", "a-b", "a0", "b", "caf\xe9", "line\nbreak", "x\xff"];

for (const format of ["sha1", "sha256"] as const) {
  Deno.test(`trees differ in the paths that git names, with ids of ${format}`, async () => {
    await using world = await makeWorld();
    const { folder, run, blob, zeroId } = await rawRepository(world, format);
    const throws = dice(SEED);
    const contents = [await blob("1"), await blob("22"), await blob("333")];
    const sizes = new Map(contents.map((oid, at) => [oid, at + 1]));
    const empty = (await run(["hash-object", "-w", "-t", "tree", "--stdin"])).trim();
    const trees: string[] = [];
    for (let tree = 0; tree < 8; tree++) {
      const entries = new Map<GitPath, Entry>();
      for (let count = throws() * 40; count > 0; count--) {
        const depth = Math.floor(throws() * 4);
        const path = Array.from({ length: depth + 1 }, () => oneOf(NAMES, throws)!).join("/");
        const mode = oneOf(["100644", "100644", "100755", "120000", "160000"], throws)!;
        entries.set(pathFromGit(path), { mode, oid: oneOf(contents, throws)! });
      }
      await run(["read-tree", "--empty"]);
      await run(["update-index", "-z", "--index-info"], indexInfo(entries, zeroId));
      trees.push((await run(["write-tree", "--missing-ok"])).trim());
    }
    const repository = await openRepository(settingsOf(world, folder));
    await withObjects(repository, async (reader) => {
      const limits = { idBytes: zeroId.length / 2, depth: 10 };
      const differences = new TreeDifferences(reader, limits);
      for (const old of [undefined, ...trees]) {
        for (const now of trees) {
          const args = ["-r", "-z", "--raw", "--no-abbrev", old ?? empty, now];
          const changes = [...changesIn(await run(["diff-tree", ...args]))];
          const files = changes.flatMap((change) => isWritten(change.new) ? change.new.oid : []);
          const pair = { old, new: now };
          const count = await differences.count(pair);
          const paths = await differences.paths(pair);
          assert.deepEqual(paths.sort(), changes.map(({ path }) => path).sort());
          assert.equal(count.paths, paths.length);
          assert.equal(count.pathBytes, paths.join("").length);
          assert.equal(
            count.depth,
            Math.max(0, ...paths.map((path) => parentFolders(path).length)),
          );
          assert.equal(
            await differences.bytes(pair),
            files.reduce((sum, oid) => sum + sizes.get(oid)!, 0),
          );
        }
      }
    });
  });
}
