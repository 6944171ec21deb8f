// What one machine writes reaches the other ones as it is.

import assert from "node:assert/strict";
import { wrapGit } from "../../support/git_wrapper.ts";
import { copiesOn, machineOf, tell, textsOn } from "../../support/story.ts";

/** As the watcher names what has changed. */
const NAMED = { paths: ["b.md", "c.md"], remote: "send" } as const;

Deno.test("a save on one machine appears on the other", async () => {
  const { laptop, desktop, quiet } = await tell({ "notes.md": "one\n" });
  const sent = await laptop.save({ "notes.md": "two\n", "deep/er/new.md": "new\n" });
  assert.deepEqual([sent.saved, sent.pushed], [["notes.md", "deep/er/new.md"], true]);
  const received = await desktop.sync();
  assert.deepEqual([received.saved, received.pushed], [[], false]);
  assert.deepEqual(received.received, [
    { path: "deep/er/new.md", host: "laptop", kind: "added" },
    { path: "notes.md", host: "laptop", kind: "edited" },
  ]);
  assert.deepEqual(await textsOn(desktop), { "notes.md": "two\n", "deep/er/new.md": "new\n" });
  await quiet();
});

Deno.test("a deletion is told as one on both machines, by names and by a look at everything", async () => {
  const { laptop, desktop, quiet } = await tell({ "a.md": "a\n", "b.md": "b\n", "c.md": "c\n" });
  await laptop.sync();
  for (const [name, kept, request] of [["a.md", "c.md", {}], ["b.md", "c.md", NAMED]] as const) {
    await laptop.remove(name);
    await laptop.write({ [kept]: `without ${name}\n` });
    const { saved, edits } = await laptop.sync(request);
    assert.deepEqual([saved.toSorted(), edits], [[name, kept], [
      { path: name, kind: "deleted" },
      { path: kept, kind: "edited" },
    ]]);
    assert.deepEqual((await desktop.sync()).received, [
      { path: name, host: "laptop", kind: "deleted" },
      { path: kept, host: "laptop", kind: "edited" },
    ]);
  }
  await quiet();
});

Deno.test("a deletion that gives way to a change is told together with the file that stays", async () => {
  const { laptop, desktop, quiet } = await tell({ "a.md": "a\n" });
  await desktop.save({ "a.md": "changed\n" });
  await laptop.remove("a.md");
  const { edits, received } = await laptop.sync();
  assert.deepEqual(edits, [{ path: "a.md", kind: "deleted" }]);
  assert.deepEqual(received, [{ path: "a.md", host: "desktop", kind: "added" }]);
  await quiet();
});

Deno.test("a file that comes back while it is saved is not called deleted", async () => {
  const { world, laptop, desktop } = await tell({ "a.md": "a\n" });
  const back = `case "$*" in *update-index*--stdin*) echo back >'${laptop.path("a.md")}';; esac`;
  const { environment } = await wrapGit(world, back);
  await laptop.remove("a.md");
  const report = await machineOf(world, laptop.folder, { environment }).sync();
  assert.deepEqual([report.saved, report.edits], [["a.md"], [{ path: "a.md", kind: "edited" }]]);
  await desktop.sync();
  assert.equal(await desktop.read("a.md"), "back\n");
});

Deno.test("what others pushed arrives together with the commit's author", async () => {
  const { world, laptop, quiet } = await tell({ "notes.md": "one\n" }, "laptop");
  const somebody = await world.clone("somebody");
  await world.write(somebody, { "notes.md": "from somebody\n" });
  await world.git(somebody, "commit", "-qam", "by hand");
  await world.git(somebody, "push", "-q");
  assert.deepEqual((await laptop.sync()).received, [{
    path: "notes.md",
    host: "somebody",
    kind: "edited",
  }]);
  assert.equal(await laptop.read("notes.md"), "from somebody\n");
  await quiet();
});

