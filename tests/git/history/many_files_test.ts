// A history with a commit of a few hundred bytes that stands for millions of files: it is listed, and nothing that
// reads the history or makes a change of it expands its trees.

import assert from "node:assert/strict";
import { openHistory } from "../../../src/engine/mod.ts";
import { changedLines } from "../../../src/view/history/changed_lines.ts";
import { type Node, publishTree, treeOf, writeObject, writeTree } from "../../support/raw_tree.ts";
import { settingsOf } from "../../support/syncer.ts";
import { type Machine, tell, textsOn } from "../../support/story.ts";
import type { World } from "../../support/world.ts";
import type { OwnChange } from "../../../src/engine/restore/change.ts";

/** How many things are in each folder. */
const WIDTH = 200;

/** A folder of so many folders of so many folders, and so on, five of them above the files. */
async function bomb(world: World): Promise<Node> {
  let node: Node = { blob: await writeObject(world, "blob", "x\n") };
  for (let level = 0; level < 5; level++) {
    const below: Record<string, Node> = {};
    for (let at = 0; at < WIDTH; at++) below[`n${at}`] = node;
    node = { folder: await writeTree(world, treeOf(below)) };
  }
  return node;
}

async function change(machine: Machine, asked: OwnChange): Promise<readonly string[]> {
  const { changed: [made] = [] } = await machine.sync({ ownChanges: [asked] });
  return changedLines(made!);
}

Deno.test("a save of billions of files is listed by their number, and neither restored nor undone", async () => {
  const { world, laptop, quiet } = await tell({ "notes.md": "one\n", "sub/a.md": "a\n" }, "laptop");
  const notes = { "notes.md": "one\n", "sub": { tree: treeOf({ "a.md": "old\n" }) } };
  const tree = await bomb(world);
  const [, blown, back] = [
    await laptop.sync(),
    await publishTree(world, treeOf({ ...notes, big: tree, "came.md": "x\n" }), {
      message: "bomb",
    }),
    await publishTree(world, treeOf({ ...notes, "notes.md": "two\n" }), { message: "back" }),
  ];
  await laptop.sync();
  await laptop.save({ "sub/a.md": "new\n", "notes.md": "three\n" });

  await using history = await openHistory(settingsOf(world, laptop.folder));
  const { saves } = await history.saves();
  assert.deepEqual(
    saves.map(({ subject, fileCount, files }) => [subject, fileCount, files.length]),
    [
      ["notes.md and 1 more (laptop)", 2, 2],
      ["back", WIDTH ** 5 + 2, 0],
      ["bomb", WIDTH ** 5 + 2, 0],
      ["seed", 2, 2],
    ],
  );
  assert.deepEqual((await history.search({ name: "notes" })).items.map(({ subject }) => subject), [
    "notes.md and 1 more (laptop)",
    "seed",
  ]);
  assert.equal((await history.save(blown)).fileCount, WIDTH ** 5 + 2);
  assert.deepEqual((await history.versions("notes.md")).map(({ subject }) => subject), [
    "notes.md and 1 more (laptop)",
    "back",
    "seed",
  ]);
  // Also where the folder itself is asked for, and what is in it.
  const inFolder = async (path: string) =>
    (await history.saves({ path })).saves.map((save) => [save.subject, save.fileCount]);
  assert.deepEqual(await inFolder("big"), [["back", WIDTH ** 5], ["bomb", WIDTH ** 5]]);
  assert.deepEqual(await inFolder("big/n7/n8"), [["back", WIDTH ** 3], ["bomb", WIDTH ** 3]]);
  assert.deepEqual(await inFolder("big/n7/n8/n9/n0"), [["back", WIDTH], ["bomb", WIDTH]]);
  assert.deepEqual(await history.versions("big"), []);
  assert.deepEqual(
    (await history.versions("big/n7/n8/n9/n0/n1")).map(({ action }) => action),
    ["deleted", "added"],
  );
  assert.equal((await history.folder({ time: Date.now(), folder: "sub" }))?.count, 1);

  const restore = (path: string): OwnChange => ({
    kind: "restore",
    path,
    version: { kind: "save", id: blown },
  });
  const refused = /^Not (restored|undone): .+: .*differ in more files than are listed/;
  for (const asked of [restore(""), restore("big"), restore("big/n7")]) {
    assert.match((await change(laptop, asked)).join("\n"), refused);
  }
  for (const id of [blown, back]) {
    assert.match((await change(laptop, { kind: "undo", id })).join("\n"), refused);
  }
  for (const path of ["sub", "came.md"]) {
    assert.match((await change(laptop, restore(path))).join("\n"), refused);
  }
  // What is next to it in the history comes back.
  await change(laptop, { kind: "restore", path: "sub", version: { kind: "save", id: back } });
  assert.deepEqual(await textsOn(laptop), { "notes.md": "three\n", "sub/a.md": "old\n" });
  await quiet();
});
