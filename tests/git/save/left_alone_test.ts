// What git was told to ignore or not to look at stays the user's own, also when something comes in at
// its place.

import assert from "node:assert/strict";
import { join } from "node:path";
import { syncAll, tell, textsOn } from "../../support/story.ts";

Deno.test("a file that the user told git not to look at is left alone", async () => {
  const { laptop, desktop, quiet } = await tell({ "settings.ini": "one\n", "a.md": "a\n" });
  await desktop.git("update-index", "--skip-worktree", "settings.ini");
  await desktop.write({ "settings.ini": "my own\n" });
  await laptop.save({ "settings.ini": "two\n", "a.md": "changed\n" });
  await desktop.sync();
  assert.equal(await desktop.read("settings.ini"), "my own\n");
  assert.equal(await desktop.read("a.md"), "changed\n");
  assert.equal(await desktop.git("ls-files", "-v", "settings.ini"), "S settings.ini");
  await quiet({ besides: ["settings.ini"] });
  assert.equal(await laptop.read("settings.ini"), "two\n");
});

Deno.test("an ignored link in the way is not followed: nothing is written outside of the folder", async () => {
  const { world, laptop, desktop, quiet } = await tell({ ".gitignore": "/docs\n" });
  await world.write(world.folder, { "outside/a.md": "outside\n" });
  await Deno.symlink(join(world.folder, "outside"), desktop.path("docs"));
  await laptop.write({ "docs/a.md": "a\n", "docs/b.md": "b\n" });
  await laptop.git("add", "--force", "docs");
  await syncAll(laptop, desktop);
  assert.equal(await Deno.readLink(desktop.path("docs")), join(world.folder, "outside"));
  await quiet({ besides: ["docs"] });
  const outside = await Array.fromAsync(
    Deno.readDir(join(world.folder, "outside")),
    (at) => at.name,
  );
  assert.deepEqual(outside, ["a.md"]);
});

Deno.test("the user's own version of a hidden file is not published when others delete it", async () => {
  const { laptop, desktop, quiet } = await tell({ "settings.ini": "one\n", "a.md": "a\n" });
  await desktop.git("update-index", "--skip-worktree", "settings.ini");
  await desktop.write({ "settings.ini": "SECRET\n" });
  await laptop.remove("settings.ini");
  await quiet({ besides: ["settings.ini"] });
  assert.deepEqual(await textsOn(laptop), { "a.md": "a\n" });
  assert.equal(await desktop.read("settings.ini"), "SECRET\n");
  assert.equal(await desktop.git("log", "--all", "--format=%H", "-S", "SECRET"), "");
});
