// Pushes of some kilobytes that stand for millions of files, thousands of nested folders or more bytes than
// the disk holds: each is reported, nothing expands it, local work is saved, and a later commit mends it.

import assert from "node:assert/strict";
import { problemSentence } from "../../../src/view/problems/problems.ts";
import {
  type Node,
  publishTree,
  type Tree,
  treeOf,
  writeObject,
  writeTree,
} from "../../support/raw_tree.ts";
import { machineOf, tell, textsOn } from "../../support/story.ts";
import { verbOf, wrapGit } from "../../support/git_wrapper.ts";
import type { World } from "../../support/world.ts";

const NOTES = { "notes.md": "one\n" };

/** `count` names for one thing. */
function copies(count: number, node: Node): Tree {
  return Array.from({ length: count }, (_, at) => [String(at).padStart(6, "0"), node]);
}

/** A folder of `width` folders of `width` folders, and so on, `levels` of them above the files, or above nothing. */
async function shared(
  world: World,
  { width, levels, isEmpty = false }: { width: number; levels: number; isEmpty?: boolean },
) {
  let node: Node = isEmpty
    ? { folder: await writeTree(world, []) }
    : { blob: await writeObject(world, "blob", "x\n") };
  for (let level = 0; level < levels; level++) {
    node = { folder: await writeTree(world, copies(width, node)) };
  }
  return node;
}

/** `depth` folders, each in the one before, with `files` files in the last one. */
async function deep(world: World, { depth, files }: { depth: number; files: number }) {
  const blob = await writeObject(world, "blob", "x\n");
  let node: Node = { folder: await writeTree(world, copies(files, { blob })) };
  for (let level = 1; level < depth; level++) {
    node = { folder: await writeTree(world, [["a", node]]) };
  }
  return node;
}

const BOMBS: Readonly<Record<string, readonly [(world: World) => Promise<Node>, RegExp]>> = {
  "shared folders of which nobody can count the files": [
    (world) => shared(world, { width: 1000, levels: 8 }),
    /the remote's main changes 1,000,000,000,000,000 files, more than the limit of 200,000/,
  ],
  "shared folders without any file": [
    (world) => shared(world, { width: 1000, levels: 5, isEmpty: true }),
    /the remote's main changes 1,000,000,000,000,000 files, more than the limit of 200,000/,
  ],
  "nested folders": [
    (world) => deep(world, { depth: 300, files: 2 }),
    /the remote's main has folders that are nested more than 250 deep; the limit is 250/,
  ],
  "long names": [
    async (world) => {
      const blob = await writeObject(world, "blob", "x\n");
      let node: Node = { folder: await writeTree(world, copies(20_000, { blob })) };
      for (let level = 0; level < 60; level++) {
        node = { folder: await writeTree(world, [["n".repeat(250), node]]) };
      }
      return node;
    },
    /the names of the files that the remote's main changes are too long, 304 MB in all/,
  ],
  "zeros": [
    async (world) => {
      const blob = await writeObject(world, "blob", "\0".repeat(20_000_000));
      return { folder: await writeTree(world, copies(90_000, { blob })) };
    },
    /an update of main changes 90,000 files and needs 1,800,000 MB, but the disk has room for /,
  ],
};

for (const [about, [make, sentence]] of Object.entries(BOMBS)) {
  Deno.test(`${about} are not received, which is said, and a later commit mends it`, async () => {
    const { world, desktop, machines } = await tell(NOTES);
    const { environment, calls } = await wrapGit(world);
    const laptop = machineOf(world, machines[0].folder, { environment });
    await laptop.sync();
    const tip = await publishTree(world, treeOf({ ...NOTES, "big": await make(world) }));
    await calls();
    for (const mine of ["mine.md", "more.md"]) {
      await laptop.write({ [mine]: "mine\n" });
      const outcome = await laptop.trySync(mine === "more.md" ? { remote: "send" } : {});
      assert.ok(outcome.kind === "problem", JSON.stringify(outcome));
      assert.match(problemSentence(outcome.problem), sentence);
      assert.deepEqual([outcome.report.saved, outcome.report.unsent], [[mine], true]);
      assert.equal(await laptop.git("status", "--porcelain"), "");
    }
    const seen = (await calls()).filter((call) => call.some((arg) => arg.includes(tip)));
    assert.deepEqual([...new Set(seen.map(verbOf))].sort(), ["log", "merge-base"]);
    await publishTree(world, treeOf({ "notes.md": "two\n" }));
    await laptop.sync();
    for (const machine of [laptop, desktop]) {
      await machine.sync();
      assert.deepEqual(await textsOn(machine), {
        "mine.md": "mine\n",
        "more.md": "mine\n",
        "notes.md": "two\n",
      });
    }
  });
}

Deno.test("an update that does not fit on the disk waits, and comes in when that is confirmed", async () => {
  const { world, desktop, machines, quiet } = await tell(NOTES);
  const room = 99;
  const laptop = machineOf(world, machines[0].folder, {
    freeSpaceIn: () => Promise.resolve(room),
  });
  await desktop.save({ "a.bin": "x".repeat(50), "b.bin": "x".repeat(50) });
  await laptop.write({ "mine.md": "mine\n" });
  for (const _ of [1, 2]) {
    assert.deepEqual(await laptop.problem(), {
      kind: "no room",
      branch: "main",
      files: 2,
      bytes: 100,
      room: 99,
    });
  }
  assert.deepEqual(await laptop.names(), ["mine.md", "notes.md"]);
  await laptop.sync({ confirmIncoming: true });
  assert.deepEqual(await laptop.names(), ["a.bin", "b.bin", "mine.md", "notes.md"]);
  await quiet();
});

Deno.test("millions of files that came and went are never looked at, whoever goes on from them", async () => {
  const { world, laptop, desktop } = await tell(NOTES);
  await laptop.sync();
  const many = await shared(world, { width: 130, levels: 3 });
  const bomb = await publishTree(world, treeOf({ ...NOTES, "big": many }));
  await publishTree(world, treeOf({ "notes.md": "two\n" }));
  await laptop.save({ "mine.md": "mine\n" });
  await desktop.sync();
  assert.deepEqual(await textsOn(desktop), { "mine.md": "mine\n", "notes.md": "two\n" });
  // A branch from between them, so that both sides differ from where they met in millions of files.
  // With words of its own, as otherwise it would count as a rewriting of what it takes out.
  const tree = treeOf({ "notes.md": "three\n" });
  await publishTree(world, tree, { parent: bomb, message: "another branch" });
  await laptop.write({ "other.md": "other\n" });
  const outcome = await laptop.trySync();
  assert.ok(outcome.kind === "problem", JSON.stringify(outcome));
  assert.match(problemSentence(outcome.problem), /2,197,000|2,197,001/);
  // One that goes on from the millions: only the own side differs from where they met.
  const more = treeOf({ ...NOTES, "big": many, "more.md": "more\n" });
  await publishTree(world, more, { parent: bomb, message: "a third branch" });
  const again = await laptop.trySync();
  assert.ok(again.kind === "problem", JSON.stringify(again));
  assert.match(
    problemSentence(again.problem),
    /a merge with the remote's main compares 2,197,00\d files, more than the limit of 500,000/,
  );
});
