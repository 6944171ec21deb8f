// Texts that take too long to merge are kept in both versions, byte for byte, and the others are merged.

import assert from "node:assert/strict";
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
  await using story = await tell({ "large.md": textOf() }, "laptop", "desktop");
  const [laptop, desktop] = story.machines;
  await laptop.write({ "large.md": textOf(10) });
  await laptop.sync();
  await desktop.write({ "large.md": textOf(90_000) });
  const { conflicts } = await desktop.sync();
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
  await using story = await tell(texts, "laptop", "desktop");
  const { world, machines: [laptop, { folder }] } = story;
  const desktop = machineOf(world, folder, { mergeMs: 500 });
  await laptop.write({ "quick.md": "laptop\n2\n3\n", "slow.md": `laptop\n2\n3\n${long}` });
  await laptop.sync();
  await desktop.git("config", "merge.slow.driver", "sleep 600");
  await desktop.write({ "quick.md": "1\n2\ndesktop\n", "slow.md": `1\n2\ndesktop\n${long}` });
  const { conflicts } = await desktop.sync();
  assert.deepEqual(conflicts.map(({ path }) => path), ["slow.md"]);
  assert.equal(await desktop.read("quick.md"), "laptop\n2\ndesktop\n");
  assert.equal(await desktop.read("slow.md"), `laptop\n2\n3\n${long}`);
  assert.equal(await desktop.read(await copyOn(desktop)), `1\n2\ndesktop\n${long}`);
  await story.quiet();
});
