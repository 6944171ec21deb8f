// The app is killed while it places what had no place before, on a volume without hard links.

import assert from "node:assert/strict";
import { dirname } from "node:path";
import { besideOf } from "../../../src/engine/worktree/copy_in_place.ts";
import { scratchName } from "../../../src/engine/git/repository/scratch.ts";
import { syncAndDie } from "../../support/crash.ts";
import { copyOn, type Machine, machineOf, tell } from "../../support/story.ts";
import { withoutLinks } from "../../support/volumes.ts";
import type { World } from "../../support/world.ts";

/** A machine that could not write `sub`, as that was a repository of its own until just now. */
async function withFreedPlace(
  act: (stage: { readonly world: World; readonly laptop: Machine }) => Promise<void>,
): Promise<void> {
  const { world, laptop: { folder }, desktop } = await tell({ "a.md": "a\n" });
  const laptop = machineOf(world, folder, { volume: withoutLinks });
  await world.git(laptop.folder, "init", "--quiet", "sub");
  await desktop.save({ "sub": "published\n" });
  const notSynced = [{ path: "sub", reason: "nested repository" }];
  assert.deepEqual((await laptop.sync()).notSynced, notSynced);
  await laptop.remove("sub");
  await act({ world, laptop });
}

Deno.test("the app is killed when an empty file holds the place: it is filled by the next start", async () => {
  await withFreedPlace(async ({ world, laptop }) => {
    // Linked twice in vain, then the renaming.
    const death = { at: "move", when: "before", call: 3, volume: "without hard links" } as const;
    assert(await syncAndDie(world, laptop.folder, death));
    assert.equal(await laptop.read("sub"), "");
    assert.deepEqual((await laptop.sync()).notSynced, []);
    assert.equal(await laptop.read("sub"), "published\n");
    assert.deepEqual(await laptop.names(), ["a.md", "sub"]);
  });
});

/** Leaves what was written into the empty file at a place as a crash does. */
async function writeLate({ path }: Machine, name: string): Promise<void> {
  const { late } = besideOf(path(name), await scratchName(path(".git/gitsyncbar")));
  await Deno.mkdir(dirname(late), { recursive: true });
  await Deno.writeTextFile(late, "mine\n");
}

for (const isFree of [true, false]) {
  const when = isFree ? "" : ", also when a repository is at the place";
  Deno.test(`a write into that empty file is kept after a crash${when}`, async () => {
    await withFreedPlace(async ({ world, laptop }) => {
      await writeLate(laptop, "sub");
      if (!isFree) await world.git(laptop.folder, "init", "--quiet", "sub");
      await laptop.sync();
      if (!isFree) await laptop.remove("sub");
      await laptop.sync();
      assert.equal(await laptop.read(await copyOn(laptop)), "mine\n");
      assert.equal(await laptop.read("sub"), "published\n");
      assert.deepEqual((await laptop.names()).filter((name) => name.startsWith(".git")), []);
    });
  });
}

Deno.test("the same in an update, when the user went to another branch before the next start", async () => {
  const { world, laptop: { folder }, desktop } = await tell({ "a.md": "a\n" });
  const laptop = () => machineOf(world, folder, { volume: withoutLinks });
  await desktop.save({ "new.md": "published\n" });
  const death = { at: "git", fate: "not begun", call: "update-ref" } as const;
  assert(await syncAndDie(world, folder, death));
  await writeLate(laptop(), "new.md");
  await world.git(folder, "switch", "--quiet", "--create", "other");
  // The new branch is not sent, but the file is kept.
  await laptop().trySync();
  assert.equal(await laptop().read(await copyOn(laptop())), "mine\n");
});
