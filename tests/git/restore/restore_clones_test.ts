// Restores while somebody writes, in clones that have a part of the history or of the files only, and where a
// filter or a program is in the way.

import assert from "node:assert/strict";
import { join } from "node:path";
import type { ChangeResult, OwnChange } from "../../../src/engine/restore/change.ts";
import { realVolume, type Volume } from "../../../src/engine/worktree/volume.ts";
import { untilQuiet } from "../../support/quiet.ts";
import { copyOn, type Machine, machineOf, syncAll, tell, textsOn } from "../../support/story.ts";

async function change(machine: Machine, asked: OwnChange): Promise<ChangeResult> {
  const { changed = [] } = await machine.sync({ ownChanges: [asked] });
  assert.equal(changed.length, 1);
  return changed[0]!;
}

function restore(path: string, id: string): OwnChange {
  return { kind: "restore", path, version: { kind: "save", id } };
}

async function head({ git }: Machine): Promise<string> {
  return await git("rev-parse", "HEAD");
}

/** Calls `act` once, just before the file is renamed or linked. */
function volumeWith(
  call: keyof Volume,
  { file, act }: { readonly file: string; readonly act: () => Promise<void> },
): Volume & { isDone: boolean } {
  const volume = {
    ...realVolume,
    isDone: false,
    [call]: async (from: string, to: string) => {
      if (!volume.isDone && (from === file || to === file)) {
        volume.isDone = true;
        await act();
      }
      await realVolume[call](from, to);
    },
  };
  return volume;
}

for (const call of ["rename", "link"] as const) {
  Deno.test(`an edit at the moment of a restore (before the ${call}) is kept beside it on all machines`, async () => {
    const { world, desktop } = await tell({ "a.md": "old\n" }, "desktop");
    const folder = await world.clone("laptop");
    const file = join(folder, "a.md");
    const volume = volumeWith(call, { file, act: () => Deno.writeTextFile(file, "edit\n") });
    const laptop = machineOf(world, folder, { volume });
    const first = await head(laptop);
    await laptop.save({ "a.md": "new\n" });
    assert.deepEqual((await change(laptop, restore("a.md", first))).paths, ["a.md"]);
    assert.ok(volume.isDone);
    await untilQuiet(world, [laptop, desktop]);
    assert.equal(await desktop.read("a.md"), "old\n");
    assert.equal(await desktop.read(await copyOn(desktop)), "edit\n");
  });
}

Deno.test("what is saved between the look at the folder and the restore is saved first", async () => {
  const { laptop } = await tell({ "a.md": "old\n", ".gitattributes": "*.md filter=meet\n" });
  const first = await head(laptop);
  await laptop.save({ "a.md": "new\n" });
  // The filter writes what is to be put in place: then somebody saves the file.
  const once = `[ -e ../met ] || { : >../met; echo edit >'${laptop.path("a.md")}'; }; cat`;
  await laptop.git("config", "filter.meet.smudge", once);
  await laptop.git("config", "filter.meet.clean", "cat");
  const { paths } = await change(laptop, restore("a.md", first));
  assert.deepEqual(paths, ["a.md"]);
  assert.equal(await laptop.read("a.md"), "old\n");
  assert.equal(
    await laptop.git("log", "--format=%s", "--", "a.md").then((log) => log.split("\n").length),
    4,
  );
  assert.equal(await laptop.git("show", "HEAD~1:a.md"), "edit");
});

Deno.test("a file that a program goes on writing is named and keeps each of its lines, and the others come back", async () => {
  const { laptop } = await tell(
    { "a.md": "old\n", "b.txt": "old\n", ".gitattributes": "*.md filter=meet\n" },
    "laptop",
  );
  const first = await head(laptop);
  await laptop.save({ "a.md": "new\n", "b.txt": "new\n" });
  // The filter writes what is to be put in place: then the program writes the file.
  await laptop.git("config", "filter.meet.smudge", `echo line >>'${laptop.path("a.md")}'; cat`);
  await laptop.git("config", "filter.meet.clean", "cat");
  const { paths, kept } = await change(laptop, restore("", first));
  assert.deepEqual([paths, kept], [["b.txt"], [{ path: "a.md", reason: "being written" }]]);
  assert.equal(await laptop.read("a.md"), `new\n${"line\n".repeat(5)}`);
  assert.equal(await laptop.read("b.txt"), "old\n");
  assert.equal(await laptop.git("status", "--porcelain"), "");
});

