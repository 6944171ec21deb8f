// Notes of the app that a disk has damaged: what they kept here stays here.

import assert from "node:assert/strict";
import { join } from "node:path";
import { assertUnpublished, publish } from "../../support/by_hand.ts";
import { installLfs } from "../../support/git_lfs.ts";
import { has } from "../../support/needs.ts";
import { machineOf, tell } from "../../support/story.ts";

const RULES = { ".gitignore": ".env\n", "notes.md": "one\n", "other.md": "one\n" };

const DAMAGE = ["", '[{"pa', "null", "[{}]"];

for (const text of DAMAGE) {
  Deno.test(`what was private stays here when its note becomes ${text || "empty"}`, async () => {
    const { world, laptop, desktop } = await tell(RULES);
    await laptop.save({ ".env": "SECRET\n", "a/.env": "SECRET\n" });
    await publish(desktop, { ".gitignore": "a/b\n" });
    await laptop.sync();
    await Deno.writeTextFile(laptop.path(".git/gitsyncbar/private.json"), text);
    await publish(desktop, { ".env": "A=1\n", "notes.md": "two\n" });
    await machineOf(world, laptop.folder).sync();
    await laptop.write({ "new.md": "new\n" });
    const { saved, notSynced } = await machineOf(world, laptop.folder).sync();
    assert.deepEqual(saved, ["new.md"]);
    assert.deepEqual(notSynced, [
      { path: ".env", reason: "private" },
      { path: "a/.env", reason: "unknown" },
    ]);
    assert.equal(await laptop.read("notes.md"), "two\n");
    assert.equal(await laptop.read(".env"), "SECRET\n");
    await assertUnpublished(world);
  });
}

Deno.test("a new file that was private by the rules from before stays here when the list is damaged", async () => {
  const { world, laptop, desktop } = await tell(RULES);
  await laptop.save({ ".env": "SECRET\n" });
  await publish(desktop, { ".gitignore": "" });
  await laptop.sync();
  await Deno.writeTextFile(laptop.path(".git/gitsyncbar/private.json"), "");
  await machineOf(world, laptop.folder).sync();
  await laptop.write({ "a/.env": "SECRET\n", "new.md": "new\n" });
  const { saved, notSynced } = await machineOf(world, laptop.folder).sync();
  assert.deepEqual(saved, ["new.md"]);
  assert.deepEqual(notSynced.map(({ path }) => path), [".env", "a/.env"]);
  await assertUnpublished(world);
});

Deno.test("edits of a received name stay here when the note of it is damaged", async () => {
  const { world, laptop, desktop } = await tell(RULES);
  await laptop.sync();
  await publish(desktop, { ".env": "A=1\n" });
  await laptop.sync();
  await Deno.writeTextFile(laptop.path(".git/gitsyncbar/private.json"), "");
  await laptop.write({ "notes.md": "two\n" });
  assert.deepEqual((await machineOf(world, laptop.folder).sync()).notSynced, [
    { path: "notes.md", reason: "unknown" },
  ]);
  await laptop.write({ ".env": "SECRET\n", "other.md": "two\n" });
  const { saved, notSynced } = await laptop.sync({ publish: ["notes.md"] });
  assert.deepEqual(saved, ["notes.md", "other.md"]);
  assert.deepEqual(notSynced, [{ path: ".env", reason: "received" }]);
  await assertUnpublished(world);
});

Deno.test("a file whose rule others took away stays here when the note of the last scan is damaged", async () => {
  const { world, laptop, desktop } = await tell(RULES);
  await laptop.save({ ".env": "SECRET\n" });
  await publish(desktop, { ".gitignore": "" });
  await laptop.git("pull", "--quiet");
  await Deno.writeTextFile(laptop.path(".git/gitsyncbar/ignored.json"), "{");
  for (const machine of [machineOf(world, laptop.folder), machineOf(world, laptop.folder)]) {
    assert.deepEqual((await machine.sync()).notSynced, [{ path: ".env", reason: "unknown" }]);
  }
  await laptop.remove(".env");
  assert.deepEqual((await machineOf(world, laptop.folder).sync()).notSynced, []);
  await laptop.write({ ".env": "public\n" });
  assert.deepEqual((await machineOf(world, laptop.folder).sync()).saved, [".env"]);
  await assertUnpublished(world);
});

Deno.test({
  name: "a server of others for git-lfs is not used when the note of the user's own is damaged",
  ignore: !has("git-lfs"),
  fn: async () => {
    const { world, laptop, desktop } = await tell({ ".gitattributes": "*.bin filter=lfs\n" });
    await installLfs(laptop);
    await laptop.sync();
    const evil = join(world.folder, "evil.git");
    await world.git(world.folder, "init", "--quiet", "--bare", evil);
    await publish(desktop, { ".lfsconfig": `[lfs]\n\turl = file://${evil}\n` });
    await laptop.sync();
    await Deno.writeTextFile(laptop.path(".git/gitsyncbar/lfs-servers.json"), "");
    await laptop.write({ "a.bin": "one\n" });
    for (const machine of [machineOf(world, laptop.folder), machineOf(world, laptop.folder)]) {
      assert.deepEqual((await machine.sync()).notSynced, [
        { path: ".lfsconfig", reason: "lfs server" },
      ]);
    }
    await assert.rejects(Deno.lstat(join(evil, "lfs/objects")), Deno.errors.NotFound);
  },
});
