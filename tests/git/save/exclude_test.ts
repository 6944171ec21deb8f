// The app's block in `.git/info/exclude`, which belongs to the user: everything else in it stays.

import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import { machineOf, tell } from "../../support/story.ts";

const BLOCK = "# begin Git Sync Bar";

Deno.test("what the user wrote into the exclude file stays byte for byte", async () => {
  const { world, laptop } = await tell({ "notes.md": "one\n" }, "laptop");
  const file = laptop.path(".git/info/exclude");
  // Not UTF-8, no end of the last line.
  const own = Buffer.from("# Pers\xf6nliches\r\n/gr\xfc\xdfe.txt\n\n  \n*.tmp", "latin1");
  await Deno.writeFile(file, own);
  await laptop.save({ "a.tmp": "", "b.md": "b\n" });
  const written = Buffer.from(await Deno.readFile(file));
  assert.ok(written.includes(BLOCK));
  assert.deepEqual(written.subarray(0, own.length), own);
  assert.deepEqual(await laptop.git("ls-files"), "b.md\nnotes.md");
  // A second start finds everything as it should be.
  await machineOf(world, laptop.folder).sync();
  assert.deepEqual(Buffer.from(await Deno.readFile(file)), written);
});

Deno.test("an exclude file that is a link stays one", async () => {
  const { world, laptop } = await tell({ "notes.md": "one\n" }, "laptop");
  const file = laptop.path(".git/info/exclude");
  const target = `${world.folder}/my excludes`;
  await Deno.writeTextFile(target, "*.tmp\n");
  await Deno.remove(file);
  await Deno.symlink(target, file);
  await laptop.sync();
  assert.equal(await Deno.readLink(file), target);
  assert.ok((await Deno.readTextFile(target)).includes(BLOCK));
});
