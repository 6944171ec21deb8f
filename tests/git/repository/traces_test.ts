// What the app has made in a git folder, and what of it an uninstall leaves: all that could hold somebody's bytes.

import assert from "node:assert/strict";
import { join, relative } from "node:path";
import { findTraces, removeTraces } from "../../../src/engine/folder/traces.ts";
import { type Machine, machineOf, tell } from "../../support/story.ts";

async function tracesOf({ folder }: Machine) {
  const traces = await findTraces(folder);
  assert.ok(traces !== undefined);
  const kept = Object.fromEntries(
    traces.kept.map(({ path, why }) => [relative(join(folder, ".git"), path), why]),
  );
  return { traces, kept };
}

Deno.test("after a sync all of it can go: the clone is as git has made it, and syncs again", async () => {
  const { world, laptop, desktop, quiet } = await tell({ "notes.md": "one\n" });
  const before = await Deno.readTextFile(laptop.path(".git/info/exclude")).catch(() => "");
  await laptop.sync();
  await desktop.save({ "notes.md": "two\n" });
  await laptop.sync();
  await quiet();
  const { traces, kept } = await tracesOf(laptop);
  assert.deepEqual(kept, {});
  await removeTraces(traces);
  assert.equal(await Deno.readTextFile(laptop.path(".git/info/exclude")), before);
  await assert.rejects(Deno.lstat(laptop.path(".git/gitsyncbar")), Deno.errors.NotFound);
  assert.equal(await laptop.git("status", "--porcelain"), "");
  await laptop.write({ "notes.md": "three\n" });
  assert.deepEqual((await machineOf(world, laptop.folder).sync()).saved, ["notes.md"]);
});

Deno.test("displaced, kept, private, unplaced and unknown files stay with what belongs to them, and are named", async () => {
  const { laptop, desktop } = await tell({ "notes.md": "one\n" });
  await laptop.sync();
  await desktop.save({ "notes.md": "two\n" });
  // The file that gave way is kept for a day.
  await laptop.sync();
  const displaced = await tracesOf(laptop);
  assert.equal(displaced.kept["gitsyncbar/old"], "displaced files");
  await laptop.write({
    ".git/gitsyncbar/private.json": JSON.stringify([{ path: "a.md", reason: "copy" }]),
    ".git/gitsyncbar/not-placed.json": JSON.stringify([{ path: "b.md", reason: "name" }]),
    ".git/gitsyncbar/update.json": "{}",
    ".git/gitsyncbar/locks/index.lock": "",
    ".git/gitsyncbar/kept/x/a.bin": "mine\n",
    ".git/gitsyncbar/.gitsyncbar-1a2b": "mine\n",
  });
  await laptop.git("update-ref", "refs/gitsyncbar/keep/2026-11-30T000000Z-1a2b", "HEAD");
  const { traces, kept } = await tracesOf(laptop);
  assert.deepEqual(kept, {
    "gitsyncbar/.gitsyncbar-1a2b": "unknown",
    "gitsyncbar/kept": "files without a way back",
    "gitsyncbar/locks": "locks",
    "gitsyncbar/not-placed.json": "unplaced files",
    "gitsyncbar/old": "displaced files",
    "gitsyncbar/private.json": "private files",
    "gitsyncbar/update.json": "cut-off update",
    "info/exclude": "needed",
    [relative(laptop.path(".git"), "refs/gitsyncbar/keep")]: "left commits",
  });
  const own = laptop.path(".git/gitsyncbar");
  const held = async () => (await Array.fromAsync(Deno.readDir(own), ({ name }) => name)).sort();
  await removeTraces(traces);
  const names = await held();
  for (const path of Object.keys(kept).filter((path) => path.startsWith("gitsyncbar/"))) {
    assert.ok(names.includes(path.slice("gitsyncbar/".length)), path);
  }
  // Both belong to the private files.
  assert.ok(names.includes("ignored.json") && names.includes("seen.json"));
  assert.equal(await laptop.read(".git/gitsyncbar/kept/x/a.bin"), "mine\n");
});

Deno.test("the exclude file stays as it is where it names a private copy, is a link, or serves other work trees", async () => {
  const { world, laptop } = await tell({ "notes.md": "one\n" }, "laptop");
  await laptop.sync();
  const exclude = laptop.path(".git/info/exclude");
  const text = await Deno.readTextFile(exclude);
  const obstacle = async () => (await tracesOf(laptop)).kept["info/exclude"];
  assert.equal(await obstacle(), undefined);
  await Deno.writeTextFile(exclude, text.replace("# end", "/a.md\n# end"));
  assert.equal(await obstacle(), "private files");
  await Deno.rename(exclude, join(world.folder, "exclude"));
  await Deno.writeTextFile(join(world.folder, "exclude"), text);
  await Deno.symlink(join(world.folder, "exclude"), exclude);
  assert.equal(await obstacle(), "link");
  await laptop.git("worktree", "add", "--quiet", join(world.folder, "other"), "-b", "other");
  assert.equal(await obstacle(), "other work trees");
});
