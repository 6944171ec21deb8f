// Sparse checkouts: the folder stays as sparse as `git pull` leaves it, and nothing that it leaves out is
// deleted for others.

import assert from "node:assert/strict";
import { gitCallsOf, syncAndDie } from "../../support/crash.ts";
import { verbOf } from "../../support/git_wrapper.ts";
import { copiesOn, type Machine, machineOf, syncAll, tell, textsOn } from "../../support/story.ts";
import type { World } from "../../support/world.ts";

const KINDS = {
  cone: ["--cone", "notes"],
  "no cone": ["--no-cone", "/notes/"],
  "sparse index": ["--cone", "--sparse-index", "notes"],
} as const;

const FILES = { "notes/a.md": "a\n", "other/x.md": "x\n", "other/deep/y.md": "y\n" };

/** A laptop with everything, and a desktop whose folder has `notes` alone. */
async function sparse(kind: keyof typeof KINDS, files: Readonly<Record<string, string>> = FILES) {
  const story = await tell(files, "laptop", "desktop");
  const [, desktop] = story.machines;
  await desktop.git("sparse-checkout", "set", ...KINDS[kind]);
  return story;
}

/** All that is published, by name. */
async function published(machine: Machine): Promise<string[]> {
  return (await machine.git("ls-tree", "-r", "--name-only", "origin/main")).split("\n");
}

for (const kind of ["no cone", "sparse index"] as const) {
  Deno.test(`a sparse checkout (${kind}) receives nothing outside of its patterns`, async () => {
    const { laptop, desktop, quiet } = await sparse(kind);
    await laptop.write({
      "big/new.md": "new\n",
      "notes/deep/new.md": "new\n",
      "other/new.md": "new\n",
      "other/x.md": "x2\n",
    });
    await laptop.remove("other/deep");
    await syncAll(laptop, desktop);
    assert.deepEqual(await desktop.names(), ["notes/a.md", "notes/deep/new.md"]);
    assert.equal(await desktop.git("status", "--porcelain"), "");
    const marked = (await desktop.git("ls-files", "-t")).split("\n");
    assert.deepEqual(marked.filter((line) => line.startsWith("S ")), [
      "S big/new.md",
      "S other/new.md",
      "S other/x.md",
    ]);
    // What it sends is no deletion of what it does not have.
    await desktop.save({ "notes/a.md": "a2\n" });
    await laptop.sync();
    assert.deepEqual(await textsOn(laptop), {
      "big/new.md": "new\n",
      "notes/a.md": "a2\n",
      "notes/deep/new.md": "new\n",
      "other/new.md": "new\n",
      "other/x.md": "x2\n",
    });
    // The patterns are changed by hand, then given up.
    await desktop.git("sparse-checkout", "add", kind === "no cone" ? "/other/" : "other");
    await laptop.save({ "big/new.md": "new 2\n", "other/new.md": "new 2\n", "other/z.md": "z\n" });
    await desktop.sync();
    assert.deepEqual(await textsOn(desktop), {
      "notes/a.md": "a2\n",
      "notes/deep/new.md": "new\n",
      "other/new.md": "new 2\n",
      "other/x.md": "x2\n",
      "other/z.md": "z\n",
    });
    await desktop.git("sparse-checkout", "disable");
    await laptop.save({ "big/last.md": "last\n" });
    await quiet();
    assert.equal(await desktop.read("big/last.md"), "last\n");
    // In the folder by now, it is deleted for everybody when it is deleted here.
    await desktop.remove("other");
    await desktop.sync();
    await quiet();
    assert.ok(!(await laptop.names()).some((name) => name.startsWith("other/")));
  });

  Deno.test(`nothing outside of the patterns is deleted for others (${kind})`, async () => {
    const { laptop, desktop } = await sparse(kind);
    // Another git process, or another program, has put the files there.
    await desktop.git("update-index", "--no-skip-worktree", "other/x.md", "other/deep/y.md");
    await desktop.save({ "other/x.md": "x\n", "other/deep/y.md": "y\n" });
    await desktop.remove("other");
    for (const request of [{ paths: ["other/x.md"] }, {}]) {
      await desktop.write({ "notes/a.md": `${JSON.stringify(request)}\n` });
      await desktop.sync(request);
      assert.deepEqual(await published(desktop), ["notes/a.md", "other/deep/y.md", "other/x.md"]);
    }
    assert.equal(await desktop.git("status", "--porcelain"), "");
    await laptop.sync();
    assert.equal(await laptop.read("other/x.md"), "x\n");
  });

  if (kind === "sparse index") continue;

  Deno.test(`a user's own files outside of the patterns (${kind})`, async () => {
    const { laptop, desktop } = await sparse(kind, {
      ...FILES,
      "file": "file\n",
      "shut/x.md": "x\n",
    });
    await desktop.write({
      "mine/new.md": "mine\n",
      "other/mine.md": "mine\n",
      "other/x.md": "not theirs\n",
      "shut": "in the way of a folder\n",
    });
    const { notSynced } = await desktop.sync({ paths: ["mine", "other", "shut"] });
    assert.deepEqual(notSynced, [
      { path: "other/x.md", reason: "sparse" },
      { path: "shut", reason: "sparse" },
    ]);
    await laptop.save({ "other/mine.md": "laptop\n", "other/x.md": "x2\n" });
    await desktop.sync();
    // New files are sent, and stay where they are; what others have is not touched.
    assert.equal(await laptop.read("mine/new.md"), "mine\n");
    assert.equal(await desktop.read("other/x.md"), "not theirs\n");
    assert.equal(await laptop.read("shut/x.md"), "x\n");
    assert.equal(await laptop.read("other/x.md"), "x2\n");
    assert.deepEqual((await desktop.sync()).notSynced.length, 2);
    await desktop.remove("other/x.md", "shut");
    assert.deepEqual((await desktop.sync()).notSynced, []);
    await desktop.save({ "other/mine.md": "edited\n" });
    await laptop.sync();
    assert.equal(await laptop.read("other/mine.md"), "edited\n");
  });
}

