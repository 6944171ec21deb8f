// Files whose names are not UTF-8: what stands here is saved, what comes in is named and not placed.

import assert from "node:assert/strict";
import { killedAfterEach, type Scene } from "../../support/crash_scenes.ts";
import { machineOf, syncAll, tell } from "../../support/story.ts";
import type { World } from "../../support/world.ts";

/** Bytes that are no UTF-8, as git names them in a test: one character per byte. */
const NAME = "odd\xff.md";
const FOLDER_NAME = "f\xff/in.md";
const LISTED = { path: "odd\ufffd.md", reason: "name" } as const;

/** Publishes `content` (or a deletion) under such a name, by raw git alone. */
async function publish(world: World, content: string | undefined, name = NAME): Promise<void> {
  const seed = `${world.folder}/seed`;
  await world.git(seed, "pull", "--quiet");
  const { stdout } = await world.tryGit(seed, ["hash-object", "-w", "--stdin"], {
    stdin: content ?? "",
  });
  const oid = content === undefined ? "0".repeat(40) : stdout.trim();
  await world.tryGit(seed, ["update-index", "-z", "--index-info"], {
    stdin: `${content === undefined ? "0" : "100644"} ${oid}\t${name}\0`,
  });
  await world.git(seed, "commit", "--quiet", "-m", "by hand");
  await world.git(seed, "push", "--quiet");
}

/** Runs a script in a folder: only a program that takes bytes can name such a file. */
async function script(folder: string, text: string): Promise<string> {
  const { stdout } = await new Deno.Command("sh", { args: ["-c", text], cwd: folder }).output();
  return new TextDecoder().decode(stdout);
}

const read = (folder: string) => script(folder, "cat odd*");
const write = (folder: string, content: string) =>
  script(folder, `printf '${content}\\n' >"$(printf 'odd\\377.md')"`);

/** What the remote has under the name. */
async function published(world: World): Promise<string> {
  const tree = await world.tryGit(world.remote, ["ls-tree", "-z", "main"]);
  const line = tree.stdout.split("\0").find((line) => line.includes("\todd"));
  return line === undefined
    ? ""
    : await world.git(world.remote, "cat-file", "-p", line.slice(12, 52));
}

Deno.test("a file whose name is not UTF-8 is published from here, with its edits and its deletion", async () => {
  const { world, laptop } = await tell({ "notes.md": "one\n" }, "laptop");
  for (const content of ["one", "two"]) {
    await write(laptop.folder, content);
    await laptop.sync();
    assert.equal(await published(world), content);
  }
  await script(laptop.folder, "rm odd*");
  assert.deepEqual((await laptop.sync()).notSynced, []);
  assert.equal(await published(world), "");
});

Deno.test("a new file whose name is not UTF-8 is named and not placed, and stays published", async () => {
  const { world, laptop } = await tell({ "notes.md": "one\n" }, "laptop");
  await publish(world, "theirs\n");
  await publish(world, "theirs\n", FOLDER_NAME);
  const listed = [LISTED, { path: "f\ufffd/in.md", reason: "name" }];
  const { notSynced } = await laptop.sync();
  assert.deepEqual(notSynced.toSorted((a, b) => a.path < b.path ? 1 : -1), listed);
  assert.equal(await read(laptop.folder), "");
  assert.equal(await laptop.git("status", "--porcelain"), "");
  await laptop.write({ "mine.md": "mine\n" });
  const restarted = machineOf(world, laptop.folder);
  const report = await restarted.sync();
  assert.deepEqual([report.saved, report.notSynced.length], [["mine.md"], 2]);
  assert.equal(await published(world), "theirs");
  // Others delete it.
  await publish(world, undefined);
  await publish(world, undefined, FOLDER_NAME);
  await restarted.sync();
  assert.deepEqual((await restarted.sync()).notSynced, []);
});

Deno.test("a file whose name is not UTF-8 and that others have changed stays as it is, and is never published over theirs", async () => {
  const { world, laptop } = await tell({ "notes.md": "one\n" }, "laptop");
  await write(laptop.folder, "old");
  await laptop.sync();
  await publish(world, "theirs\n");
  assert.deepEqual((await laptop.sync()).notSynced, [LISTED]);
  assert.equal(await read(laptop.folder), "old\n");
  // Also once another git process has taken the mark away, and after an edit.
  await laptop.git("read-tree", "HEAD");
  await write(laptop.folder, "edited");
  await laptop.write({ "mine.md": "mine\n" });
  const report = await machineOf(world, laptop.folder).sync();
  assert.deepEqual([report.saved, report.notSynced], [["mine.md"], [LISTED]]);
  assert.equal(await published(world), "theirs");
  assert.equal(await read(laptop.folder), "edited\n");
});

Deno.test("a file whose name is not UTF-8 and that others have deleted stays here alone until the user removes it", async () => {
  const { world, laptop } = await tell({ "notes.md": "one\n" }, "laptop");
  await write(laptop.folder, "old");
  await laptop.sync();
  await publish(world, undefined);
  assert.deepEqual((await laptop.sync()).notSynced, [LISTED]);
  assert.equal(await read(laptop.folder), "old\n");
  await laptop.write({ "mine.md": "mine\n" });
  const restarted = machineOf(world, laptop.folder);
  const report = await restarted.sync();
  assert.deepEqual([report.saved, report.notSynced], [["mine.md"], [LISTED]]);
  assert.equal(await published(world), "");
  await script(laptop.folder, "rm odd*");
  assert.deepEqual((await restarted.sync()).notSynced, []);
});

const UPDATE: Scene = {
  name: "an update of a name that is not UTF-8",
  files: { "notes.md": "one\n" },
  async prepare({ world, laptop, desktop }) {
    await write(laptop.folder, "old");
    await syncAll(laptop, desktop);
    await publish(world, "theirs\n");
    await desktop.save({ "notes.md": "two\n" });
  },
  async check({ world, laptop }) {
    assert.equal(await read(laptop.folder), "old\n");
    assert.equal(await laptop.read("notes.md"), "two\n");
    assert.equal(await published(world), "theirs");
  },
};

Deno.test(`the app is killed in ${UPDATE.name}, after any git command that writes`, (t) =>
  killedAfterEach(t, {
    scene: UPDATE,
    counts: (effect) => ["update-index", "update-ref"].includes(effect),
  }));
