// The app is killed with -9 at any step of a sync. The next start has to find its way by itself: nothing
// lost, nothing left behind, and nobody else's work taken for an edit of this machine.

import assert from "node:assert/strict";
import { gitCallsOf, syncAndDie } from "../../support/crash.ts";
import {
  comeToRest,
  killedAfterEach,
  MERGE,
  onStage,
  SAVE,
  UNDO,
  UPDATE,
  WITHOUT_TRACE,
  withScene,
} from "../../support/crash_scenes.ts";
import { verbOf } from "../../support/git_wrapper.ts";
import { eventually } from "../../support/running.ts";
import { machineOf, textsOn } from "../../support/story.ts";

for (const scene of [SAVE, UPDATE, UNDO]) {
  let number = 0;
  // What is undone is what an update does, where each step is looked at: there every second one will do.
  const every = scene === UNDO ? 2 : 1;
  Deno.test(`the app is killed in ${scene.name}, after anything that it does`, (t) =>
    killedAfterEach(t, {
      scene,
      counts: (effect) => !WITHOUT_TRACE.includes(effect) && ++number % every === 0,
      // Before it fetches, it does what a save does; from its first look at the files on, the sync after a crash is
      // as any other.
      ...(scene === UPDATE ? { begin: "fetch" } : scene === UNDO ? { end: "status" } : {}),
    }));
}

/**
 * What is killed in the middle; before and after that, a sync does what a save does. An update and its undoing put files
 * in place as a merge does, and have no other commands but for the first look at attributes.
 */
const PARTS = [
  { scene: SAVE },
  { scene: MERGE, begin: "push", end: "maintenance" },
  { scene: UPDATE, begin: "fetch", end: "init" },
] as const;

for (const { scene, ...part } of PARTS) {
  Deno.test(`the app is killed in ${scene.name}, at any kind of git command, and that in the middle`, async (t) => {
    await withScene(scene, async (play) => {
      const calls = await play(({ world, laptop }) => gitCallsOf(world, laptop.folder));
      const all = calls.map(verbOf);
      const begin = "begin" in part ? all.indexOf(part.begin) : 0;
      const verbs = all.slice(0, "end" in part ? all.indexOf(part.end) : all.length);
      for (const [at, verb] of verbs.entries()) {
        const isFirstOrLast = verbs.indexOf(verb, begin) === at || verbs.lastIndexOf(verb) === at;
        if (WITHOUT_TRACE.includes(verb) || !isFirstOrLast || at < begin) continue;
        await t.step(`git ${verb}, number ${at + 1}`, () =>
          play(async (stage) => {
            const { world, laptop } = stage;
            const death = { at: "git", fate: "killed in the middle", call: at + 1 } as const;
            assert(await syncAndDie(world, laptop.folder, death));
            await comeToRest(stage);
            await scene.check(stage);
          }));
      }
    });
  });
}

Deno.test("what a killed merge has begun does not lie around when there is nothing to merge any more", async () => {
  await withScene(MERGE, (play) =>
    play(async (stage) => {
      const { world, laptop } = stage;
      const calls = await play(({ world, laptop }) => gitCallsOf(world, laptop.folder));
      // The last but one before it writes an index of ours with the texts as a tree.
      const call = calls.findIndex((call) => verbOf(call) === "merge-tree") - 1;
      assert(await syncAndDie(world, laptop.folder, { at: "git", fate: "not begun", call }));
      assert.ok(await Deno.stat(laptop.path(".git/gitsyncbar/index")));
      await laptop.git("reset", "--quiet", "--hard", "HEAD~1");
      await comeToRest(stage);
      assert.equal(await laptop.read("same.md"), "desktop\n");
    }));
});

Deno.test("the app is killed in an update, and the user goes on on another branch: its files stay as they are", () =>
  onStage(UPDATE, async (stage) => {
    const { world, laptop } = stage;
    const death = { at: "git", fate: "not begun", call: "update-ref" } as const;
    assert(await syncAndDie(world, laptop.folder, death));
    await laptop.git("checkout", "--quiet", "--force", "-B", "other", "origin/main");
    await laptop.git("push", "--quiet", "--set-upstream", "origin", "other");
    const texts = await textsOn(laptop);
    await machineOf(world, laptop.folder).sync();
    assert.deepEqual(await textsOn(laptop), texts);
    assert.equal(await laptop.git("diff", "--stat", "origin/main"), "");
    assert.equal(await laptop.git("status", "--porcelain"), "");
  }));

Deno.test("the app is killed just when an update is done, and the user commits by hand: nothing is undone", () =>
  onStage(UPDATE, async (stage) => {
    const { world, laptop } = stage;
    const death = { at: "git", fate: "run to its end", call: "update-ref" } as const;
    assert(await syncAndDie(world, laptop.folder, death));
    const tip = await world.git(world.remote, "rev-parse", "main");
    await eventually(
      "the git process that was left has moved the branch",
      async () => await laptop.git("rev-parse", "HEAD") === tip,
    );
    await laptop.write({ "changed.md": "mine\n" });
    await laptop.git("commit", "--quiet", "--all", "--message", "by hand");
    await laptop.sync();
    assert.equal(await laptop.read("changed.md"), "mine\n");
    assert.equal(await laptop.read("file/in/it.md"), "i\n");
    assert.equal(await laptop.git("diff", "--stat", "HEAD~1", "--", ":!changed.md"), "");
  }));

Deno.test("a git process that outlives the app and holds the index for long is waited for", async () => {
  await withScene(SAVE, (play) =>
    play(async (stage) => {
      const { world, laptop } = stage;
      const once =
        `[ -e '${world.folder}/slept' ] || { : >'${world.folder}/slept'; sleep 5; }; cat`;
      await laptop.git("config", "filter.slow.clean", once);
      await Deno.writeTextFile(laptop.path(".git/info/attributes"), "a.md filter=slow\n");
      const calls = await play(({ world, laptop }) => gitCallsOf(world, laptop.folder));
      const call = calls.findLastIndex((call) => verbOf(call) === "update-index") + 1;
      const death = { at: "git", fate: "run to its end", call } as const;
      assert(await syncAndDie(world, laptop.folder, death));
      await comeToRest(stage);
      await SAVE.check(stage);
    }));
});
