// The app is killed while it places what had no place before, on a volume without hard links.

import assert from "node:assert/strict";
import { besideOf } from "../../src/git/copying.ts";
import { syncAndDie } from "../support/crash.ts";
import { copyOn, type Machine, machineOf, tell } from "../support/story.ts";
import { withoutLinks } from "../support/volumes.ts";
import type { World } from "../support/world.ts";

/** A machine that could not write `sub`, as that was a repository of its own until just now. */
async function withFreedPlace(
  act: (stage: { readonly world: World; readonly laptop: Machine }) => Promise<void>,
): Promise<void> {
  await using story = await tell({ "a.md": "a\n" }, "laptop", "desktop");
  const { world, machines: [{ folder }, desktop] } = story;
  const laptop = machineOf(world, folder, { volume: withoutLinks });
  await world.git(laptop.folder, "init", "--quiet", "sub");
  await desktop.write({ "sub": "published\n" });
  await desktop.sync();
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

for (const isFree of [true, false]) {
  const when = isFree ? "" : ", also when the place is none any more";
  Deno.test(`what a person wrote into that file is kept after a crash${when}`, async () => {
    await withFreedPlace(async ({ world, laptop }) => {
      await Deno.writeTextFile(besideOf(laptop.path("sub")).late, "mine\n");
      if (!isFree) await world.git(laptop.folder, "init", "--quiet", "sub");
      await laptop.sync();
      if (!isFree) await laptop.remove("sub");
      await laptop.sync();
      assert.equal(await laptop.read(await copyOn(laptop)), "mine\n");
      assert.equal(await laptop.read("sub"), "published\n");
    });
  });
}

Deno.test("the same in an update, when the person went to another branch before the next start", async () => {
  await using story = await tell({ "a.md": "a\n" }, "laptop", "desktop");
  const { world, machines: [{ folder }, desktop] } = story;
  const laptop = () => machineOf(world, folder, { volume: withoutLinks });
  await desktop.write({ "new.md": "published\n" });
  await desktop.sync();
  const death = { at: "git", fate: "not begun", call: "update-ref" } as const;
  assert(await syncAndDie(world, folder, death));
  await Deno.writeTextFile(besideOf(laptop().path("new.md")).late, "mine\n");
  await world.git(folder, "switch", "--quiet", "--create", "other");
  await laptop().sync();
  assert.equal(await laptop().read(await copyOn(laptop())), "mine\n");
});
