// Locks: another git process holds one, or a git process that was killed has left it. Only what the app's own git has left
// is removed.

import assert from "node:assert/strict";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { PERMISSIONS } from "../../../tools/program.ts";
import { syncAndDie, syncOnce } from "../../support/crash.ts";
import { comeToRest, onStage, SAVE, UPDATE } from "../../support/crash_scenes.ts";
import { wrapGit } from "../../support/git_wrapper.ts";
import { eventually } from "../../support/running.ts";
import { machineOf, tell } from "../../support/story.ts";
import type { World } from "../../support/world.ts";

async function isThere(file: string): Promise<boolean> {
  return await Deno.lstat(file).then(() => true, () => false);
}

/** A git process that is at work in a folder for as long as its standard input is open. */
function gitAtWork(world: World, folder: string): Deno.ChildProcess {
  return new Deno.Command("git", {
    args: ["cat-file", "--batch"],
    cwd: folder,
    clearEnv: true,
    env: { ...world.env },
    stdin: "piped",
    stdout: "null",
  }).spawn();
}

Deno.test("a lock that somebody else holds is waited for, named and never removed", () =>
  onStage(SAVE, async (stage) => {
    const { laptop } = stage;
    const lock = laptop.path(".git/index.lock");
    await Deno.writeTextFile(lock, "");
    for (let sync = 0; sync < 2; sync++) {
      const outcome = await laptop.trySync();
      assert(outcome.kind === "problem" && outcome.problem.kind === "lock");
      assert.equal(outcome.problem.lock, lock);
      assert(await isThere(lock));
    }
    await Deno.remove(lock);
    await comeToRest(stage);
    await SAVE.check(stage);
  }));

Deno.test("a lock that is older than the app's own last git is never removed by itself", () =>
  onStage(SAVE, async (stage) => {
    const { world, laptop } = stage;
    const lock = laptop.path(".git/index.lock");
    await Deno.writeTextFile(lock, "");
    const hourAgo = new Date(Date.now() - 3_600_000);
    await Deno.utime(lock, hourAgo, hourAgo);
    const death = { at: "git", fate: "not begun", call: "core.safecrlf=false" } as const;
    assert(await syncAndDie(world, laptop.folder, death));
    const outcome = await laptop.trySync();
    assert(outcome.kind === "problem");
    assert.deepEqual(outcome.problem, { kind: "left lock", path: lock });
    assert(await isThere(lock));
  }));

Deno.test("the lock of a killed git goes also when there is something old to be let go of", () =>
  onStage(SAVE, async (stage) => {
    const { world, laptop } = stage;
    const death = { at: "git", fate: "not begun", call: "core.safecrlf=false" } as const;
    assert(await syncAndDie(world, laptop.folder, death));
    await laptop.git("update-ref", "refs/gitsyncbar/keep/2020-01-01T000000-0123456789ab", "HEAD");
    await laptop.write({ ".git/gitsyncbar/tidied.json": '{"at":0}' });
    await Deno.writeTextFile(laptop.path(".git/index.lock"), "");
    // A step of the clock of files further on.
    await pause(50);
    await comeToRest(stage);
    await SAVE.check(stage);
    assert.equal(await laptop.git("for-each-ref", "refs/gitsyncbar/keep"), "");
  }));

Deno.test("what a killed git had locked for its upkeep goes as well: that would be silently left out from then on", () =>
  onStage(SAVE, async (stage) => {
    const { world, laptop } = stage;
    const death = { at: "git", fate: "not begun", call: "core.safecrlf=false" } as const;
    assert(await syncAndDie(world, laptop.folder, death));
    const names = ["maintenance", "info/commit-graph"];
    const locks = names.map((name) => laptop.path(`.git/objects/${name}.lock`));
    for (const lock of locks) await Deno.writeTextFile(lock, "");
    await comeToRest(stage);
    await SAVE.check(stage);
    for (const lock of locks) assert.equal(await isThere(lock), false);
  }));

Deno.test("a lock that the app's own git left stays as long as any git process is at work in the folder", () =>
  onStage(SAVE, async (stage) => {
    const { world, laptop } = stage;
    const death = { at: "git", fate: "not begun", call: "core.safecrlf=false" } as const;
    assert(await syncAndDie(world, laptop.folder, death));
    const lock = laptop.path(".git/index.lock");
    await Deno.writeTextFile(lock, "");
    const other = gitAtWork(world, laptop.folder);
    for (let sync = 0; sync < 2; sync++) {
      const outcome = await laptop.trySync();
      assert(outcome.kind === "problem" && outcome.problem.kind === "lock");
      assert.equal(outcome.problem.lock, lock);
      assert(await isThere(lock));
    }
    // The program may do less than a test, and sees it all the same.
    const what = { environment: world.env, permissions: PERMISSIONS };
    assert.match(await syncOnce(laptop.folder, what), /a git process is at work in the folder/);
    assert(await isThere(lock));
    await other.stdin.close();
    await other.status;
    await comeToRest(stage);
    await SAVE.check(stage);
  }));

