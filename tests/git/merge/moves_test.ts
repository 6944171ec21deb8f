// Files that move, and names that are a file on one side and a folder on the other.

import assert from "node:assert/strict";
import { copiesOn, tell, textsOn } from "../../support/story.ts";

Deno.test("two files swap their names, and a renamed folder gets a new file and an edit here", async () => {
  const files = { "a.md": "a\n", "b.md": "b\n", "old/c.md": "c\n", "old/d.md": "d\n" };
  const { laptop, desktop, quiet } = await tell(files);
  await laptop.rename("a.md", "c.md");
  await laptop.rename("b.md", "a.md");
  await laptop.rename("c.md", "b.md");
  await laptop.rename("old", "new");
  await desktop.write({ "old/c.md": "edited\n", "old/e.md": "e\n" });
  await laptop.sync();
  await quiet();
  assert.deepEqual(await textsOn(desktop), {
    "a.md": "b\n",
    "b.md": "a\n",
    "new/c.md": "edited\n",
    "new/d.md": "d\n",
    "old/e.md": "e\n",
  });
});

Deno.test("a file there and a folder with a new file here: the file gives way, also where it was the folder", async () => {
  const { laptop, desktop, quiet } = await tell({ "was/a.md": "a\n" });
  await laptop.remove("was");
  await laptop.write({ "new": "a file\n", "was": "now a file\n" });
  await desktop.write({ "new/a.md": "new a\n", "was/b.md": "b\n" });
  await laptop.sync();
  await quiet();
  const [ofNew, ofWas] = await copiesOn(laptop);
  assert.match(ofNew!, /^new \(conflict laptop /);
  assert.deepEqual(await textsOn(laptop), {
    "new/a.md": "new a\n",
    [ofNew!]: "a file\n",
    "was/b.md": "b\n",
    [ofWas!]: "now a file\n",
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
