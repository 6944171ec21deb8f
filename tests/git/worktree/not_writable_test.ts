// Files and folders that may not be written here: everything else arrives, what stands there is never taken
// for an edit, and what others did with it is done as soon as that is allowed.

import assert from "node:assert/strict";
import { basename, dirname } from "node:path";
import { realVolume, type Volume } from "../../../src/engine/worktree/volume.ts";
import { copiesOn, type Machine, machineOf, syncAll, tell, textsOn } from "../../support/story.ts";
import { untilQuiet } from "../../support/quiet.ts";

/** A volume on which these names, and names in these folders, may not be written. */
function lockable(): { readonly locked: Set<string>; readonly volume: Volume } {
  const locked = new Set<string>();
  const guarded = (act: Volume["rename"]): Volume["rename"] => async (from, to) => {
    for (const path of [from, to]) {
      if (path.includes("/.git/")) continue;
      if (locked.has(basename(path)) || locked.has(basename(dirname(path)))) {
        throw Object.assign(new Deno.errors.PermissionDenied("locked"), { code: "EACCES" });
      }
    }
    await act(from, to);
  };
  return { locked, volume: { rename: guarded(realVolume.rename), link: guarded(realVolume.link) } };
}

async function twoMachines(files: Readonly<Record<string, string>>) {
  const { world, laptop } = await tell(files, "laptop");
  const { locked, volume } = lockable();
  const folder = await world.clone("desktop");
  const open = () => machineOf(world, folder, { volume });
  return { world, laptop, locked, open, desktop: open() };
}

/** What the machine says of paths that may not be written. */
async function notWritable(machine: Machine): Promise<string[]> {
  const { notSynced } = await machine.sync();
  return notSynced.filter(({ reason }) => reason === "not writable").map(({ path }) => path);
}

Deno.test("a file that may not be written is named, the others arrive, and it follows by itself", async () => {
  const { world, laptop, locked, open, desktop } = await twoMachines({
    "a.md": "a\n",
    "b.md": "b\n",
    "c.md": "c\n",
  });
  locked.add("c.md");
  await laptop.remove("a.md");
  await laptop.save({ "b.md": "b2\n", "c.md": "c2\n", "d.md": "d\n" });
  assert.deepEqual(await notWritable(desktop), ["c.md"]);
  assert.deepEqual(await textsOn(desktop), { "b.md": "b2\n", "c.md": "c\n", "d.md": "d\n" });
  assert.equal(await desktop.git("status", "--porcelain"), "");
  // Its own work goes out, the old text does not, also after a restart and a further change.
  await desktop.write({ "mine.md": "mine\n" });
  assert.deepEqual(await notWritable(open()), ["c.md"]);
  await laptop.save({ "c.md": "c3\n" });
  assert.deepEqual(await notWritable(desktop), ["c.md"]);
  await laptop.sync();
  assert.deepEqual(await textsOn(laptop), {
    "b.md": "b2\n",
    "c.md": "c3\n",
    "d.md": "d\n",
    "mine.md": "mine\n",
  });
  locked.clear();
  assert.deepEqual(await notWritable(desktop), []);
  await untilQuiet(world, [laptop, desktop]);
  assert.equal(await desktop.read("c.md"), "c3\n");
  assert.deepEqual(await copiesOn(desktop), []);
});

Deno.test("a deleted file that may not be removed stays here alone, and goes when it may", async () => {
  const { world, laptop, locked, open, desktop } = await twoMachines({
    "a.md": "a\n",
    "sub/c.md": "c\n",
  });
  locked.add("sub");
  await laptop.remove("sub");
  await laptop.save({ "a.md": "a2\n" });
  assert.deepEqual(await notWritable(desktop), ["sub/c.md"]);
  assert.deepEqual(await textsOn(desktop), { "a.md": "a2\n", "sub/c.md": "c\n" });
  await desktop.write({ "a.md": "a3\n", "b.md": "b\n" });
  assert.deepEqual(await notWritable(desktop), ["sub/c.md"]);
  assert.deepEqual(await notWritable(open()), ["sub/c.md"]);
  await laptop.sync();
  assert.deepEqual(await textsOn(laptop), { "a.md": "a3\n", "b.md": "b\n" });
  locked.clear();
  assert.deepEqual(await notWritable(desktop), []);
  assert.deepEqual(await textsOn(desktop), { "a.md": "a3\n", "b.md": "b\n" });
  await untilQuiet(world, [laptop, desktop]);
});

Deno.test("what was written meanwhile into a file that waits is kept", async () => {
  const { world, laptop, locked, desktop } = await twoMachines({
    "changed.md": "1\n",
    "deleted.md": "1\n",
    "folder/keep.md": "k\n",
  });
  for (const name of ["changed.md", "deleted.md", "folder"]) locked.add(name);
  await laptop.remove("deleted.md");
  await laptop.save({ "changed.md": "2\n", "folder/new.md": "theirs\n" });
  assert.deepEqual((await notWritable(desktop)).sort(), [
    "changed.md",
    "deleted.md",
    "folder/new.md",
  ]);
  await desktop.save({
    "changed.md": "mine\n",
    "deleted.md": "mine\n",
    "folder/new.md": "my new\n",
  });
  locked.clear();
  await untilQuiet(world, [laptop, desktop]);
  const texts = await textsOn(laptop);
  assert.equal(texts["changed.md"], "2\n");
  assert.equal(texts["deleted.md"], "mine\n");
  assert.equal(texts["folder/new.md"], "theirs\n");
  const copies = (await copiesOn(laptop)).map((name) => texts[name]).sort();
  assert.deepEqual(copies, ["mine\n", "my new\n"]);
});

