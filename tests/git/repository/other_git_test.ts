// The user's own git works in the folder while the app does: what it has done to index and files must
// not be taken for edits, nor another branch for this one.

import assert from "node:assert/strict";
import { openRepository } from "../../../src/engine/git/repository/open.ts";
import { realVolume, type Volume } from "../../../src/engine/worktree/volume.ts";
import { verbOf, wrapGit } from "../../support/git_wrapper.ts";
import { holdableGit } from "../../support/held_git.ts";
import { heldPaths } from "../../../src/engine/rules/held_paths.ts";
import { Mounts } from "../../../src/engine/save/mounts.ts";
import { UnstableFiles } from "../../../src/engine/save/unstable_files.ts";
import { save } from "../../../src/engine/save/save.ts";
import { eventually } from "../../support/running.ts";
import { type Machine, machineOf, tell, textsOn } from "../../support/story.ts";
import { settingsOf } from "../../support/syncer.ts";
import { withoutLinks } from "../../support/volumes.ts";

/** A branch with a file of its own, and without `b.md`; `main` stays checked out. */
async function makePrivateBranch({ git, write, remove }: Machine): Promise<void> {
  await git("checkout", "--quiet", "-b", "private");
  await write({ "secret.md": "secret\n" });
  await remove("b.md");
  await git("add", "--all");
  await git("commit", "--quiet", "-m", "private");
  await git("checkout", "--quiet", "main");
}

/** A volume on which something happens after each link. */
function afterLink(act: () => Promise<void>): Volume {
  return {
    ...realVolume,
    link: async (from, to) => {
      await realVolume.link(from, to);
      await act();
    },
  };
}

for (const [look, request] of [["a whole look", {}], ["a name", { paths: ["a.md"] }]] as const) {
  Deno.test(`the branch that the user goes to while ${look} is saved stays unpublished`, async () => {
    const { world, laptop, desktop, quiet } = await tell({ "a.md": "a\n", "b.md": "b\n" });
    await makePrivateBranch(laptop);
    const held = await holdableGit(world);
    const app = machineOf(world, laptop.folder, { environment: held.environment });
    await app.sync();
    await app.write({ "a.md": "edited\n" });
    await held.hold("write-tree");
    const syncing = app.trySync(request);
    await eventually("git waits", () => held.isHeld("write-tree"));
    await laptop.git("checkout", "--quiet", "private");
    await held.letGo("write-tree");
    const outcome = await syncing;
    assert.equal(outcome.kind === "problem" && outcome.problem.kind, "other branch");
    assert.equal(await laptop.git("rev-list", "--count", "main"), "1");
    assert.equal(await app.read("a.md"), "edited\n");

    await laptop.git("checkout", "--quiet", "main");
    await app.sync();
    await quiet();
    assert.deepEqual(await textsOn(desktop), { "a.md": "edited\n", "b.md": "b\n" });
  });
}

const NOTHING_HELD = heldPaths({ privatePaths: [], ownPlaces: [] });

Deno.test("an edit that the user takes along to a new branch is not saved on the old one", async () => {
  const { world, laptop } = await tell({ "a.md": "a\n" }, "laptop");
  const held = await holdableGit(world);
  const app = machineOf(world, laptop.folder, { environment: held.environment });
  await app.sync();
  await app.write({ "a.md": "edited\n" });
  await held.hold("commit-tree");
  const syncing = app.trySync();
  await eventually("git waits", () => held.isHeld("commit-tree"));
  await laptop.git("checkout", "--quiet", "-b", "fresh");
  await held.letGo("commit-tree");
  const outcome = await syncing;
  assert.equal(outcome.kind === "problem" && outcome.problem.kind, "other branch");
  assert.equal(await laptop.git("rev-list", "--count", "main"), "1");
});

Deno.test("an index that is another branch's already is not saved, although HEAD is not there yet", async () => {
  const { world, laptop } = await tell({ "a.md": "a\n", "b.md": "b\n" }, "laptop");
  await makePrivateBranch(laptop);
  const held = await holdableGit(world);
  const { environment } = held;
  const repository = await openRepository({ ...settingsOf(world, laptop.folder), environment });
  await laptop.write({ "a.md": "edited\n" });
  await held.hold("write-tree");
  const saving = save(repository, {
    branch: "main",
    head: await laptop.git("rev-parse", "main"),
    paths: undefined,
    refreshesIndex: false,
    confirmDeletion: false,
    notedDeletion: new Set(),
    onHeld: () => Promise.resolve(),
    mounts: new Mounts(repository, []),
    unstable: new UnstableFiles(),
    unplaced: [],
    held: NOTHING_HELD,
    judgesNew: false,
    onScan: () => Promise.resolve(NOTHING_HELD),
    lacksFilters: () => Promise.resolve(false),
    onNothing: () => Promise.resolve(),
    fold: undefined,
    maxFileBytes: 0,
    messageTemplate: "",
    now: 0,
  });
  await eventually("git waits", () => held.isHeld("write-tree"));
  // A checkout writes files and index first (git's builtin/checkout.c, "switch_branches").
  await laptop.git("read-tree", "private");
  await held.letGo("write-tree");
  assert.deepEqual(await saving, { kind: "moved" });
  assert.equal(await laptop.git("rev-list", "--count", "main"), "1");
});

