// The app's own notes in the git folder, as another version or somebody's hand may have left them: JSON, but
// not what is expected. The sync goes on, and nothing is lost.

import assert from "node:assert/strict";
import { machineOf, tell } from "../support/story.ts";

const CONTENTS: readonly unknown[] = [
  null,
  5,
  "main",
  [],
  [null],
  [{ path: 5, reason: "name" }],
  {},
  { branch: "main", oid: "--help" },
  { branch: "main", from: null, to: "HEAD", id: "../../..", hidden: [], untouched: [] },
  { branch: "main", from: "0".repeat(40), to: "0".repeat(40), id: 5, hidden: [], untouched: [] },
  { from: null, files: [{}], looks: 0 },
  {
    from: null,
    files: [{ path: "a", name: "../../../notes.md", oid: "0".repeat(40), size: 1 }],
    looks: 1,
  },
];

for (const name of ["seen.json", "not-placed.json", "update.json", "old/x.json"]) {
  Deno.test(`a note ${name} of another kind counts as none`, async () => {
    await using story = await tell({ "notes.md": "one\n" }, "laptop", "desktop");
    const [laptop, desktop] = story.machines;
    await laptop.sync();
    await Deno.mkdir(laptop.path(".git/gitsyncbar/old"), { recursive: true });
    for (const [at, content] of CONTENTS.entries()) {
      const file = laptop.path(`.git/gitsyncbar/${name}`);
      await Deno.writeTextFile(file, JSON.stringify(content));
      await laptop.write({ "mine.md": `${at}\n` });
      await desktop.write({ "notes.md": `${at}\n` });
      await desktop.sync();
      await machineOf(story.world, laptop.folder).sync();
      assert.equal(await laptop.read("notes.md"), `${at}\n`);
      await desktop.sync();
      assert.equal(await desktop.read("mine.md"), `${at}\n`);
      await Deno.remove(file).catch(() => {});
    }
    await story.quiet();
  });
}

Deno.test("a note that a kill cut off is removed at the next start", async () => {
  await using story = await tell({ "notes.md": "one\n" }, "laptop");
  const [laptop] = story.machines;
  await laptop.sync();
  const unfinished = laptop.path(`.git/gitsyncbar/.gitsyncbar-${"0".repeat(32)}.new`);
  await Deno.writeTextFile(unfinished, "{");
  await machineOf(story.world, laptop.folder).sync();
  await assert.rejects(Deno.lstat(unfinished), Deno.errors.NotFound);
});
