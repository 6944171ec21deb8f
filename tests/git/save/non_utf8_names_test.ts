// Files whose names are not UTF-8: git and a shell alone can name them, and they sync all the same.

import assert from "node:assert/strict";
import { shownName } from "../../../src/engine/git/values/path.ts";
import { killedAfterEach, type Scene } from "../../support/crash_scenes.ts";
import { wrapGit } from "../../support/git_wrapper.ts";
import { copiesOn, copyOn, machineOf, tell } from "../../support/story.ts";
import type { World } from "../../support/world.ts";

/** Bytes that are no UTF-8, as git names them in a test: one character per byte. */
const ODD = "odd\xff.md";

/** A person publishes `content` (or nothing) under the odd name, with raw git alone. */
async function publishOdd(world: World, content: string | undefined): Promise<void> {
  const seed = `${world.folder}/seed`;
  await world.git(seed, "pull", "--quiet");
  const { stdout } = await world.tryGit(seed, ["hash-object", "-w", "--stdin"], {
    stdin: content ?? "",
  });
  const oid = content === undefined ? "0".repeat(40) : stdout.trim();
  await world.tryGit(seed, ["update-index", "-z", "--index-info"], {
    stdin: `${content === undefined ? "0" : "100644"} ${oid}\t${ODD}\0`,
  });
  await world.git(seed, "commit", "--quiet", "-m", "odd");
  await world.git(seed, "push", "--quiet");
}

/** What stands under the odd name in a folder; only a program that takes bytes can read it. */
async function readOdd(folder: string): Promise<string> {
  const { stdout } = await new Deno.Command("sh", { args: ["-c", "cat odd*"], cwd: folder })
    .output();
  return new TextDecoder().decode(stdout);
}

Deno.test("a new file whose name is not UTF-8 arrives", async () => {
  await using story = await tell({ "notes.md": "one\n" }, "laptop", "desktop");
  const [laptop] = story.machines;
  await publishOdd(story.world, "odd\n");
  assert.deepEqual((await laptop.sync()).notSynced, []);
  assert.equal(await readOdd(laptop.folder), "odd\n");
  assert.equal(await laptop.git("status", "--porcelain"), "");
  await story.quiet();
});

Deno.test("a file whose name is not UTF-8 is published from here too", async () => {
  await using story = await tell({ "notes.md": "one\n" }, "laptop", "desktop");
  const [laptop, desktop] = story.machines;
  const sh = "printf 'odd\\n' >\"$(printf 'odd\\377.md')\"";
  await new Deno.Command("sh", { args: ["-c", sh], cwd: laptop.folder }).output();
  await story.quiet();
  assert.equal(await readOdd(desktop.folder), "odd\n");
});

Deno.test("a file whose name is not UTF-8 is changed and deleted as any other", async () => {
  await using story = await tell({ "notes.md": "one\n" }, "laptop", "desktop");
  const { world, machines: [laptop, desktop] } = story;
  await publishOdd(world, "odd\n");
  await story.quiet();
  await publishOdd(world, "changed\n");
  assert.deepEqual((await laptop.sync()).notSynced, []);
  assert.equal(await readOdd(laptop.folder), "changed\n");
  assert.deepEqual((await laptop.sync()).saved, []);
  await desktop.sync();
  await publishOdd(world, undefined);
  await laptop.sync();
  assert.equal(await readOdd(laptop.folder), "");
  assert.deepEqual((await laptop.sync()).saved, []);
  await desktop.write({ "notes.md": "two\n" });
  await story.quiet();
  assert.equal(await readOdd(desktop.folder), "");
});

Deno.test("what a program writes into a file whose name is not UTF-8, while that is replaced, is kept beside it", async () => {
  await using story = await tell({ "notes.md": "one\n" }, "laptop");
  const { world, machines: [laptop] } = story;
  await publishOdd(world, "odd\n");
  await laptop.sync();
  await publishOdd(world, "changed\n");
  // The program holds it open for longer than the sync takes.
  const writer = new Deno.Command("sh", {
    args: ["-c", "for file in odd*; do exec 3>>$file; done; echo ready; read line; echo late >&3"],
    cwd: laptop.folder,
    stdin: "piped",
    stdout: "piped",
  }).spawn();
  const reader = writer.stdout.getReader();
  await reader.read();
  await laptop.sync();
  const input = writer.stdin.getWriter();
  await input.write(new TextEncoder().encode("\n"));
  await input.close();
  await writer.status;
  await reader.cancel();
  await laptop.sync();
  assert.equal(await laptop.read(await copyOn(laptop)), "odd\nlate\n");
  await story.quiet();
});

Deno.test("a file whose name is not UTF-8 that cannot be written is named as not synced and stays published", async () => {
  await using story = await tell({ "notes.md": "one\n" }, "laptop");
  const { world, machines: [laptop] } = story;
  await publishOdd(world, "odd\n");
  await laptop.sync();
  await publishOdd(world, "changed\n");
  // As a volume that takes no such names.
  const refusal = '[ "$1" != checkout-index ] || [ -n "$GIT_INDEX_FILE" ] || exit 1';
  const { environment } = await wrapGit(world, refusal);
  const refused = machineOf(world, laptop.folder, { environment });
  const notSynced = [{ path: "odd\ufffd.md", reason: "name" }];
  assert.deepEqual((await refused.sync()).notSynced, notSynced);
  await refused.write({ "other.md": "other\n" });
  const report = await refused.sync();
  assert.deepEqual([report.saved, report.notSynced], [["other.md"], notSynced]);
  const tip = await world.git(world.remote, "rev-parse", "main");
  const oid = await world.tryGit(world.remote, ["hash-object", "--stdin"], { stdin: "changed\n" });
  const tree = await world.git(world.remote, "ls-tree", tip);
  assert.ok(tree.includes(oid.stdout.trim()), "the published version changed");
  // As on a Mac, whose volumes take no such names and fold others.
  const restarted = machineOf(world, laptop.folder, { environment, fold: shownName });
  assert.deepEqual((await restarted.sync()).notSynced, notSynced, "after a restart");
});

const ODD_UPDATE: Scene = {
  name: "an update of names that are not UTF-8",
  files: { "notes.md": "one\n" },
  async prepare({ world, laptop, desktop }) {
    await publishOdd(world, "odd\n");
    await laptop.sync();
    await desktop.sync();
    await publishOdd(world, "changed\n");
    await desktop.sync();
  },
  async check({ world, laptop, desktop }) {
    assert.equal(await readOdd(laptop.folder), "changed\n");
    assert.equal(await readOdd(desktop.folder), "changed\n");
    assert.deepEqual(await copiesOn(laptop), []);
    assert.equal(await world.git(world.remote, "rev-list", "--count", "main"), "3");
  },
};

Deno.test(`the app is killed in ${ODD_UPDATE.name}, after any git command that writes`, (t) =>
  killedAfterEach(t, {
    scene: ODD_UPDATE,
    counts: (effect) => ["update-index", "checkout-index", "update-ref"].includes(effect),
  }));
