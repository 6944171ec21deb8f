// The app's own notes in the git folder, as another version or somebody's hand may have left them: JSON, but
// not what is expected. The sync goes on, and nothing is lost.

import assert from "node:assert/strict";
import { join } from "node:path";
import { readLastSynced } from "../../../src/engine/branch/last_synced.ts";
import type { Repository } from "../../../src/engine/git/repository/repository.ts";
import { readUnplaced } from "../../../src/engine/git/repository/unplaced.ts";
import { readHeldDeletion } from "../../../src/engine/save/held_deletion.ts";
import { checkDisplaced } from "../../../src/engine/worktree/displaced/displaced.ts";
import { readJournal } from "../../../src/engine/worktree/update.ts";
import { ageDisplaced, displacedIn } from "../../support/displaced.ts";
import { isReserved } from "../../../src/system/reserved_names.ts";
import { published } from "../../support/running.ts";
import { untilQuiet } from "../../support/quiet.ts";
import { machineOf, tell } from "../../support/story.ts";

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
  { from: null, files: [{}] },
  {
    from: null,
    files: [{ path: "a", name: "../../../notes.md", oid: "0".repeat(40), size: 1 }],
  },
];

const NOTES = ["seen.json", "not-placed.json", "held-deletion.json", "update.json", "old/x.json"];

async function writeNotes(own: string, content: unknown): Promise<void> {
  await Deno.mkdir(join(own, "old"), { recursive: true });
  for (const name of NOTES) await Deno.writeTextFile(join(own, name), JSON.stringify(content));
  ageDisplaced(join(own, ".."));
}

Deno.test("notes of another kind count as none", async () => {
  const gitDir = await Deno.makeTempDir();
  const repository = { ownDir: join(gitDir, "gitsyncbar") } as Repository;
  for (const content of CONTENTS) {
    await writeNotes(repository.ownDir, content);
    assert.equal(await readLastSynced(repository), undefined);
    assert.deepEqual(await readUnplaced(repository), []);
    assert.deepEqual(await readHeldDeletion(repository), []);
    assert.equal(await readJournal(repository), undefined);
    assert.deepEqual(await checkDisplaced(repository), { copies: [], kept: [] });
    assert.ok(displacedIn(gitDir).includes("x.json"));
  }
  await Deno.remove(gitDir, { recursive: true });
});

Deno.test("beside such notes syncing goes on", async () => {
  const { world, laptop, desktop, quiet } = await tell({ "notes.md": "one\n" });
  await laptop.sync();
  const own = laptop.path(".git/gitsyncbar");
  for (const [at, content] of [CONTENTS[0], CONTENTS.at(-1)].entries()) {
    await writeNotes(own, content);
    await laptop.write({ "mine.md": `${at}\n` });
    await desktop.save({ "notes.md": `${at}\n` });
    await machineOf(world, laptop.folder).sync();
    assert.equal(await laptop.read("notes.md"), `${at}\n`);
    assert.equal(await published(world, "mine.md"), `${at}\n`);
    for (const name of NOTES) await Deno.remove(join(own, name)).catch(() => {});
  }
  await quiet();
});

Deno.test("folders in which git was asked something when a kill came are removed at the next start", async () => {
  const { world, laptop } = await tell({ "notes.md": "one\n" }, "laptop");
  await laptop.sync();
  const own = laptop.path(".git/gitsyncbar");
  const names = async () => (await Array.fromAsync(Deno.readDir(own), ({ name }) => name)).sort();
  const before = await names();
  for (const name of ["rules", "round-trip", "empty", "attributes"]) {
    await world.write(own, { [`${name}/.gitattributes`]: "* text\n" });
  }
  await machineOf(world, laptop.folder).sync();
  assert.deepEqual(await names(), before);
});

Deno.test("a note that a kill cut off is removed at the next start", async () => {
  const { world, laptop } = await tell({ "notes.md": "one\n" }, "laptop");
  await laptop.sync();
  await Deno.mkdir(laptop.path(".git/gitsyncbar/old"), { recursive: true });
  const unfinished = ["", "old/"].map((folder) =>
    laptop.path(`.git/gitsyncbar/${folder}.gitsyncbar-${"0".repeat(32)}.new`)
  );
  for (const note of unfinished) await Deno.writeTextFile(note, "{");
  await machineOf(world, laptop.folder).sync();
  for (const note of unfinished) await assert.rejects(Deno.lstat(note), Deno.errors.NotFound);
});
Deno.test("folders in the place of our notes, and notes in that of our folders, are moved out of the way", async () => {
  const { world, laptop, desktop } = await tell({ "notes.md": "one\n" });
  const files = [
    ...["index", "running", "running.killed", "update.json", "seen.json", "not-placed.json"],
    ...["private.json", "ignored.json", "scratch.json", "old/x.json"],
  ];
  const folders = ["new", "old", "attributes", "rules", "empty"];
  const own = (name: string) => laptop.path(`.git/gitsyncbar/${name}`);
  for (const [at, names] of [files, folders, files].entries()) {
    await Deno.remove(own(""), { recursive: true }).catch(() => {});
    await Deno.mkdir(own("old"), { recursive: true });
    for (const name of names) {
      if (names === files) await world.write(own(name), { "keep.md": "keep\n" });
      else {
        await Deno.remove(own(name), { recursive: true }).catch(() => {});
        await Deno.writeTextFile(own(name), "keep\n");
      }
    }
    await laptop.write({ "mine.md": `${at}\n` });
    await desktop.save({ "notes.md": `${at}\n` });
    await machineOf(world, laptop.folder).sync();
    assert.equal(await laptop.read("notes.md"), `${at}\n`);
    await desktop.sync();
    assert.equal(await desktop.read("mine.md"), `${at}\n`);
  }
  await movedAway(own(""));
  await Deno.remove(own("old/x.json"), { recursive: true });
  await untilQuiet(world, [machineOf(world, laptop.folder), desktop]);
});

Deno.test("a note that becomes a folder while the app runs holds nothing up", async () => {
  const { world, laptop, desktop, quiet } = await tell({ "notes.md": "one\n" });
  await laptop.sync();
  for (const name of ["update.json", "seen.json", "not-placed.json", "ignored.json"]) {
    const note = laptop.path(`.git/gitsyncbar/${name}`);
    await Deno.remove(note).catch(() => {});
    await world.write(note, { "keep.md": "keep\n" });
    await desktop.save({ "notes.md": `${name}\n` });
    await laptop.sync();
    assert.equal(await laptop.read("notes.md"), `${name}\n`);
  }
  await movedAway(laptop.path(".git/gitsyncbar"));
  await quiet();
});

/** What was moved out of the way is still there; takes it away, as nothing else is to be left. */
async function movedAway(folder: string): Promise<void> {
  const names = (await Array.fromAsync(Deno.readDir(folder), ({ name }) => name)).filter(
    isReserved,
  );
  assert.ok(names.length > 0);
  for (const name of names) await Deno.remove(join(folder, name), { recursive: true });
}