Deno.test("a restore that meets another machine's change is in the conflict copy, and says so", async () => {
  const { laptop, desktop } = await tell({ "a.md": "old\n", "b.md": "old\n" });
  const first = await head(laptop);
  await laptop.save({ "a.md": "new\n", "b.md": "new\n" });
  await desktop.sync();
  await desktop.save({ "a.md": "newest\n" });
  const { paths, kept } = await change(laptop, restore("", first));
  assert.deepEqual([paths, kept], [["b.md"], [{ path: "a.md", reason: "changed elsewhere" }]]);
  assert.equal(await laptop.read("a.md"), "newest\n");
  assert.equal(await laptop.read(await copyOn(laptop)), "old\n");
});

Deno.test("a sparse checkout sends what is restored outside of it, and leaves it out of its folder", async () => {
  const { laptop, desktop } = await tell({ "notes/a.md": "a\n", "other/x.md": "x\n" });
  await desktop.git("sparse-checkout", "set", "--cone", "notes");
  const first = await head(desktop);
  await laptop.save({ "notes/a.md": "a2\n", "other/x.md": "x2\n" });
  await desktop.sync();
  const { paths, outside, kept } = await change(desktop, restore("", first));
  assert.deepEqual([paths, outside, kept], [["notes/a.md", "other/x.md"], ["other/x.md"], []]);
  assert.deepEqual(await desktop.names(), ["notes/a.md"]);
  assert.equal(await desktop.git("status", "--porcelain"), "");
  await laptop.sync();
  assert.deepEqual(await textsOn(laptop), { "notes/a.md": "a\n", "other/x.md": "x\n" });
});

Deno.test("a shallow clone restores what it has, says since when, and never takes its first save for all of it", async () => {
  const { world, laptop } = await tell({ "a.md": "1\n", "b.md": "b\n" }, "laptop");
  await laptop.save({ "a.md": "2\n" });
  await laptop.save({ "a.md": "3\n" });
  const folder = join(world.folder, "desktop");
  await world.git(world.folder, "clone", "-q", "--depth=2", `file://${world.remote}`, folder);
  const desktop = machineOf(world, folder);
  const begin = await desktop.git("rev-parse", "HEAD~1");
  const undone = await change(desktop, { kind: "undo", id: begin });
  assert.deepEqual([undone.refused, undone.paths], ["first of a shallow clone", []]);
  assert.ok(undone.historyStart !== undefined);
  const older = await laptop.git("rev-parse", "HEAD~2");
  assert.equal((await change(desktop, restore("a.md", older))).refused, "no such save");
  const early = { kind: "time", time: 1_000_000 } as const;
  const asked = await change(desktop, { kind: "restore", path: "a.md", version: early });
  assert.equal(asked.refused, "before the history");
  assert.deepEqual((await change(desktop, restore("a.md", begin))).paths, ["a.md"]);
  assert.deepEqual(await textsOn(desktop), { "a.md": "2\n", "b.md": "b\n" });
});

Deno.test("a version that its filter does not give back follows when it does, and is sent all the same", async () => {
  const { world, laptop, desktop } = await tell({
    ".gitattributes": "*.bin filter=store\n",
    "a.bin": "one\n",
  });
  // As git-lfs: what is stored elsewhere has to be fetched.
  for (const { git } of [laptop, desktop]) {
    await git("config", "filter.store.required", "true");
    await git("config", "filter.store.clean", "cat");
    await git("config", "filter.store.smudge", `[ -e '${world.folder}/there' ] && cat`);
  }
  const first = await head(laptop);
  const there = join(world.folder, "there");
  await Deno.writeTextFile(there, "");
  await laptop.save({ "a.bin": "two\n" });
  await Deno.remove(there);
  const { paths, unplaced } = await change(laptop, restore("a.bin", first));
  assert.deepEqual([paths, unplaced], [["a.bin"], ["a.bin"]]);
  assert.equal(await laptop.read("a.bin"), "two\n");
  const { notSynced } = await laptop.sync();
  assert.deepEqual(notSynced.map(({ path }) => path), ["a.bin"]);
  assert.equal(await laptop.git("show", "origin/main:a.bin"), "one");
  await Deno.writeTextFile(there, "");
  await syncAll(laptop, desktop);
  for (const machine of [laptop, desktop]) assert.equal(await machine.read("a.bin"), "one\n");
});
