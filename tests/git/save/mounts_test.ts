// A folder in which another disk is mounted: when that disk is gone, its files are not deleted for everybody.

import assert from "node:assert/strict";
import { check } from "../../../src/engine/mod.ts";
import { checkLine } from "../../../src/view/check_line.ts";
import { settingsOf } from "../../support/syncer.ts";
import { problemSentence } from "../../../src/view/problems/problems.ts";
import { bindFolder, canMount, mountSmallDisk } from "../../support/small_disk.ts";
import { machineOf, syncAll, tell } from "../../support/story.ts";

const SIZE = 1024 * 1024;

const PHOTOS = { "media/photos/1.jpg": "1\n", "media/photos/2/2.jpg": "2\n" };

const test = (name: string, fn: () => Promise<void>) =>
  Deno.test({ name, ignore: !canMount(), fn });

test("a disk that is unmounted in the folder asks before its files are deleted everywhere", async () => {
  const { world, laptop, desktop, quiet } = await tell({ "notes.md": "notes\n" });
  await laptop.sync();
  await Deno.mkdir(laptop.path("media"));
  const photos = laptop.path("media/photos");
  {
    await using _ = await mountSmallDisk(photos, SIZE);
    await laptop.write(PHOTOS);
    await quiet();
    assert.equal((await desktop.names()).length, 3);
    // An ordinary deletion on that disk is one.
    await laptop.save({ "media/photos/3.jpg": "3\n" });
    await laptop.remove("media/photos/3.jpg");
    await quiet();
  }
  const unmounted = { kind: "unmounted", folder: "media/photos", deleted: 2 } as const;
  const restarted = machineOf(world, laptop.folder);
  for (const machine of [laptop, restarted]) {
    await laptop.write({ "notes.md": `${machine === laptop}\n` });
    // The others' deletions are no word about those on the disk.
    assert.deepEqual((await machine.save({ "gone.md": "gone\n" })).heldDeletion, unmounted);
    await machine.remove("gone.md");
    assert.deepEqual((await machine.sync()).heldDeletion, unmounted);
  }
  const findings = await Array.fromAsync(check(settingsOf(world, laptop.folder)), checkLine);
  assert.deepEqual(findings.filter(({ ok }) => !ok), [
    { subject: "files", ok: false, text: problemSentence(unmounted) },
  ]);
  const named = await laptop.sync({ paths: Object.keys(PHOTOS), remote: "send" });
  assert.deepEqual(named.heldDeletion, unmounted);
  await desktop.sync();
  assert.equal((await desktop.names()).length, 3);
  assert.equal(await desktop.read("notes.md"), "false\n", "everything else is synced");
  {
    // It is there again: all goes on.
    await Deno.remove(photos);
    await using _ = await mountSmallDisk(photos, SIZE);
    await laptop.write(PHOTOS);
    await quiet();
    assert.equal((await desktop.names()).length, 3);
  }
  await Deno.remove(photos);
  assert.equal(
    (await laptop.sync()).heldDeletion?.kind,
    "unmounted",
    "the empty folder itself may be gone, too",
  );
  await laptop.sync({ confirmDeletion: true });
  await quiet();
  assert.deepEqual(await desktop.names(), ["notes.md"]);
});

test("a disk that was mounted before the app started is known as well, and one whose files moved is forgotten", async () => {
  const { world, laptop, desktop } = await tell({ "notes.md": "notes\n" });
  {
    await using _ = await mountSmallDisk(laptop.path("disk"), SIZE);
    await laptop.write({ "disk/a.md": "a\n", "disk/b.md": "b\n" });
    await laptop.git("add", "--all");
    await laptop.git("commit", "--quiet", "-m", "by hand");
    await machineOf(world, laptop.folder).sync();
  }
  const app = machineOf(world, laptop.folder);
  assert.equal((await app.sync()).heldDeletion?.kind, "unmounted");
  // The files are on this disk from now on.
  await laptop.write({ "disk/a.md": "a\n", "disk/b.md": "b\n" });
  await app.sync();
  await laptop.remove("notes.md");
  await app.sync();
  await laptop.remove("disk/a.md");
  await syncAll(app, desktop);
  assert.deepEqual(await desktop.names(), ["disk/b.md"]);
});

test("a disk onto which only others' files were written is known", async () => {
  const { laptop, desktop } = await tell({ "notes.md": "notes\n" });
  await laptop.sync();
  {
    await using _ = await mountSmallDisk(laptop.path("disk"), SIZE);
    await desktop.save({ "disk/a.md": "a\n" });
    await laptop.sync();
    assert.equal(await laptop.read("disk/a.md"), "a\n");
  }
  assert.equal((await laptop.sync()).heldDeletion?.kind, "unmounted");
  await desktop.sync();
  assert.deepEqual(await desktop.names(), ["disk/a.md", "notes.md"]);
});

test("a disk that is mounted over files does not delete them everywhere", async () => {
  const { world, laptop, desktop } = await tell({ "notes.md": "notes\n", "disk/a.md": "a\n" });
  await laptop.sync();
  await Deno.rename(laptop.path("disk"), laptop.path("aside"));
  {
    await using _ = await mountSmallDisk(laptop.path("disk"), SIZE);
    await Deno.rename(laptop.path("aside"), `${laptop.folder}.aside`);
    const report = await laptop.sync();
    assert.equal(report.heldDeletion?.kind, "unmounted");
    await desktop.sync();
    assert.deepEqual(await desktop.names(), ["disk/a.md", "notes.md"]);
    const other = machineOf(world, laptop.folder);
    await other.write({ "disk/other.md": "of another disk\n" });
    assert.equal((await other.sync()).heldDeletion?.kind, "unmounted", "after a restart");
  }
});

test("a folder of the same disk that was mounted before the app started is known", async () => {
  const { world, laptop, desktop } = await tell({ "notes.md": "notes\n" });
  const elsewhere = `${world.folder}/else where`;
  await Deno.mkdir(elsewhere);
  const bound = laptop.path("bound here");
  {
    await using _ = await bindFolder(elsewhere, bound);
    await laptop.save({ "bound here/a.md": "a\n", "bound here/b.md": "b\n" });
  }
  await Deno.remove(bound);
  const app = machineOf(world, laptop.folder);
  {
    await using _ = await bindFolder(elsewhere, bound);
    await app.sync();
    await app.remove("bound here/b.md");
    assert.equal((await app.sync()).heldDeletion, undefined, "an ordinary deletion is one");
  }
  assert.equal((await app.sync()).heldDeletion?.kind, "unmounted");
  await desktop.sync();
  assert.deepEqual(await desktop.names(), ["bound here/a.md", "notes.md"]);
});
