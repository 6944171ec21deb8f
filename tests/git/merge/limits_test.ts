// Texts that take too long to merge are kept in both versions, byte for byte, and the others are merged.

import assert from "node:assert/strict";
import { publish } from "../../support/by_hand.ts";
import { copyOn, machineOf, tell } from "../../support/story.ts";

const line = (at: number, text: string) => `${String(at).padStart(8, "0")} ${text}\n`;

/** A text of 10,000,100 bytes, of which one line says something else. */
function textOf(changed?: number): string {
  return Array.from(
    { length: 100_001 },
    (_, at) => line(at, (at === changed ? "x" : "-").repeat(90)),
  )
    .join("");
}

Deno.test("a text over 10 MB is not merged: both versions are kept", async () => {
  const { laptop, desktop } = await tell({ "large.md": textOf() });
  await laptop.save({ "large.md": textOf(10) });
  const { conflicts } = await desktop.save({ "large.md": textOf(90_000) });
  assert.deepEqual(conflicts.map(({ path }) => path), ["large.md"]);
  assert.equal(await desktop.read("large.md"), textOf(10));
  assert.equal(await desktop.read(await copyOn(desktop)), textOf(90_000));
});

Deno.test("a text that takes too long to merge is kept in both versions, the others are merged", async () => {
  const long = "1\n2\n3\n".repeat(100);
  const texts = {
    ".gitattributes": "slow.md merge=slow\n",
    "quick.md": "1\n2\n3\n",
    "slow.md": `1\n2\n3\n${long}`,
  };
  const { world, laptop, desktop: { folder }, quiet } = await tell(texts);
  const desktop = machineOf(world, folder, { mergeMs: 500 });
  await laptop.save({ "quick.md": "laptop\n2\n3\n", "slow.md": `laptop\n2\n3\n${long}` });
  await desktop.git("config", "merge.slow.driver", "sleep 600");
  await desktop.write({ "quick.md": "1\n2\ndesktop\n", "slow.md": `1\n2\ndesktop\n${long}` });
  const { conflicts } = await desktop.sync();
  assert.deepEqual(conflicts.map(({ path }) => path), ["slow.md"]);
  assert.equal(await desktop.read("quick.md"), "laptop\n2\ndesktop\n");
  assert.equal(await desktop.read("slow.md"), `laptop\n2\n3\n${long}`);
  assert.equal(await desktop.read(await copyOn(desktop)), `1\n2\ndesktop\n${long}`);
  // Git makes files for the driver in the folder, and leaves them when it is ended.
  const names = await Array.fromAsync(Deno.readDir(desktop.folder), ({ name }) => name);
  assert.deepEqual(names.filter((name) => name.startsWith(".merge_file_")), []);
  await quiet();
});

Deno.test("marks of conflicts that fill the memory are not made, and texts are merged without", async () => {
  const texts = { "both.md": "1\n2\n3\n", "notes.md": "one\n" };
  const { laptop, desktop, quiet } = await tell(texts);
  await publish(desktop, { ".gitattributes": "*.md conflict-marker-size=2000000000\n" });
  await laptop.sync();
  await laptop.write({ "both.md": "laptop\n2\n3\n", "notes.md": "laptop\n" });
  await publish(desktop, { "both.md": "1\n2\ndesktop\n", "notes.md": "desktop\n" });
  const { conflicts } = await laptop.sync();
  assert.deepEqual(conflicts.map(({ path }) => path), ["notes.md"]);
  assert.equal(await laptop.read("both.md"), "laptop\n2\ndesktop\n");
  assert.equal(await laptop.read("notes.md"), "desktop\n");
  assert.equal(await laptop.read(await copyOn(laptop)), "laptop\n");
  await quiet();
});
