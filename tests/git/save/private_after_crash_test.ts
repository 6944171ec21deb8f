// The app is killed in an update that brings rules. A program writes what these keep private before the app is started
// again, which undoes the update: it stays on this machine.

import assert from "node:assert/strict";
import { type Death, syncAndDie } from "../../support/crash.ts";
import { tell } from "../../support/story.ts";

const IN_PLACE: Death = { at: "git", fate: "not begun", call: "update-ref" };

/** The rules, when the update that brings them is cut off, and whether what was written goes out before others are asked. */
const CUTS:
  readonly (readonly [rules: string, secrets: readonly string[], Death, "send" | "ask"])[] = [
    ["/.env\n", [".env"], IN_PLACE, "send"],
    ["/.env\n", [".env"], { at: "move", when: "after", call: 3 }, "ask"],
    ["/secrets/\n", ["secrets/my.key"], IN_PLACE, "ask"],
    ["/secrets/*.key\n/.env\n", [".env", "secrets/my.key"], IN_PLACE, "send"],
  ];

for (const [rules, secrets, death, remote] of CUTS) {
  const when = death === IN_PLACE ? "at its end" : "in its middle";
  Deno.test(`the rules ${JSON.stringify(rules)} came in an update that was cut off ${when}: what they name stays private`, async () => {
    const { world, laptop, desktop } = await tell({ "a.md": "a\n", "b.md": "b\n" });
    for (const machine of [desktop, laptop]) await machine.sync();
    await desktop.save({ ".gitignore": rules, "a.md": "new\n", "b.md": "new\n" });
    assert(await syncAndDie(world, laptop.folder, death));
    assert.equal(await laptop.read(".gitignore"), rules, "the update has placed the rules");
    await laptop.write(Object.fromEntries(secrets.map((name) => [name, "secret\n"])));
    await laptop.write({ "notes.md": "mine\n" });
    await laptop.sync({ remote });
    for (const machine of [laptop, desktop, laptop]) await machine.sync();
    // Not in the history either: a merge with rules takes a file out of the newest commit alone.
    const { stdout } = await world.tryGit(world.remote, ["log", "--all", "--name-only"]);
    for (const name of secrets) {
      assert.equal(await laptop.read(name), "secret\n");
      assert(!stdout.includes(name), `${name} was sent`);
    }
    assert.equal(await desktop.read("notes.md"), "mine\n");
    assert.equal(await laptop.read(".gitignore"), rules);
    const { report } = await laptop.trySync();
    assert.deepEqual(report.notSynced, [], "the rules are there again");
  });
}

Deno.test("a filter came in an update that was cut off: what it hides is never sent as it stands", async () => {
  const { world, laptop, desktop } = await tell({ "a.md": "a\n" });
  for (const machine of [laptop, desktop]) {
    await machine.git("config", "filter.hide.clean", "tr a-z n-za-m");
    await machine.git("config", "filter.hide.smudge", "tr a-z n-za-m");
    await machine.sync();
  }
  await desktop.save({ ".gitattributes": "*.key filter=hide\n", "a.md": "new\n" });
  assert(await syncAndDie(world, laptop.folder, IN_PLACE));
  await laptop.write({ "my.key": "secret\n" });
  await laptop.sync({ remote: "send" });
  for (const machine of [laptop, desktop, laptop]) await machine.sync();
  assert.equal(await desktop.read("my.key"), "secret\n");
  const { stdout } = await world.tryGit(world.remote, ["log", "--all", "--patch"]);
  assert.match(stdout, /frperg/);
  assert.doesNotMatch(stdout, /secret/);
});
