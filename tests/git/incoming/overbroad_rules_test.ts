// Others publish rules that ignore nearly everything, and take them back: all goes on by itself, and nothing that was
// private before gets published.

import assert from "node:assert/strict";
import { assertUnpublished, publish } from "../../support/by_hand.ts";
import { tell } from "../../support/story.ts";

const RULES = ".env*\n";
const FILES = { ".gitignore": RULES, "a/one.md": "one\n", "notes.md": "one\n", "two.md": "two\n" };

for (const bad of ["*\n", "*\n!.gitignore\n", "/**\n!*/\n.env*\n"]) {
  Deno.test(`after rules ${JSON.stringify(bad)} and their end, new files and edits of received ones are sent`, async () => {
    const { world, laptop, desktop } = await tell(FILES);
    await laptop.save({ ".env": "SECRET\n" });
    await publish(desktop, { ".gitignore": bad });
    await laptop.sync();
    await laptop.write({ "during.md": "mine\n", "notes.md": "two\n" });
    assert.deepEqual((await laptop.sync()).saved, ["notes.md"]);
    await publish(desktop, { "came.md": "A\n", ".env.local": "A\n" });
    await laptop.sync();
    await laptop.write({ "came.md": "B\n", ".env.local": "SECRET\n" });
    assert.deepEqual((await laptop.sync()).notSynced, [{ path: ".env.local", reason: "received" }]);
    await publish(desktop, { ".gitignore": RULES });
    const held = [
      { path: ".env.local", reason: "received" },
      // It was ignored when it was written, and nobody knows why.
      { path: "during.md", reason: "was ignored", by: "desktop" },
    ];
    assert.deepEqual((await laptop.sync()).notSynced, held);
    const after = await laptop.save({ "new.md": "new\n", "came.md": "C\n", "a/new.md": "new\n" });
    assert.deepEqual([after.saved.toSorted(), after.notSynced], [
      ["a/new.md", "came.md", "new.md"],
      held,
    ]);
    await assertUnpublished(world);
  });
}

Deno.test("rules that ignore nearly everything and then nothing do not publish what was private before them", async () => {
  const { world, laptop, desktop } = await tell(FILES);
  await laptop.save({ ".env": "SECRET\n" });
  await publish(desktop, { ".gitignore": "*\n" });
  await laptop.sync();
  await publish(desktop, { ".env.dev": "A\n" });
  await laptop.sync();
  await publish(desktop, { ".gitignore": "" });
  await laptop.sync();
  await publish(desktop, { ".env.test": "A\n" });
  await laptop.sync();
  const secret = "SECRET\n";
  await laptop.write({ ".env.dev": secret, ".env.new": secret, ".env.test": secret, "new.md": "" });
  const after = await laptop.sync();
  assert.deepEqual(after.notSynced.map(({ path }) => path).toSorted(), [
    ".env",
    ".env.dev",
    ".env.new",
    ".env.test",
  ]);
  assert.deepEqual(after.saved, ["new.md"]);
  await assertUnpublished(world);
});

Deno.test("rules of one's own count that were written while others ignore nearly everything", async () => {
  for (const isByHand of [false, true]) {
    const { world, laptop, desktop } = await tell(FILES);
    await laptop.sync();
    await publish(desktop, { ".gitignore": "*\n" });
    await laptop.sync();
    await laptop.write({ ".gitignore": "*\n.key*\n", ".key": "SECRET\n" });
    if (isByHand) await laptop.git("commit", "--quiet", "-am", "rules");
    await laptop.sync();
    await publish(desktop, { ".gitignore": "" });
    await laptop.sync();
    const { notSynced } = await laptop.save({ ".key.new": "SECRET\n" });
    assert.deepEqual(
      notSynced.map(({ path }) => path).toSorted(),
      [".key", ".key.new"],
      `${isByHand}`,
    );
    await assertUnpublished(world);
  }
});

Deno.test("a list of what is synced, which ignores all other files, says what is private", async () => {
  const files = { ...FILES, ".gitignore": "*\n!*/\n!*.md\n!.gitignore\n" };
  const { world, laptop, desktop } = await tell(files);
  await laptop.save({ "passwords.txt": "SECRET\n" });
  await publish(desktop, { ".gitignore": files[".gitignore"] + "!*.csv\n" });
  await laptop.sync();
  await publish(desktop, { ".gitignore": "" });
  await laptop.sync();
  const { notSynced } = await laptop.save({ "keys.txt": "SECRET\n" });
  assert.deepEqual(notSynced.map(({ path }) => path).toSorted(), ["keys.txt", "passwords.txt"]);
  await assertUnpublished(world);
});
