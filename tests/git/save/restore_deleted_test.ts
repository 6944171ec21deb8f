// The files of a mass deletion that waits here come back, and nothing else is touched.

import assert from "node:assert/strict";
import { firstThree, killedAfterEach, type Scene } from "../../support/crash_scenes.ts";
import { machineOf, syncAll, tell, textsOn } from "../../support/story.ts";

const FILES: Readonly<Record<string, string>> = Object.fromEntries(
  Array.from({ length: 24 }, (_, at) => [`folder/${at}.md`, `text ${at}\n`]),
);
const NAMES = Object.keys(FILES);

Deno.test("the deleted files come back, and whatever else has changed is saved", async () => {
  const { laptop, desktop, quiet } = await tell(FILES);
  await laptop.sync();
  await laptop.git("rm", "--quiet", ...NAMES.slice(0, 3));
  await laptop.remove(...NAMES.slice(3, 20));
  await Deno.symlink("20.md", laptop.path("folder/4.md"));
  // What stands where a deleted file was stays as it is.
  await laptop.write({
    "folder/5.md": "mine\n",
    "folder/6.md/inside.md": "a folder\n",
    "folder/20.md": "edited\n",
    "new.md": "new\n",
  });
  const { heldDeletion, saved } = await laptop.sync();
  assert.deepEqual(heldDeletion, { kind: "mass deletion", deleted: 17, tracked: 24 });
  const { restored } = await laptop.sync({ restoreHere: true });
  assert.equal(restored, 17);
  assert.deepEqual([...saved].sort(), [
    "folder/20.md",
    "folder/4.md",
    "folder/5.md",
    "folder/6.md",
    "folder/6.md/inside.md",
    "new.md",
  ]);
  await quiet();
  const { "folder/6.md": _, ...others } = FILES;
  assert.deepEqual(await textsOn(desktop), {
    ...others,
    "folder/4.md": "edited\n",
    "folder/5.md": "mine\n",
    "folder/6.md/inside.md": "a folder\n",
    "folder/20.md": "edited\n",
    "new.md": "new\n",
  });
});

Deno.test("files that came in with the same sync or before it come back, and a second restore finds none", async () => {
  const { world, laptop, desktop, quiet } = await tell(FILES);
  await laptop.sync();
  await desktop.save({ "folder/0.md": "newer\n" });
  await laptop.remove("folder");
  assert.notEqual((await laptop.sync()).heldDeletion, undefined);
  // Another start knows nothing of the sync that stopped.
  const restarted = machineOf(world, laptop.folder);
  assert.equal(
    (await restarted.sync({ restoreHere: true })).restored,
    23,
    "one was changed elsewhere",
  );
  await quiet();
  assert.deepEqual(await textsOn(laptop), { ...FILES, "folder/0.md": "newer\n" });
  const again = await laptop.sync({ restoreHere: true, restoreDeletion: true });
  assert.equal(again.restored, 0);
});

Deno.test("one word restores the deletion that waits here, and only then one that came in", async () => {
  const { laptop, desktop, quiet } = await tell(FILES);
  await quiet();
  await laptop.remove(...NAMES.slice(0, 13));
  await laptop.write(Object.fromEntries(NAMES.map((name) => [`more/${name}`, `more ${name}\n`])));
  await laptop.sync({ confirmDeletion: true });
  await desktop.sync();
  await desktop.remove("more", "folder/20.md");
  assert.notEqual((await desktop.sync()).heldDeletion, undefined);
  const both = { restoreHere: true, restoreDeletion: true } as const;
  const first = await desktop.sync(both);
  assert.equal(first.restored, 25);
  assert.equal(first.deletion?.deleted, 13, "the one that came in is still told");
  assert.equal((await desktop.sync(both)).restored, 13);
  await quiet();
  assert.equal((await laptop.names()).length, 48);
});

Deno.test("a file whose filter fails comes back when that works, and is not deleted meanwhile", async () => {
  const { laptop, desktop, quiet } = await tell({
    ...FILES,
    ".gitattributes": "0.md filter=broken\n",
  });
  await laptop.sync();
  await laptop.git("config", "filter.broken.smudge", "false");
  await laptop.git("config", "filter.broken.clean", "cat");
  await laptop.git("config", "filter.broken.required", "true");
  await laptop.remove("folder");
  const { restored, notSynced } = await laptop.sync({ restoreHere: true });
  assert.equal(restored, 23);
  assert.deepEqual(notSynced, [{ path: "folder/0.md", reason: "restoring" }]);
  await syncAll(laptop, desktop);
  assert.equal((await desktop.names()).length, 25);
  await laptop.git("config", "filter.broken.smudge", "cat");
  await laptop.sync();
  assert.equal(await laptop.read("folder/0.md"), "text 0\n");
  await quiet();
});

Deno.test("one of the files, or all in a folder, come back from the history while the deletion waits", async () => {
  const { laptop, desktop, quiet } = await tell(FILES);
  await laptop.sync();
  const id = await laptop.git("rev-parse", "HEAD");
  await laptop.remove(...NAMES.slice(0, 20));
  assert.equal((await laptop.sync()).heldDeletion?.deleted, 20);
  const restoring = (path: string) =>
    ({ kind: "restore", path, version: { kind: "save", id } }) as const;
  const one = await laptop.sync({ ownChanges: [restoring("folder/3.md")] });
  assert.deepEqual(one.changed?.map(({ paths }) => paths), [["folder/3.md"]]);
  assert.equal(one.heldDeletion?.deleted, 19);
  assert.equal(await laptop.read("folder/3.md"), "text 3\n");
  const all = await laptop.sync({ ownChanges: [restoring("folder")] });
  assert.equal(all.changed?.[0]?.paths.length, 19);
  assert.equal(all.heldDeletion, undefined);
  await quiet();
  assert.deepEqual(await textsOn(desktop), FILES);
});

/** The restoring of most files, when one was made anew and others were edited. */
const RESTORE: Scene = {
  name: "the restoring of a mass deletion",
  files: FILES,
  request: { restoreHere: true },
  async prepare({ laptop }) {
    await laptop.sync();
    await laptop.git("rm", "--quiet", "folder/1.md");
    await laptop.remove(...NAMES.slice(2, 20));
    await laptop.write({ "folder/2.md": "mine\n", "folder/23.md": "edited\n" });
  },
  async check({ world, laptop }) {
    assert.deepEqual(await textsOn(laptop), {
      ...FILES,
      "folder/2.md": "mine\n",
      "folder/23.md": "edited\n",
    });
    const deletions = ["log", "--format=%H", "--diff-filter=D", "main"];
    assert.equal(await world.git(world.remote, ...deletions), "");
  },
};

Deno.test("the app is killed in the restoring of a mass deletion, after anything that it does", (t) => {
  const WRITES = ["link", "rename", "update-index", "checkout-index", "remove"];
  return killedAfterEach(t, {
    scene: RESTORE,
    counts: firstThree((effect) => WRITES.includes(effect)),
  });
});
