// Several machines sync at the same moment: one of them is first, and none loses anything.

import assert from "node:assert/strict";
import { copiesOn, type Machine, tell, textsOn } from "../../support/story.ts";

/** All machines sync at once, again and again, until all have the same commit. */
async function race(machines: readonly Machine[]): Promise<void> {
  for (let round = 0; round < 20; round++) {
    await Promise.all(machines.map((machine) => machine.sync()));
    const heads = await Promise.all(machines.map((machine) => machine.git("rev-parse", "HEAD")));
    if (new Set(heads).size === 1) return;
  }
  throw new Error("the machines never agree");
}

Deno.test("two machines that push at once both get through", async () => {
  const { laptop, machines, quiet } = await tell({ "notes.md": "one\n" });
  for (let turn = 0; turn < 3; turn++) {
    for (const machine of machines) {
      await machine.write({ [`${machine.name}-${turn}.md`]: `${turn}\n` });
    }
    await race(machines);
  }
  await quiet();
  assert.equal((await laptop.names()).length, 7);
  assert.deepEqual(await copiesOn(laptop), []);
});

Deno.test("five machines that write the same file at once keep all five versions", async () => {
  const story = await tell(
    { "notes.md": "one\n" },
    ...["laptop", "desktop", "tablet", "phone", "server"] as const,
  );
  const { laptop, machines, quiet } = story;
  const texts = machines.map(({ name }) => `${name}\n`);
  for (const machine of machines) {
    await machine.write({ "notes.md": `${machine.name}\n`, [`${machine.name}.md`]: "own\n" });
  }
  await race(machines);
  await quiet();
  const found = Object.entries(await textsOn(laptop));
  const versions = found.filter(([name]) => name.startsWith("notes")).map(([, text]) => text);
  assert.deepEqual(versions.sort(), texts.toSorted());
  assert.equal((await copiesOn(laptop)).length, 4);
  for (const { name } of machines) assert.equal(await laptop.read(`${name}.md`), "own\n");
});