for (const goes of [true, false]) {
  const what = goes ? "for a moment" : "and stays";
  Deno.test(`a lock that comes while files are being replaced ${what} makes nobody's work an edit`, () =>
    onStage(UPDATE, async (stage) => {
      const { world, laptop } = stage;
      const lock = laptop.path(".git/index.lock");
      // The last thing but one that an update does is to set the index, by now without a file of its own.
      const { environment } = await wrapGit(
        world,
        [
          `if [ -z "$GIT_INDEX_FILE" ] && [ "$3" = --index-info ] && [ ! -e "$0.came" ]; then`,
          `  : >'${lock}'; : >"$0.came"`,
          ...(goes ? [`  (sleep 0.3; rm '${lock}') >/dev/null 2>&1 &`] : []),
          "fi",
        ].join("\n"),
      );
      const settings = { environment, lockWaitMs: 100 };
      const outcome = await machineOf(world, laptop.folder, settings).trySync();
      if (goes) assert.equal(outcome.kind, "synced");
      else {
        assert(outcome.kind === "problem" && outcome.problem.kind === "lock");
        assert.equal(outcome.problem.lock, lock);
        await Deno.remove(lock);
      }
      await comeToRest(stage);
      await UPDATE.check(stage);
    }));
}

const KILLED = [
  {
    about: "the index, in an update",
    scene: UPDATE,
    call: '[ "$3" = --index-info ]',
    lock: "index",
  },
  { about: "a branch", scene: SAVE, call: '[ "$1" = update-ref ]', lock: "refs/heads/main" },
];

for (const { about, scene, call, lock } of KILLED) {
  Deno.test(`the lock of a git process that stood still and had to be killed goes with it: ${about}`, () =>
    onStage(scene, async (stage) => {
      const { world, laptop } = stage;
      const file = laptop.path(`.git/${lock}.lock`);
      // As on a disk that does not answer: no signal but SIGKILL ends it, and nothing is tidied up.
      const { environment } = await wrapGit(
        world,
        [
          `if [ -z "$GIT_INDEX_FILE" ] && ${call} && [ ! -e "$0.came" ]; then`,
          `  : >'${file}'; : >"$0.came"; kill -STOP $$`,
          "fi",
        ].join("\n"),
      );
      const machine = machineOf(world, laptop.folder, { environment, silenceMs: 3_000 });
      assert.equal((await machine.trySync()).kind, "problem");
      assert(await isThere(file));
      assert.equal((await laptop.trySync()).kind, "synced");
      await comeToRest(stage);
      await scene.check(stage);
    }));
}

Deno.test("what a killed git process has not yet put among the objects goes with it", () =>
  onStage(SAVE, async (stage) => {
    const { world, laptop } = stage;
    // As on macOS, where git puts the objects of a command into their places together, at its end.
    await laptop.git("config", "core.fsyncMethod", "batch");
    await laptop.git("config", "filter.deadly.clean", "kill -9 $PPID");
    const attributes = laptop.path(".git/info/attributes");
    await Deno.writeTextFile(attributes, "zebra filter=deadly\n");
    await laptop.write({ "a new one": "a\n", "zebra": "z\n" });
    assert(
      await syncAndDie(world, laptop.folder, {
        at: "git",
        fate: "run to its end",
        call: "core.safecrlf=false",
      }),
    );
    const waiting = async () =>
      await Array.fromAsync(Deno.readDir(laptop.path(".git/objects")), ({ name }) => name)
        .then((names) => names.filter((name) => name.startsWith("tmp_")));
    await eventually("objects wait", async () => (await waiting()).length === 1);
    await Deno.remove(attributes);
    await comeToRest(stage);
    assert.deepEqual(await waiting(), []);
  }));

Deno.test("a lock that a git process at work in another work tree of the repository may hold stays", async () => {
  const { world, laptop } = await tell({ "notes.md": "one\n" }, "laptop");
  const folder = join(world.folder, "second");
  await laptop.git("worktree", "add", "--quiet", "-b", "second", folder);
  await world.git(folder, "push", "--quiet", "--set-upstream", "origin", "second");
  const second = machineOf(world, folder);
  await second.sync();
  // As if a git of the app had been killed here.
  const { pid, status } = new Deno.Command("true").spawn();
  await status;
  await Deno.writeTextFile(laptop.path(".git/worktrees/second/gitsyncbar/running"), `${pid}\n`);
  const lock = laptop.path(".git/packed-refs.lock");
  await Deno.writeTextFile(lock, "");
  const other = gitAtWork(world, laptop.folder);
  const outcome = await second.trySync();
  assert(outcome.kind === "problem" && outcome.problem.kind === "lock");
  assert.equal(outcome.problem.lock, lock);
  assert(await isThere(lock));
  await other.stdin.close();
  await other.status;
  await second.sync();
  assert.equal(await isThere(lock), false);
});