Deno.test("a version that never got its place is deleted with the file that stood there", async () => {
  const { world, laptop, locked, desktop } = await twoMachines({
    "c.md": "c\n",
    "a": "a\n",
  });
  locked.add("c.md");
  await laptop.save({ "c.md": "c2\n" });
  assert.deepEqual(await notWritable(desktop), ["c.md"]);
  await laptop.remove("c.md");
  await laptop.sync();
  assert.deepEqual(await notWritable(desktop), ["c.md"]);
  await laptop.sync();
  assert.deepEqual(await textsOn(laptop), { "a": "a\n" });
  locked.clear();
  await untilQuiet(world, [laptop, desktop]);
  assert.deepEqual(await textsOn(desktop), { "a": "a\n" });
});

Deno.test("a file in the place of a locked folder, a folder in that of a locked file, and a link wait", async () => {
  const { world, laptop, locked, desktop } = await twoMachines({
    "file": "f\n",
    "folder/a.md": "a\n",
    "x.md": "x\n",
  });
  await Deno.symlink("x.md", laptop.path("link"));
  await syncAll(laptop, desktop);
  for (const name of ["file", "folder", "link"]) locked.add(name);
  await laptop.remove("file", "folder", "link");
  await Deno.symlink("file", laptop.path("link"));
  await laptop.save({ "file/b.md": "b\n", "folder": "now a file\n", "x.md": "x2\n" });
  assert.deepEqual((await notWritable(desktop)).sort(), [
    "file",
    "file/b.md",
    "folder",
    "folder/a.md",
    "link",
  ]);
  assert.equal(await desktop.read("x.md"), "x2\n");
  await laptop.sync();
  assert.equal(await laptop.read("folder"), "now a file\n");
  locked.clear();
  await desktop.sync();
  await untilQuiet(world, [laptop, desktop]);
  assert.equal(await desktop.read("file/b.md"), "b\n");
  assert.equal(await desktop.read("folder"), "now a file\n");
  assert.equal(await Deno.readLink(desktop.path("link")), "file");
  assert.deepEqual(await copiesOn(desktop), []);
});

Deno.test("an update that fails after a file was refused is taken back, and tried again as a whole", async () => {
  const { world, laptop, locked, open, desktop } = await twoMachines({
    "a.md": "a\n",
    "c.md": "c\n",
    "d.md": "d\n",
  });
  locked.add("a.md");
  const folder = desktop.folder;
  const { volume } = lockable();
  const broken = machineOf(world, folder, {
    volume: {
      link: realVolume.link,
      rename: async (from, to) => {
        if (from.endsWith("/a.md")) throw new Deno.errors.PermissionDenied("locked");
        if (from.endsWith("/d.md")) throw new Error("the disk is gone");
        await volume.rename(from, to);
      },
    },
  });
  await laptop.save({ "a.md": "a2\n", "c.md": "c2\n", "d.md": "d2\n" });
  assert.equal((await broken.trySync()).kind, "problem");
  assert.deepEqual(await textsOn(desktop), { "a.md": "a\n", "c.md": "c\n", "d.md": "d\n" });
  assert.equal(await desktop.git("status", "--porcelain"), "");
  assert.deepEqual(await notWritable(open()), ["a.md"]);
  locked.clear();
  await untilQuiet(world, [laptop, desktop]);
  assert.deepEqual(await textsOn(desktop), { "a.md": "a2\n", "c.md": "c2\n", "d.md": "d2\n" });
  assert.deepEqual(await copiesOn(desktop), []);
});

Deno.test("a real file that is locked against changes waits without any move in the folder", {
  ignore: !await canLock(),
}, async () => {
  const { laptop, desktop, quiet } = await tell({ "a.md": "a\n", "c.md": "c\n" });
  await laptop.save({ "a.md": "a2\n", "c.md": "c2\n" });
  await chattr("+i", desktop.path("c.md"));
  try {
    assert.deepEqual(await notWritable(desktop), ["c.md"]);
    assert.deepEqual(await textsOn(desktop), { "a.md": "a2\n", "c.md": "c\n" });
    const before = await Deno.stat(desktop.folder);
    assert.deepEqual(await notWritable(desktop), ["c.md"]);
    // A move would be heard by the watcher, and so cause the next try.
    assert.deepEqual((await Deno.stat(desktop.folder)).ctime, before.ctime);
  } finally {
    await chattr("-i", desktop.path("c.md"));
  }
  await quiet();
  assert.equal(await desktop.read("c.md"), "c2\n");
  assert.equal((await copiesOn(desktop)).length, 0);
});

async function chattr(flag: "+i" | "-i", file: string): Promise<boolean> {
  const command = new Deno.Command("chattr", { args: [flag, file], stderr: "null" });
  return await command.output().then(({ success }) => success, () => false);
}

/** Whether the volume of the tests' worlds, and this user, can lock a file. */
async function canLock(): Promise<boolean> {
  const file = await Deno.makeTempFile();
  try {
    return await chattr("+i", file) && await chattr("-i", file);
  } finally {
    await Deno.remove(file);
  }
}