Deno.test("a conflict copy outside of the patterns stands beside its original, and nowhere else", async () => {
  const { laptop, desktop } = await sparse("cone");
  await desktop.save({ "other/mine.md": "one\n" });
  await laptop.sync();
  await desktop.write({ "other/mine.md": "desktop\n" });
  await laptop.save({ "other/mine.md": "laptop\n" });
  const { openConflicts } = await desktop.sync();
  const [copy] = await copiesOn(desktop);
  assert.equal(await desktop.read(copy!), "desktop\n");
  assert.equal(await desktop.read("other/mine.md"), "laptop\n");
  assert.equal(openConflicts?.length, 1);
  await laptop.sync();
  assert.equal(await laptop.read(copy!), "desktop\n");
  // A conflict of others about a file that is not here is theirs.
  await laptop.save({ "other/x (conflict a 2026-01-01 01.01.01 1234567).md": "theirs\n" });
  assert.equal((await desktop.sync()).openConflicts?.length, 1);
  assert.equal((await copiesOn(desktop)).length, 1);
});

Deno.test("a sparse checkout stays sparse when an update is killed at any step", async () => {
  const { world, laptop, desktop } = await sparse("cone");
  await desktop.sync();
  await laptop.save({ "notes/a.md": "a2\n", "other/new.md": "new\n", "other/x.md": "x2\n" });
  const before = await desktop.git("rev-parse", "HEAD");
  const verbs = ["sparse-checkout", "update-index", "update-ref"];
  for (
    const call of (await callsOf(world, desktop.folder)).filter((at) => verbs.includes(at.verb))
  ) {
    await desktop.git("reset", "--quiet", "--hard", before);
    await desktop.git("update-ref", "refs/remotes/origin/main", before);
    assert.ok(
      await syncAndDie(world, desktop.folder, { at: "git", fate: "run to its end", call: call.at }),
    );
    await desktop.sync();
    assert.deepEqual(await textsOn(desktop), { "notes/a.md": "a2\n" }, `at ${call.verb}`);
    assert.deepEqual(await published(desktop), [
      "notes/a.md",
      "other/deep/y.md",
      "other/new.md",
      "other/x.md",
    ]);
    assert.equal(await desktop.git("status", "--porcelain"), "");
  }
  await laptop.sync();
  assert.equal(await laptop.git("log", "-1", "--format=%an"), "laptop");
});

/** The verbs of the git processes of a sync, each with its number. */
async function callsOf(world: World, folder: string) {
  return (await gitCallsOf(world, folder)).map((args, index) => ({
    verb: verbOf(args),
    at: index + 1,
  }));
}

Deno.test("what is undone after a crash puts nothing outside of the patterns", async () => {
  const { world, laptop, desktop } = await sparse("cone");
  await desktop.sync();
  await laptop.save({ "notes/a.md": "a2\n", "other/x.md": "x2\n" });
  assert(
    await syncAndDie(world, desktop.folder, { at: "git", fate: "not begun", call: "update-ref" }),
  );
  await desktop.sync({ remote: "none" });
  assert.deepEqual(await textsOn(desktop), { "notes/a.md": "a\n" });
});

Deno.test("a sparse checkout stays as it is where the note of unplaced files is damaged", async () => {
  const { world, desktop } = await sparse("cone");
  await desktop.sync();
  await desktop.write({ ".git/gitsyncbar/not-placed.json": "[garbage" });
  const app = machineOf(world, desktop.folder);
  assert.deepEqual((await app.sync()).notSynced, []);
  await app.sync();
  assert.deepEqual(await app.names(), ["notes/a.md"]);
});
