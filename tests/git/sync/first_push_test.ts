// A folder meets its remote for the first time.

import assert from "node:assert/strict";
import { renaming } from "../../../src/view/problems/branch_commands.ts";
import { join } from "node:path";
import { untilQuiet } from "../../support/quiet.ts";
import { copyOn, type Machine, machineOf, syncAll, tell, textsOn } from "../../support/story.ts";
import { makeWorld, type World } from "../../support/world.ts";

/** A repository that a user made by hand in a folder of their, with files that are not committed. */
async function ownFolder(
  world: World,
  files: Readonly<Record<string, string>>,
  { remote = "origin", name = "laptop", branch = "main" } = {},
): Promise<Machine> {
  const folder = join(world.folder, name);
  await Deno.mkdir(folder);
  await world.write(folder, files);
  await world.git(folder, "init", "--quiet", `--initial-branch=${branch}`);
  await world.git(folder, "remote", "add", remote, world.remote);
  return machineOf(world, folder);
}

function upstreamOf(world: World, folder: string): Promise<string> {
  return world.git(folder, "rev-parse", "--abbrev-ref", "@{upstream}");
}

Deno.test("the first save in a clone of an empty remote is published and sets the upstream", async () => {
  await using world = await makeWorld();
  const laptop = machineOf(world, await world.clone("laptop"));
  await world.git(laptop.folder, "config", "--unset", "branch.main.merge");
  const report = await laptop.save({ "notes.md": "one\n" });
  assert.deepEqual([report.saved, report.pushed, report.remade], [["notes.md"], true, false]);
  assert.equal(await upstreamOf(world, laptop.folder), "origin/main");
  const desktop = machineOf(world, await world.clone("desktop"));
  await untilQuiet(world, [laptop, desktop]);
  assert.deepEqual(await textsOn(desktop), { "notes.md": "one\n" });
});

Deno.test("an empty folder and an empty remote have nothing to say to each other", async () => {
  await using world = await makeWorld();
  const laptop = machineOf(world, await world.clone("laptop"));
  assert.equal((await laptop.sync()).pushed, false);
  assert.equal((await world.tryGit(world.remote, ["rev-parse", "--verify", "main"])).code, 128);
});

/** Syncs twice, which has to be refused in the same words and to change nothing at the remote. */
async function isRefused(world: World, machine: Machine, others: readonly string[]): Promise<void> {
  const branches = () => world.git(world.remote, "for-each-ref");
  const before = await branches();
  const [branch] = (await machine.git("symbolic-ref", "--short", "HEAD")).split("\n");
  for (const _ of ["at once", "as long as it is so"]) {
    const outcome = await machine.trySync();
    const expected = { kind: "no such branch", branch, others, remote: "origin" };
    assert.deepEqual(outcome.kind === "problem" && outcome.problem, expected);
  }
  assert.equal(await branches(), before);
}

Deno.test("a branch that the remote does not have is not published beside others unless the user does", async () => {
  const { world, laptop, desktop } = await tell({ "notes.md": "one\n" });
  const made = await ownFolder(world, { "notes.md": "one\n" }, { name: "made", branch: "master" });
  const empty = await ownFolder(world, {}, { name: "empty", branch: "master" });
  await laptop.git("checkout", "--quiet", "-b", "drafts/new");
  await laptop.write({ "draft.md": "draft\n" });
  for (const machine of [made, empty, laptop]) await isRefused(world, machine, ["main"]);
  // What is here is saved all the same, and goes on when it is settled.
  assert.equal(await laptop.git("status", "--porcelain"), "");
  await laptop.git("push", "--quiet", "--set-upstream", "origin", "drafts/new");
  assert.equal((await laptop.save({ "draft.md": "draft 2\n" })).pushed, true);
  await empty.git("branch", "-m", "main");
  await empty.sync();
  assert.equal(await empty.read("notes.md"), "one\n");
  await made.git("branch", "-m", "main");
  await untilQuiet(world, [made, empty, desktop]);
});

Deno.test("a branch that was renamed at the remote is said until the user has settled it", async () => {
  const { world, laptop, desktop, other, tablet, machines } = await tell(
    { "notes.md": "one\n" },
    "laptop",
    "desktop",
    "other",
    "tablet",
  );
  for (const machine of machines) await machine.sync();
  await world.git(world.remote, "branch", "-m", "main", "trunk");
  await desktop.write({ "notes.md": "desktop\n" });
  await tablet.write({ "tablet.md": "not sent yet\n" });
  for (const machine of [laptop, desktop, tablet]) await isRefused(world, machine, ["trunk"]);
  // One follows, the other has the old name published again by its user.
  await laptop.git("fetch", "--quiet");
  await laptop.git("switch", "--quiet", "trunk");
  assert.equal((await laptop.save({ "notes.md": "laptop\n" })).place?.branch, "trunk");
  assert.equal(await world.git(world.remote, "show", "trunk:notes.md"), "laptop");
  // What the app says keeps what was not sent yet.
  for (const command of renaming(["trunk"])) await tablet.git(...command.split(" ").slice(1));
  await tablet.sync();
  assert.equal(await tablet.read("notes.md"), "laptop\n");
  assert.equal(await world.git(world.remote, "show", "trunk:tablet.md"), "not sent yet");
  await desktop.git("push", "--quiet", "--set-upstream", "origin", "main");
  await syncAll(desktop, other);
  assert.equal(await other.read("notes.md"), "desktop\n");
});