const PUT_BACK = [["stash"], ["reset", "--quiet", "--hard"], ["restore", "."]] as const;

for (const command of PUT_BACK) {
  Deno.test(`what comes in stays, also when the user's ${command[0]} puts files back meanwhile`, async () => {
    const { world, laptop, desktop, quiet } = await tell({ "a.md": "a\n", "b.md": "b\n" });
    const held = await holdableGit(world);
    let links = 0;
    const app = machineOf(world, laptop.folder, {
      environment: held.environment,
      volume: afterLink(async () => {
        if (++links === 2) await laptop.git(...command);
      }),
    });
    const news = { "a.md": "new\n", "b.md": "new\n", "c.md": "new\n" };
    await desktop.save(news);
    await app.sync();
    assert.ok(links > 3);
    await quiet();
    assert.deepEqual(await textsOn(desktop), news);

    // Or when the index has been written, and the branch has not moved yet.
    const later = { "a.md": "newer\n", "b.md": "newer\n", "c.md": "newer\n" };
    await desktop.save(later);
    await held.hold("update-ref");
    const syncing = app.sync();
    await eventually("git waits", () => held.isHeld("update-ref"));
    await laptop.git(...command);
    await held.letGo("update-ref");
    await syncing;
    await quiet();
    assert.deepEqual(await textsOn(desktop), later);
  });
}

Deno.test("what the user commits while it comes in is not taken back as if they had edited it", async () => {
  const { world, laptop, desktop, quiet } = await tell({ "a.md": "a\n", "b.md": "b\n" });
  const held = await holdableGit(world);
  const news = { "a.md": "new\n", "c/d.md": "new\n", "e.md": "new\n" };
  let links = 0;
  const app = machineOf(world, laptop.folder, {
    environment: held.environment,
    volume: afterLink(async () => {
      if (++links !== 3) return;
      await laptop.git("add", "--all");
      await laptop.git("commit", "--quiet", "-m", "by hand");
      await held.hold("status");
    }),
  });
  await desktop.write(news);
  await desktop.remove("b.md");
  await desktop.sync();
  const syncing = app.sync();
  await eventually("git waits", () => held.isHeld("status"));
  assert.equal(links, 3);
  assert.equal(await laptop.git("status", "--porcelain"), "");
  assert.deepEqual(await textsOn(laptop), news);
  await held.letGo("status");
  await syncing;
  await quiet();
  assert.deepEqual(await textsOn(desktop), news);
});

const LINKS_OR_NOT = { "with": realVolume, "without": withoutLinks };

for (const [how, volume] of Object.entries(LINKS_OR_NOT)) {
  Deno.test(`a git process that only looks, and writes the index for that, does not hold up what comes in ${how} hard links`, async () => {
    const { world, laptop, desktop, quiet } = await tell({ "a.md": "a\n", "b.md": "b\n" });
    const { environment, calls } = await wrapGit(world);
    const lookAfter = (act: Volume["link"]): Volume["link"] => async (from, to) => {
      await act(from, to);
      // Untouched, but for its time: `git status` takes note of that.
      await Deno.utime(laptop.path("b.md"), new Date(0), new Date(0));
      await laptop.git("status");
    };
    const app = machineOf(world, laptop.folder, {
      environment,
      volume: { link: lookAfter(volume.link), rename: lookAfter(volume.rename) },
    });
    await desktop.save({ "a.md": "new\n" });
    await calls();
    await app.sync();
    const written = (await calls()).filter((call) => verbOf(call) === "checkout-index");
    assert.equal(written.length, 1);
    assert.equal(await laptop.read("a.md"), "new\n");
    await quiet();
  });
}

Deno.test("a HEAD that another program has written without a line end is read as git reads it", async () => {
  const { laptop } = await tell({ "a.txt": "one\n" }, "laptop");
  await laptop.sync();
  await laptop.write({ ".git/HEAD": "ref: refs/heads/main", "a.txt": "two\n" });
  assert.deepEqual((await laptop.sync()).saved, ["a.txt"]);
});
