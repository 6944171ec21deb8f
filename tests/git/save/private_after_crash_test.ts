// The app is killed in an update that brings rules. A program writes what these keep private before the app is started
// again, which undoes the update: it stays on this machine.

import assert from "node:assert/strict";
import { syncAndDie } from "../../support/crash.ts";
import { tell } from "../../support/story.ts";

const RULES: Readonly<Record<string, string>> = {
  "names a file": "/.env\n",
  "names a folder": "/secrets/\n",
  "names files in a folder": "/secrets/*.key\n/.env\n",
};

for (const [what, rules] of Object.entries(RULES)) {
  for (const network of ["and sends at once", "and receives first"] as const) {
    Deno.test(`a rule that ${what} came in an update that was cut off, and the app saves ${network}`, async () => {
      const { world, laptop, desktop } = await tell({ "a.md": "a\n", "b.md": "b\n" });
      await desktop.sync();
      await laptop.sync();
      await desktop.write({ ".gitignore": rules, "a.md": "new\n", "b.md": "new\n" });
      await desktop.sync();
      assert(
        await syncAndDie(world, laptop.folder, {
          at: "git",
          fate: "not begun",
          call: "update-ref",
        }),
      );
      assert.equal(await laptop.read(".gitignore"), rules, "the update has placed the rules");
      const secrets = [".env", "secrets/my.key"].filter((name) =>
        rules.includes(name.split("/")[0]!)
      );
      await laptop.write(Object.fromEntries(secrets.map((name) => [name, "secret\n"])));
      await laptop.write({ "notes.md": "mine\n" });
      await laptop.sync({ remote: network === "and sends at once" ? "send" : "ask" });
      for (const machine of [laptop, desktop, laptop]) await machine.sync();
      const { stdout } = await world.tryGit(world.remote, ["log", "--all", "--name-only"]);
      for (const name of secrets) {
        assert.equal(await laptop.read(name), "secret\n");
        assert(!stdout.includes(name), `${name} was sent`);
      }
      assert.equal(await desktop.read("notes.md"), "mine\n");
      const { report } = await laptop.trySync();
      assert.deepEqual(report.notSynced, [], "the rules are there again");
    });
  }
}

Deno.test("a filter came in an update that was cut off: what it hides is never sent as it stands", async () => {
  const { world, laptop, desktop } = await tell({ "a.md": "a\n" });
  for (const machine of [laptop, desktop]) {
    await machine.git("config", "filter.hide.clean", "tr a-z n-za-m");
    await machine.git("config", "filter.hide.smudge", "tr a-z n-za-m");
    await machine.sync();
  }
  await desktop.write({ ".gitattributes": "*.key filter=hide\n", "a.md": "new\n" });
  await desktop.sync();
  assert(
    await syncAndDie(world, laptop.folder, { at: "git", fate: "not begun", call: "update-ref" }),
  );
  await laptop.write({ "my.key": "secret\n" });
  await laptop.sync({ remote: "send" });
  for (const machine of [laptop, desktop, laptop]) await machine.sync();
  assert.equal(await desktop.read("my.key"), "secret\n");
  const { stdout } = await world.tryGit(world.remote, ["log", "--all", "--patch"]);
  assert.match(stdout, /frperg/);
  assert.doesNotMatch(stdout, /secret/);
});
