// The watcher names what changed: the sync looks at these paths alone, and never at less than it must.

import assert from "node:assert/strict";
import { eventually } from "../../support/running.ts";
import { type Machine, tell, textsOn } from "../../support/story.ts";

/** Two machines; laptop has looked at its whole tree, so that named paths are trusted. */
async function watched(files: Readonly<Record<string, string>> = {}) {
  const story = await tell({ "notes.md": "one\n", "a.md": "a\n", ...files }, "laptop", "desktop");
  const [laptop, desktop] = story.machines;
  await laptop.sync();
  return { ...story, laptop, desktop };
}

async function saved(machine: Machine, ...paths: string[]): Promise<readonly string[]> {
  return (await machine.sync({ paths, remote: "send" })).saved.toSorted();
}

Deno.test("an edit beside a temporary file that is gone is saved; one that changes nothing makes no commit; one without a wish for the remote goes out with the next", async () => {
  const { world, laptop, desktop, quiet } = await watched();
  await laptop.write({ "notes.md": "two\n" });
  assert.deepEqual(await saved(laptop, ".notes.tmp", "notes.md"), ["notes.md"]);
  const head = await laptop.git("rev-parse", "HEAD");
  await laptop.write({ "notes.md": "two\n" });
  assert.deepEqual(await saved(laptop, "notes.md"), []);
  assert.equal(await laptop.git("rev-parse", "HEAD"), head);
  await laptop.write({ "notes.md": "three\n" });
  const report = await laptop.sync({ paths: ["notes.md"], remote: "none" });
  assert.deepEqual([report.saved, report.pushed], [["notes.md"], false]);
  assert.equal(await world.git(world.remote, "rev-parse", "main"), head);
  assert.equal((await laptop.sync({ paths: [], remote: "send" })).pushed, true);
  await quiet();
  assert.equal(await desktop.read("notes.md"), "three\n");
});

Deno.test("a deletion, a rename, a mode, a new folder, and what was staged by hand are saved by their names", async () => {
  const { laptop, desktop, quiet } = await watched();
  await laptop.remove("a.md");
  assert.deepEqual(await saved(laptop, "a.md"), ["a.md"]);
  await laptop.rename("notes.md", "moved.md");
  assert.deepEqual(await saved(laptop, "notes.md", "moved.md"), ["moved.md", "notes.md"]);
  await Deno.chmod(laptop.path("moved.md"), 0o755);
  assert.deepEqual(await saved(laptop, "moved.md"), ["moved.md"]);
  await laptop.write({ "new/b.md": "b\n", "new/deep/c.md": "c\n" });
  assert.deepEqual(await saved(laptop, "new"), ["new/b.md", "new/deep/c.md"]);
  // Git lists what is staged as unchanged.
  await laptop.write({ "moved.md": "staged\n", "unnamed.md": "staged too\n" });
  await laptop.git("add", "moved.md", "unnamed.md");
  assert.deepEqual(await saved(laptop, "moved.md"), ["moved.md", "unnamed.md"]);
  await quiet();
  assert.deepEqual(await textsOn(desktop), {
    "moved.md": "staged\n",
    "new/b.md": "b\n",
    "new/deep/c.md": "c\n",
    "unnamed.md": "staged too\n",
  });
});

Deno.test("when files say anew what is ignored, whatever that is about is checked", async () => {
  const { laptop, desktop, quiet } = await watched({ ".gitignore": "*.log\n*.tmp\n" });
  await laptop.save({ "a.log": "log\n", "a.tmp": "tmp\n" });
  await laptop.write({ ".gitignore": "*.tmp\n" });
  assert.deepEqual(await saved(laptop, ".gitignore"), [".gitignore", "a.log"]);
  await desktop.sync();
  await desktop.save({ ".gitignore": "" });
  await laptop.sync({ paths: [] });
  // Their word, not that of this machine.
  assert.deepEqual((await laptop.sync({ paths: [".gitignore"] })).notSynced, [
    { path: "a.tmp", reason: "was ignored", by: "desktop" },
  ]);
  await quiet({ besides: ["a.tmp"] });
  assert.ok(!(await desktop.names()).includes("a.tmp"));
});

Deno.test("a file and a folder that change places are saved by their names", async () => {
  const { laptop, desktop, quiet } = await watched({ "folder/b.md": "b\n" });
  await laptop.remove("a.md", "folder");
  await laptop.write({ "a.md/inner.md": "inner\n", "folder": "a file\n" });
  await saved(laptop, "a.md", "folder");
  await quiet();
  assert.deepEqual(await textsOn(desktop), {
    "a.md/inner.md": "inner\n",
    "folder": "a file\n",
    "notes.md": "one\n",
  });
});

Deno.test("what is saved right after somebody else's file came in is saved by its name", async () => {
  const { laptop, desktop, quiet } = await watched();
  await desktop.save({ "a.md": "desktop\n" });
  await laptop.sync({ paths: [], remote: "ask" });
  await laptop.write({ "a.md": "desktop\nlaptop\n", "unnamed.md": "not yet\n" });
  assert.deepEqual(await saved(laptop, "a.md", "b.md"), ["a.md"]);
  assert.deepEqual(await saved(laptop, "unnamed.md"), ["unnamed.md"]);
  await quiet();
});

Deno.test("what the user staged while somebody else's file came in is saved", async () => {
  const { laptop, desktop, quiet } = await watched();
  await desktop.save({ "a.md": "desktop\n" });
  await laptop.write({ "unnamed.md": "staged\n" });
  await laptop.git("add", "unnamed.md");
  await laptop.sync({ paths: [], remote: "ask" });
  await quiet();
  assert.equal(await desktop.read("unnamed.md"), "staged\n");
});

Deno.test("when much came in meanwhile the next save looks at everything", async () => {
  const { laptop, desktop, quiet } = await watched();
  const names = Array.from({ length: 5 }, (_, at) => `many/${at}.md`);
  await desktop.save(Object.fromEntries(names.map((name) => [name, "desktop\n"])));
  await laptop.sync();
  await laptop.write({ "notes.md": "two\n", "unnamed.md": "missed by the watcher\n" });
  assert.deepEqual(await saved(laptop, "notes.md"), ["notes.md", "unnamed.md"]);
  await quiet();
});

Deno.test("a received file that somebody writes is saved by its name, its old time or not", async () => {
  const { laptop, desktop, quiet } = await watched();
  await desktop.save({ "notes.md": "two\n", "a.md": "b\n" });
  await laptop.sync({ paths: [], remote: "ask" });
  assert.equal(await laptop.read("notes.md"), "two\n");
  assert.deepEqual(await saved(laptop, "notes.md", "a.md"), []);

  const file = laptop.path("notes.md");
  const before = await Deno.stat(file);
  // As programs do that hide when they have written; Deno tells a ctime in whole seconds.
  await eventually("its ctime is another one", async () => {
    await Deno.writeTextFile(file, "new\n");
    await Deno.utime(file, before.atime!, before.mtime!);
    return (await Deno.stat(file)).ctime?.getTime() !== before.ctime?.getTime();
  });
  assert.deepEqual(await saved(laptop, "notes.md", "a.md"), ["notes.md"]);
  await quiet();
  assert.equal(await desktop.read("notes.md"), "new\n");
});
