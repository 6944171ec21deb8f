// Many changed files in one save, whose content goes into one pack.

import assert from "node:assert/strict";
import { join } from "node:path";
import { namesIn } from "../../../src/system/files.ts";
import { type Machine, tell } from "../../support/story.ts";

const FILES = 250;

function manyFiles(): Record<string, string> {
  return Object.fromEntries(
    Array.from({ length: FILES }, (_, at) => [`many/note-${at}.md`, `new ${at}\n`]),
  );
}

/** The files in the folder of packs, but the indexes. */
async function packsOf(machine: Machine): Promise<string[]> {
  const names = await namesIn(machine.path(".git/objects/pack"));
  return names.filter((name) => !/\.(idx|rev)$/.test(name)).sort();
}

Deno.test("one of many files cannot be stored: the others are saved, and nothing is left over", async () => {
  const { laptop } = await tell({ ".gitattributes": "*.bad working-tree-encoding=UTF-16\n" });
  await laptop.sync();
  const before = await packsOf(laptop);
  const { notSynced } = await laptop.save({ ...manyFiles(), "many/of.bad": "bad\n" });
  assert.deepEqual(notSynced?.map(({ path, reason }) => [path, reason]), [[
    "many/of.bad",
    "encoding",
  ]]);
  const saved = await laptop.git("ls-tree", "-r", "--name-only", "HEAD", "many/");
  assert.equal(saved.split("\n").length, FILES);
  assert.deepEqual(await packsOf(laptop), before);
});

Deno.test("while git packs the repository, each file of many is stored by itself", async () => {
  const { laptop } = await tell({ "notes.md": "one\n" }, "laptop");
  await laptop.sync();
  const before = await packsOf(laptop);
  const pid = join(laptop.folder, ".git/gc.pid");
  await Deno.writeTextFile(pid, `${Deno.pid} here`);
  await laptop.save(manyFiles());
  assert.deepEqual(await packsOf(laptop), before);
  await Deno.remove(pid);
  await laptop.write({ ...manyFiles(), "many/note-0.md": "again\n" });
  await laptop.save(
    Object.fromEntries(Object.keys(manyFiles()).map((name) => [name, `${name}\n`])),
  );
  assert.equal((await packsOf(laptop)).length, before.length + 1);
});
