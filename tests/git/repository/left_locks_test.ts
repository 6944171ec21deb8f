// Locks that somebody's killed git process has left: they are reported, and go on the user's word alone.

import assert from "node:assert/strict";
import { join } from "node:path";
import { syncAndDie } from "../../support/crash.ts";
import { comeToRest, onStage, SAVE } from "../../support/crash_scenes.ts";
import { copyProgram } from "../../support/executable.ts";
import { type Machine, machineOf, type Story, tell } from "../../support/story.ts";

const FILES = { "notes.md": "one\n" };
const HOUR_MS = 3_600_000;

/** Leaves a lock as a git does that was killed an hour ago. */
async function leave(machine: Machine, name: string, content = "left\n"): Promise<string> {
  const lock = machine.path(`.git/${name}`);
  await Deno.writeTextFile(lock, content);
  const then = new Date(Date.now() - HOUR_MS);
  await Deno.utime(lock, then, then);
  return lock;
}

async function isThere(path: string): Promise<boolean> {
  return await Deno.lstat(path).then(() => true, () => false);
}

/** The contents of the locks that were taken away. */
async function takenAway(machine: Machine): Promise<string[]> {
  const folder = machine.path(".git/gitsyncbar/locks");
  const names = await Array.fromAsync(Deno.readDir(folder), ({ name }) => name).catch(() => []);
  return await Promise.all(names.map((name) => Deno.readTextFile(join(folder, name))));
}

/** A program of another name that lives in a folder; it is a git to whoever looks at names alone. */
async function living(
  story: Story<readonly string[]>,
  { name, folder }: { readonly name: string; readonly folder: string },
): Promise<AsyncDisposable> {
  const program = join(story.world.folder, name);
  await copyProgram("/bin/sleep", program);
  const child = new Deno.Command(program, { args: ["3600"], cwd: folder }).spawn();
  return {
    async [Symbol.asyncDispose]() {
      child.kill("SIGKILL");
      await child.status;
    },
  };
}

Deno.test("a lock that a killed git process has left is named, and goes on the user's word alone", async () => {
  const { laptop, desktop, quiet } = await tell(FILES);
  for (const [at, name] of ["index", "HEAD", "refs/heads/main"].entries()) {
    await desktop.save({ "desktop.md": `${at}\n` });
    const lock = await leave(laptop, `${name}.lock`, `${at}\n`);
    await laptop.write({ "notes.md": `${at}\n` });
    const before = await laptop.trySync();
    assert.deepEqual(before.kind === "problem" && before.problem, {
      kind: "left lock",
      path: lock,
    });
    assert(await isThere(lock), name);
    assert.equal((await laptop.sync({ unlock: true })).unlocked, 1, name);
    assert.equal(await isThere(lock), false, name);
    assert.ok((await takenAway(laptop)).includes(`${at}\n`), name);
  }
  const upkeep = ["objects/maintenance", "objects/info/commit-graph"];
  const others = ["refs/remotes/origin/main", "packed-refs", "shallow", "config", ...upkeep];
  for (const name of others) await leave(laptop, `${name}.lock`);
  assert.equal((await laptop.sync({ unlock: true })).unlocked, others.length);
  await quiet();
});

Deno.test("a lock stays that is young, and one of a repository in which a git process lives", async () => {
  const story = await tell(FILES);
  const { world, machines: [laptop] } = story;
  const linked = join(world.folder, "linked");
  await laptop.git("worktree", "add", "--quiet", "-b", "other", linked);
  await laptop.write({ "notes.md": "two\n" });
  const lock = await leave(laptop, "index.lock");
  const stays = async (what: string) => {
    const outcome = await laptop.trySync({ unlock: true });
    assert.equal(outcome.kind === "problem" && outcome.problem.kind, "lock", what);
    assert.equal(outcome.report.unlocked, undefined, what);
    assert(await isThere(lock), what);
  };
  await Deno.utime(lock, new Date(), new Date());
  await stays("young");
  await leave(laptop, "index.lock");
  for (const folder of [laptop.folder, laptop.path(".git"), linked]) {
    await using _git = await living(story, { name: "git", folder });
    await stays(folder);
  }
  await using _elsewhere = await living(story, { name: "git-elsewhere", folder: world.folder });
  assert.equal((await laptop.sync({ unlock: true })).unlocked, 1);
});

Deno.test("a lock at the remote is none of this repository", async () => {
  const { world, laptop } = await tell(FILES);
  const lock = join(world.remote, "refs/heads/main.lock");
  await Deno.writeTextFile(lock, "");
  await Deno.utime(lock, 1, 1);
  await laptop.write({ "notes.md": "two\n" });
  const outcome = await laptop.trySync({ unlock: true });
  assert.equal(outcome.kind, "problem");
  assert(await isThere(lock));
});

Deno.test("this app is no git process, whatever folder it was started in", () =>
  onStage(SAVE, async (stage) => {
    const { world, laptop } = stage;
    const death = { at: "git", fate: "not begun", call: "core.safecrlf=false" } as const;
    assert(await syncAndDie(world, laptop.folder, death));
    const lock = laptop.path(".git/index.lock");
    await Deno.writeTextFile(lock, "");
    const app = { name: "git-sync-bar", folder: laptop.folder };
    await using _app = await living({ world } as Story<readonly string[]>, app);
    // The lock that our own git has left goes by itself.
    assert.equal((await machineOf(world, laptop.folder).trySync()).kind, "synced");
    assert.equal(await isThere(lock), false);
    await comeToRest(stage);
    await SAVE.check(stage);
  }));
