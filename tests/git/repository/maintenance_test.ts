// What gathers in the repository over time is packed, as the app's own commits alone never do.

import assert from "node:assert/strict";
import { eventually } from "../../support/running.ts";
import { type Machine, tell } from "../../support/story.ts";

async function packs(machine: Machine): Promise<number> {
  const names = await Array.fromAsync(Deno.readDir(machine.path(".git/objects/pack")));
  return names.filter(({ name }) => name.endsWith(".pack")).length;
}

Deno.test("a repository in which much has gathered is packed", async () => {
  await using story = await tell({ "notes.md": "one\n" }, "laptop");
  const [laptop] = story.machines;
  await laptop.sync();
  for (const text of ["two", "three"]) {
    await laptop.write({ "notes.md": `${text}\n` });
    await laptop.sync();
    await laptop.git("repack", "--quiet");
  }
  assert.ok(await packs(laptop) > 1);
  await laptop.git("config", "gc.autoPackLimit", "1");
  // As a save leaves for a moment what nothing leads to yet, whatever is done in the background.
  await laptop.git("config", "gc.pruneExpire", "now");
  const { world } = story;
  const kept = await world.tryGit(laptop.folder, ["hash-object", "-w", "--stdin"], { stdin: "b" });
  await laptop.sync();
  await eventually("all is in one pack", async () => await packs(laptop) === 1);
  await eventually(
    "git has ended",
    () => Deno.lstat(laptop.path(".git/gc.pid")).then(() => false, () => true),
  );
  await laptop.git("cat-file", "-e", kept.stdout.trim());
});
