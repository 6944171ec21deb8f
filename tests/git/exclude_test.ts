// The app's block in `.git/info/exclude`, which belongs to the person: everything else in it stays.

import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import { copiesOn, copyOn, machineOf, tell } from "../support/story.ts";

const BLOCK = "# begin Git Sync Bar";

Deno.test("what the person wrote into the exclude file stays byte for byte", async () => {
  await using story = await tell({ "notes.md": "one\n" }, "laptop");
  const [laptop] = story.machines;
  const file = laptop.path(".git/info/exclude");
  // Not UTF-8, no end of the last line.
  const own = Buffer.from("# Pers\xf6nliches\r\n/gr\xfc\xdfe.txt\n\n  \n*.tmp", "latin1");
  await Deno.writeFile(file, own);
  await laptop.write({ "a.tmp": "", "b.md": "b\n" });
  await laptop.sync();
  const written = Buffer.from(await Deno.readFile(file));
  assert.ok(written.includes(BLOCK));
  assert.deepEqual(written.subarray(0, own.length), own);
  assert.deepEqual(await laptop.git("ls-files"), "b.md\nnotes.md");
  // A second start finds everything as it should be.
  await machineOf(story.world, laptop.folder).sync();
  assert.deepEqual(Buffer.from(await Deno.readFile(file)), written);
});

Deno.test("an exclude file that is a link stays one", async () => {
  await using story = await tell({ "notes.md": "one\n" }, "laptop");
  const [laptop] = story.machines;
  const file = laptop.path(".git/info/exclude");
  const target = `${story.world.folder}/my excludes`;
  await Deno.writeTextFile(target, "*.tmp\n");
  await Deno.remove(file);
  await Deno.symlink(target, file);
  await laptop.sync();
  assert.equal(await Deno.readLink(file), target);
  assert.ok((await Deno.readTextFile(target)).includes(BLOCK));
});

Deno.test("an ignored file that had to give way stays ignored, whatever its name is", async () => {
  const names = ["secret [a]*?", "secret #b ", "secret\nc", "secret\\d", "sécret !e"];
  await using story = await tell({ ".gitignore": "s*[!)]\n" }, "laptop", "desktop");
  const [laptop, desktop] = story.machines;
  for (const name of names) {
    await desktop.write({ [name]: "desktop\n" });
    await laptop.write({ [name]: "laptop\n" });
    await laptop.git("add", "--force", "--", `:(literal)${name}`);
    await laptop.sync();
    await desktop.sync();
    const copy = await copyOn(desktop);
    assert.equal(await desktop.read(copy), "desktop\n");
    await story.quiet({ besides: [copy] });
    assert.deepEqual(await copiesOn(laptop), [], `${JSON.stringify(name)} is published`);
    await desktop.remove(copy);
  }
});
