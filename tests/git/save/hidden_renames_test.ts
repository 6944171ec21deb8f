// A file that is renamed to a name that git ignores is deleted for everybody else, which is reported.

import assert from "node:assert/strict";
import { outcomeLines } from "../../../src/view/outcome.ts";
import { tell } from "../../support/story.ts";

Deno.test("a file that is renamed to an ignored name is reported, with the file that has the rule", async () => {
  const files = { "a.pdf": "a\n", "b.pdf": "b\n", "c.txt": "c\n" };
  const { world, laptop, desktop, quiet } = await tell({ "notes.md": "notes\n" });
  await laptop.write(files);
  await quiet();
  const rules = `${world.folder}/ignored`;
  await Deno.writeTextFile(rules, "*.pdf\n");
  await laptop.git("config", "core.excludesFile", rules);
  await laptop.write({ "other.pdf": "other\n" });
  await laptop.rename("a.pdf", "new.pdf");
  await laptop.rename("c.txt", "c.md");
  const outcome = await laptop.trySync();
  assert.deepEqual(outcome.report.hidden, [{ path: "a.pdf", newName: "new.pdf", rules }]);
  const line = `Not synced: new.pdf: ignored by "${rules}"; under its old name a.pdf it is ` +
    "deleted on the other machines";
  assert.ok(outcomeLines(outcome).includes(line));
  // By names of the watcher, and a plain deletion.
  await laptop.rename("b.pdf", "B.pdf");
  const paths = ["b.pdf", "B.pdf"];
  const { hidden } = await laptop.sync({ paths, remote: "send" });
  assert.deepEqual(hidden.map(({ newName }) => newName), ["B.pdf"]);
  await laptop.remove("c.md");
  assert.deepEqual((await laptop.sync()).hidden, []);
  await desktop.sync();
  assert.deepEqual(await desktop.names(), ["notes.md"]);
  // Into an ignored folder: as the folder itself, and beside what is there.
  await laptop.save({ ".gitignore": "build/\n", "docs/a/1.md": "1\n", "2.md": "2\n" });
  await laptop.rename("docs", "build");
  await laptop.rename("2.md", "build/2.md");
  assert.deepEqual((await laptop.sync()).hidden, [
    { path: "2.md", newName: "build/2.md", rules: ".gitignore" },
    { path: "docs/a/1.md", newName: "build/a/1.md", rules: ".gitignore" },
  ]);
  // Taken out of the sync under its own name: the others keep it.
  await laptop.save({ "own/3.md": "3\n" });
  await laptop.write({ ".gitignore": "notes.md\nown/\n" });
  await laptop.git("rm", "--quiet", "--cached", "notes.md", "own/3.md");
  assert.deepEqual((await laptop.sync()).hidden, []);
});

Deno.test("where only tracked files are synced, a rename to any other name is reported", async () => {
  const files = { "a.md": "a\n", "docs/b.md": "b\n", ".gitignore": "*.tmp\n", "c.md": "c\n" };
  const { laptop } = await tell(files, "laptop");
  await laptop.git("config", "status.showUntrackedFiles", "no");
  await laptop.save({ "other.md": "never tracked\n" });
  await laptop.rename("a.md", "new.md");
  await laptop.rename("docs", "papers");
  await laptop.rename("c.md", "c.tmp");
  const outcome = await laptop.trySync();
  assert.deepEqual(outcome.report.hidden, [
    { path: "a.md", newName: "new.md", rules: undefined },
    { path: "c.md", newName: "c.tmp", rules: ".gitignore" },
    { path: "docs/b.md", newName: "papers/b.md", rules: undefined },
  ]);
  const line = "Not synced: new.md: only tracked files are synced here " +
    "(status.showUntrackedFiles); under its old name a.md it is deleted on the other machines";
  assert.ok(outcomeLines(outcome).includes(line));
  // Told to git, the new name is synced.
  await laptop.git("add", "new.md");
  assert.deepEqual((await laptop.sync()).hidden, []);
  await laptop.rename("new.md", "newer.md");
  await laptop.git("add", "newer.md");
  assert.deepEqual((await laptop.sync()).hidden, []);
});
