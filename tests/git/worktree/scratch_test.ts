// Files that the app makes in the work tree: never through a link, never under a name that others can push.

import assert from "node:assert/strict";
import { join } from "node:path";
import { copyWhole } from "../../../src/engine/worktree/copy_in_place.ts";
import { inScratch } from "../../../src/engine/git/repository/scratch.ts";
import { replaceFile } from "../../../src/system/replace_file.ts";
import { publishTree, treeOf } from "../../support/raw_tree.ts";
import { machineOf, tell } from "../../support/story.ts";
import { makeWorld } from "../../support/world.ts";

Deno.test("an exclude file behind a link of the work tree is not written outside of it", async () => {
  const { world, desktop } = await tell(
    { "dot/exclude": "*.log\n", "notes.md": "one\n" },
    "desktop",
  );
  const outside = join(world.folder, "outside");
  await Deno.writeTextFile(outside, "mine\n");
  await Deno.remove(desktop.path(".git/info/exclude"));
  await Deno.symlink("../../dot/exclude", desktop.path(".git/info/exclude"));
  const link = { link: outside };
  const trees = [{ "exclude": "*.log\n", "exclude.gitsyncbar": link }, { "exclude": link }];
  for (const dot of trees) {
    await publishTree(world, treeOf({ dot: { tree: treeOf(dot) }, "notes.md": "two\n" }));
    await desktop.sync();
    // The block is written at each start.
    await machineOf(world, desktop.folder).sync();
    assert.equal(await Deno.readTextFile(outside), "mine\n");
    assert.equal(await Deno.readLink(desktop.path(".git/info/exclude")), "../../dot/exclude");
  }
  assert.equal(await desktop.read("notes.md"), "two\n");
  // Git by hand does place such a link.
  await Deno.remove(desktop.path("dot/exclude"));
  await Deno.symlink(outside, desktop.path("dot/exclude"));
  await machineOf(world, desktop.folder).sync();
  assert.equal(await Deno.readTextFile(outside), "mine\n");
});

Deno.test("what is copied is written to no name that is taken, and a link is copied as a link", async () => {
  await using world = await makeWorld();
  const at = (name: string) => join(world.folder, name);
  await Deno.writeTextFile(at("private"), "mine\n");
  await Deno.symlink(at("private"), at("link"));
  await Deno.symlink(at("nowhere"), at("taken"));
  await copyWhole(at("link"), at("copy"), "kept");
  assert.equal(await Deno.readLink(at("copy")), at("private"));
  for (const from of ["private", "link"]) {
    await assert.rejects(copyWhole(at(from), at("taken"), "kept"), Deno.errors.AlreadyExists);
  }
  await assert.rejects(Deno.lstat(at("nowhere")), Deno.errors.NotFound);
});

Deno.test("a scratch folder that a crash has left is used again, a link to one is not", async () => {
  await using world = await makeWorld();
  const scratch = join(world.folder, "scratch");
  const use = () => Promise.resolve("used");
  await Deno.mkdir(scratch);
  await Deno.writeTextFile(join(scratch, "left.md"), "left\n");
  assert.equal(await inScratch(scratch, use), "used");
  assert.equal(await Deno.readTextFile(join(scratch, "left.md")), "left\n");
  await Deno.rename(scratch, join(world.folder, "other"));
  await Deno.symlink("other", scratch);
  await assert.rejects(inScratch(scratch, use), Deno.errors.PermissionDenied);
  assert.equal(await Deno.readLink(scratch), "other");
});

Deno.test("a file is replaced as a whole, whatever was in its place, and nothing is left beside it", async () => {
  await using world = await makeWorld();
  const folder = join(world.folder, "state");
  await Deno.mkdir(folder);
  const [file, outside] = [join(folder, "state.json"), join(world.folder, "outside")];
  await Deno.symlink(outside, file);
  for (const text of ["one", "two"]) {
    await replaceFile(file, text, { mode: 0o600 });
    assert.equal(await Deno.readTextFile(file), text);
    assert.equal((await Deno.lstat(file)).mode! & 0o777, 0o600);
  }
  await Deno.remove(file);
  await Deno.mkdir(file);
  await assert.rejects(replaceFile(file, "three", { mode: 0o600 }));
  const names = await Array.fromAsync(Deno.readDir(folder), ({ name }) => name);
  assert.deepEqual(names, ["state.json"]);
  await assert.rejects(Deno.lstat(outside), Deno.errors.NotFound);
});
