// Where a work tree keeps its git folder, always by its real path, as another volume may be behind a link; and notes in it.

import assert from "node:assert/strict";
import { join } from "node:path";
import { readLayout } from "../../../src/engine/git/repository/layout.ts";
import { machineOf, tell } from "../../support/story.ts";
import { cloned } from "../../support/world.ts";

Deno.test("the git folder is named by its real path, whatever leads to it", async () => {
  const { world, laptop } = await cloned({ "a.md": "a\n" }, "laptop");
  const git = join(laptop, ".git");
  const away = join(world.folder, "volume", "laptop.git");
  const found = async () => await readLayout(laptop);
  assert.deepEqual(await found(), { root: laptop, gitDir: git, commonDir: git });
  await Deno.mkdir(join(world.folder, "volume"));
  await Deno.rename(git, away);
  const layout = { root: laptop, gitDir: away, commonDir: away };
  await Deno.symlink("../volume/laptop.git", git);
  assert.deepEqual(await found(), layout, "a link");
  await Deno.symlink(join(world.folder, "volume"), join(world.folder, "mounted"));
  for (const pointer of [`${world.folder}/mounted/laptop.git`, "../mounted/laptop.git"]) {
    await Deno.remove(git);
    await Deno.writeTextFile(git, `gitdir: ${pointer}\n`);
    assert.deepEqual(await found(), layout, pointer);
  }
  await world.git(laptop, "worktree", "add", "--quiet", "../linked");
  const linked = await readLayout(join(world.folder, "linked"));
  assert.deepEqual([linked.gitDir, linked.commonDir], [join(away, "worktrees", "linked"), away]);
  await Deno.rename(away, `${away}.gone`);
  await assert.rejects(found, Deno.errors.NotFound);
});

Deno.test("notes of the app that are too large to be its own do not stop a sync", async () => {
  const { world, laptop } = await tell({ "a.md": "a\n" }, "laptop");
  await laptop.sync();
  const swell = async (name: string) => {
    using file = await Deno.open(laptop.path(`.git/gitsyncbar/${name}.json`), {
      create: true,
      write: true,
    });
    await file.truncate(3 * 1024 ** 3);
  };
  for (const name of ["seen", "not-placed", "mounts", "update", "held-deletion", "tidied"]) {
    await swell(name);
  }
  await laptop.write({ "a.md": "edited\n" });
  assert.deepEqual((await machineOf(world, laptop.folder).sync()).saved, ["a.md"]);
  // Nobody knows any more what is private: an edit waits for a click.
  await swell("private");
  await laptop.write({ "a.md": "edited again\n" });
  const { notSynced } = await machineOf(world, laptop.folder).sync();
  assert.deepEqual(notSynced, [{ path: "a.md", reason: "unknown" }]);
});