Deno.test("a folder made by hand is published to a remote that is not called origin", async () => {
  await using world = await makeWorld();
  const laptop = await ownFolder(world, { "notes.md": "one\n" }, { remote: "backup" });
  assert.equal((await laptop.sync()).pushed, true);
  assert.equal(await upstreamOf(world, laptop.folder), "backup/main");
  const desktop = machineOf(world, await world.clone("desktop"));
  await desktop.write({ "notes.md": "two\n" });
  await untilQuiet(world, [laptop, desktop]);
  assert.equal(await laptop.read("notes.md"), "two\n");
});

Deno.test("a folder with files and a remote with others come together, nothing is lost", async () => {
  const { world, desktop } = await tell({ "notes.md": "remote\n", "same.md": "same\n" }, "desktop");
  const laptop = await ownFolder(world, {
    "notes.md": "laptop\n",
    "same.md": "same\n",
    "own.md": "own\n",
  });
  const report = await laptop.sync();
  assert.deepEqual(report.conflicts.map(({ path, side }) => [path, side]), [["notes.md", "ours"]]);
  await untilQuiet(world, [laptop, desktop]);
  assert.deepEqual(await textsOn(desktop), {
    [await copyOn(desktop)]: "laptop\n",
    "notes.md": "remote\n",
    "own.md": "own\n",
    "same.md": "same\n",
  });
});

Deno.test("a folder without files takes what the remote has", async () => {
  const { world, desktop } = await tell({ "notes.md": "remote\n" }, "desktop");
  const laptop = await ownFolder(world, {});
  await laptop.sync();
  assert.equal(await laptop.read("notes.md"), "remote\n");
  await laptop.write({ "notes.md": "edited\n" });
  await untilQuiet(world, [laptop, desktop]);
  assert.equal(await desktop.read("notes.md"), "edited\n");
});

for (const way of ["in place of its remote", "at a new address", "as a remote added anew"]) {
  Deno.test(`a folder that the app began is not sent to another repository ${way}`, async () => {
    await using world = await makeWorld();
    const laptop = await ownFolder(world, { "diary.md": "mine\n" });
    await laptop.sync();
    const seed = await world.clone("seed");
    await world.git(seed, "checkout", "--quiet", "--orphan", "fresh");
    await world.git(seed, "rm", "-rfq", "--cached", ".");
    await world.git(seed, "commit", "--quiet", "--allow-empty", "-m", "something else");
    const other = await world.git(seed, "rev-parse", "HEAD");
    const before = await world.git(world.remote, "rev-parse", "main");
    const elsewhere = join(world.folder, "elsewhere.git");
    if (way === "in place of its remote") {
      await world.git(seed, "push", "--quiet", "--force", "origin", "fresh:main");
    } else {
      await world.git(world.folder, "init", "--quiet", "--bare", elsewhere);
      await world.git(seed, "push", "--quiet", elsewhere, "fresh:main");
      if (way === "at a new address") await laptop.git("remote", "set-url", "origin", elsewhere);
      else {
        await laptop.git("remote", "remove", "origin");
        await laptop.git("remote", "add", "origin", elsewhere);
      }
    }
    const remote = way === "in place of its remote" ? world.remote : elsewhere;
    await laptop.write({ "diary.md": "more\n" });
    const again = machineOf(world, laptop.folder);
    for (const _ of ["at once", "as long as it is so"]) {
      assert.equal((await again.problem())?.kind, "unrelated");
    }
    assert.equal(await world.git(remote, "rev-parse", "main"), other);
    if (way === "in place of its remote") {
      await world.git(world.remote, "update-ref", "refs/heads/main", before);
    } else await laptop.git("remote", "set-url", "origin", world.remote);
    await again.sync();
    assert.equal(await world.git(world.remote, "show", "main:diary.md"), "more");
  });
}

Deno.test("two histories that users made stay apart: the sync waits and touches nothing", async () => {
  const { world } = await tell({ "notes.md": "remote\n" }, "desktop");
  const laptop = await ownFolder(world, { "notes.md": "laptop\n" });
  await laptop.git("add", "-A");
  await laptop.git("commit", "--quiet", "-m", "by hand");
  const before = await laptop.git("rev-parse", "HEAD");
  const published = await world.git(world.remote, "rev-parse", "main");
  assert.equal((await laptop.problem())?.kind, "unrelated");
  assert.equal(await laptop.git("rev-parse", "HEAD"), before);
  assert.equal(await world.git(world.remote, "rev-parse", "main"), published);
  assert.deepEqual(await textsOn(laptop), { "notes.md": "laptop\n" });
});

Deno.test("a branch that was deleted at the remote is published again, and that is reported", async () => {
  const { world, laptop, quiet } = await tell({ "notes.md": "one\n" }, "laptop");
  await laptop.sync();
  await world.git(world.remote, "update-ref", "-d", "refs/heads/main");
  // Without anything to send, and with a save that is sent before anybody looks.
  const looked = await laptop.sync();
  assert.deepEqual([looked.pushed, looked.remade], [true, true]);
  await quiet();
  await world.git(world.remote, "update-ref", "-d", "refs/heads/main");
  await world.write(laptop.folder, { "notes.md": "two\n" });
  const saved = await laptop.sync();
  assert.deepEqual([saved.pushed, saved.remade], [true, true]);
  await world.write(laptop.folder, { "notes.md": "three\n" });
  assert.equal((await laptop.sync()).remade, false);
});
