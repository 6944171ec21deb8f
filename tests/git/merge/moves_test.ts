// Files that move, and names that are a file on one side and a folder on the other.

import assert from "node:assert/strict";
import { copiesOn, copyOn, tell, textsOn } from "../../support/story.ts";

Deno.test("two files that swap their names", async () => {
  const { laptop, desktop, quiet } = await tell({ "a.md": "a\n", "b.md": "b\n" });
  await laptop.rename("a.md", "c.md");
  await laptop.rename("b.md", "a.md");
  await laptop.rename("c.md", "b.md");
  await quiet();
  assert.deepEqual(await textsOn(desktop), { "a.md": "b\n", "b.md": "a\n" });
});

Deno.test("a folder is renamed there and gets a new file and an edit here", async () => {
  const { laptop, desktop, quiet } = await tell({ "old/a.md": "a\n", "old/b.md": "b\n" });
  await laptop.rename("old", "new");
  await desktop.write({ "old/a.md": "edited\n", "old/c.md": "c\n" });
  await laptop.sync();
  await quiet();
  assert.deepEqual(await textsOn(laptop), {
    "new/a.md": "edited\n",
    "new/b.md": "b\n",
    "old/c.md": "c\n",
  });
});

Deno.test("a new file there and a folder here: the file gives way, although it was published", async () => {
  const { laptop, desktop, quiet } = await tell({});
  await laptop.write({ "plan": "a file\n" });
  await desktop.write({ "plan/a.md": "a\n" });
  await laptop.sync();
  await quiet();
  const copy = await copyOn(laptop);
  assert.match(copy, /^plan \(conflict laptop /);
  assert.deepEqual(await textsOn(laptop), { "plan/a.md": "a\n", [copy]: "a file\n" });
});

Deno.test("a folder that became a file there got a new file here: both are kept", async () => {
  const { laptop, desktop, quiet } = await tell({ "plan/a.md": "a\n" });
  await laptop.remove("plan");
  await laptop.write({ "plan": "now a file\n" });
  await desktop.write({ "plan/b.md": "b\n" });
  await laptop.sync();
  await quiet();
  assert.deepEqual(await textsOn(laptop), {
    "plan/b.md": "b\n",
    [await copyOn(laptop)]: "now a file\n",
  });
});

Deno.test("an emptied folder on the way of an incoming file is no obstacle", async () => {
  const { laptop, desktop, quiet } = await tell({ "plan/a/b.md": "b\n" });
  await laptop.remove("plan");
  await laptop.write({ "plan": "now a file\n" });
  await Deno.mkdir(desktop.path("plan/empty/deep"), { recursive: true });
  await quiet();
  assert.equal(await desktop.read("plan"), "now a file\n");
  assert.deepEqual(await copiesOn(desktop), []);
});

Deno.test("a folder that is gone elsewhere goes here, too, although the Finder has left its file in it", async () => {
  const { laptop, desktop, quiet } = await tell({
    "gone/deep/a.md": "a\n",
    "gone/b.md": "b\n",
    "file/c.md": "c\n",
    "kept/d.md": "d\n",
    "ours/e.md": "e\n",
    ".gitignore": "secret\n",
  });
  await laptop.write({ "ours/.DS_Store": "published" });
  await laptop.git("add", "--force", "ours/.DS_Store");
  await laptop.git("commit", "--quiet", "-m", "somebody wants it");
  await quiet();
  const left = ["gone/.DS_Store", "gone/deep/.DS_Store", "file/.DS_Store", "kept/.DS_Store"];
  await laptop.write(Object.fromEntries(left.map((name) => [name, "Bud1"])));
  await laptop.write({ "kept/secret": "secret\n" });
  for (const name of ["gone/deep/a.md", "gone/b.md", "file/c.md", "kept/d.md", "ours/e.md"]) {
    await desktop.remove(name);
  }
  await Deno.remove(desktop.path("file"));
  await desktop.save({ "file": "a file now\n" });
  await laptop.sync();
  assert.deepEqual((await laptop.names()).filter((name) => name !== ".gitignore"), [
    "file",
    "kept/.DS_Store",
    "kept/secret",
    "ours/.DS_Store",
  ]);
  await assert.rejects(Deno.lstat(laptop.path("gone")), Deno.errors.NotFound);
  await quiet({ besides: ["kept/.DS_Store", "kept/secret"] });
});

Deno.test("a change does not follow a file to a name with another filter or encoding", async () => {
  const { laptop, desktop } = await tell({
    ".gitattributes":
      "*.enc filter=turn\n*.latin working-tree-encoding=ISO-8859-1\n*.sh text eol=lf\n",
    "a.md": "+\n",
    "b.enc": "++\n",
    "c.md": "+ +\n",
    "d.md": "+ + +\n",
  });
  for (const { git } of [laptop, desktop]) {
    await git("config", "filter.turn.clean", "tr a-z n-za-m");
    await git("config", "filter.turn.smudge", "tr a-z n-za-m");
    await git("config", "filter.turn.required", "true");
  }
  await laptop.rename("a.md", "a.enc");
  await laptop.rename("b.enc", "b.md");
  await laptop.rename("c.md", "c.latin");
  await laptop.rename("d.md", "d.sh");
  await laptop.sync();
  const edited = { "a.md": "+\nours\n", "b.enc": "++\nhidden\n", "c.md": "+ +\n\u{e9}t\u{e9}\n" };
  await desktop.save({ ...edited, "d.md": "+ + +\nline\n" });
  for (const machine of [laptop, desktop]) await machine.sync();
  for (const machine of [laptop, desktop]) {
    const { ".gitattributes": _, ...texts } = await textsOn(machine);
    assert.deepEqual(texts, {
      ...edited,
      "a.enc": "+\n",
      "b.md": "++\n",
      "c.latin": "+ +\n",
      "d.sh": "+ + +\nline\n",
    });
  }
});