Deno.test("changes to different files and to different lines of one file come together", async () => {
  const lines = Array.from({ length: 20 }, (_, at) => `line ${at}\n`);
  const { laptop, desktop, quiet } = await tell({ "list.md": lines.join(""), "a.md": "a\n" });
  await laptop.write({ "list.md": lines.with(1, "laptop\n").join(""), "laptop.md": "new\n" });
  await desktop.write({ "list.md": lines.with(18, "desktop\n").join(""), "a.md": "changed\n" });
  await laptop.sync();
  const report = await desktop.sync();
  assert.deepEqual(report.conflicts, []);
  assert.equal(report.pushed, true);
  await quiet();
  assert.deepEqual(await textsOn(laptop), {
    "a.md": "changed\n",
    "laptop.md": "new\n",
    "list.md": lines.with(1, "laptop\n").with(18, "desktop\n").join(""),
  });
  assert.deepEqual(await copiesOn(desktop), []);
});

Deno.test("the merge has the published commit as its first parent", async () => {
  const { laptop, desktop, quiet } = await tell({ "a.md": "a\n" });
  await laptop.write({ "laptop.md": "l\n" });
  await desktop.write({ "desktop.md": "d\n" });
  await laptop.sync();
  const published = await laptop.git("rev-parse", "HEAD");
  await desktop.sync();
  assert.equal(await desktop.git("rev-parse", "HEAD^1"), published);
  await quiet();
});

Deno.test("an empty file, and a file that becomes empty, travel", async () => {
  const { laptop, desktop, quiet } = await tell({ "full.md": "text\n" });
  await laptop.write({ "full.md": "", "empty.md": "" });
  await quiet();
  assert.deepEqual(await textsOn(desktop), { "empty.md": "", "full.md": "" });
});

Deno.test("the executable bit travels in both directions", async () => {
  const { laptop, desktop, quiet } = await tell({ "run.sh": "#!/bin/sh\n" });
  await Deno.chmod(laptop.path("run.sh"), 0o755);
  await quiet();
  assert.equal((await Deno.stat(desktop.path("run.sh"))).mode! & 0o111, 0o111);
  await Deno.chmod(desktop.path("run.sh"), 0o644);
  await quiet();
  assert.equal((await Deno.stat(laptop.path("run.sh"))).mode! & 0o111, 0);
});

Deno.test("links travel as links, to files, to folders and to nowhere", async () => {
  const { laptop, desktop, quiet } = await tell({ "folder/file.md": "text\n" });
  await Deno.symlink("folder/file.md", laptop.path("to-file"));
  await Deno.symlink("folder", laptop.path("to-folder"));
  await Deno.symlink("nowhere", laptop.path("to-nowhere"));
  await quiet();
  assert.equal(await Deno.readLink(desktop.path("to-folder")), "folder");
  await desktop.remove("to-file");
  await Deno.symlink("elsewhere", desktop.path("to-file"));
  await quiet();
  assert.equal(await Deno.readLink(laptop.path("to-file")), "elsewhere");
});

Deno.test("a file becomes a link and a link becomes a file", async () => {
  const { laptop, desktop, quiet } = await tell({ "a.md": "a\n", "b.md": "b\n" });
  await laptop.remove("a.md");
  await Deno.symlink("b.md", laptop.path("a.md"));
  await quiet();
  assert.equal(await Deno.readLink(desktop.path("a.md")), "b.md");
  await desktop.remove("a.md");
  await desktop.write({ "a.md": "a file again\n" });
  await quiet();
  assert.equal((await Deno.lstat(laptop.path("a.md"))).isFile, true);
});

Deno.test("a folder whose last file goes away goes with it", async () => {
  const { laptop, desktop, quiet } = await tell({ "a/b/c.md": "c\n", "notes.md": "one\n" });
  await laptop.remove("a");
  await quiet();
  await assert.rejects(Deno.stat(desktop.path("a")), Deno.errors.NotFound);
});
