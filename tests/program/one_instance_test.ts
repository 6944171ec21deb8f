// One instance for each repository, and what it can be told: by the command line, by a second
// instance, by anybody who finds its socket.

import assert from "node:assert/strict";
import { join } from "node:path";
import { verbOf } from "../support/git_wrapper.ts";
import { holdableGit } from "../support/held_git.ts";
import { configFor, runProgram } from "../support/program.ts";
import { prompt, published, startInstance, startUpToDate } from "../support/running.ts";
import { cloned } from "../support/world.ts";

/** A change stays where it is until somebody asks for a sync. */
const WHEN_ASKED = {
  sync_delay_seconds: 3600,
  sync_poll_seconds: 3600,
  sync_poll_active_seconds: 0,
};

Deno.test("--status and --sync-now say that nothing is running", async () => {
  const { world, laptop } = await cloned({ "notes.md": "one\n" }, "laptop");
  const config = await configFor(world, laptop);
  for (const command of ["--status", "--sync-now"]) {
    assert.deepEqual(await runProgram(world, [command, "--config", config]), {
      code: 1,
      stdout: "",
      stderr:
        "git-sync-bar: Git Sync Bar is not running: start `git-sync-bar`, or sync once with --once\n",
    });
  }
});

Deno.test("--status tells a user, --status --json a program, how things are", async () => {
  const { world, laptop, desktop } = await cloned({ "notes.md": "one\n" }, "laptop", "desktop");
  await world.write(desktop, { "notes.md": "from desktop\n" });
  await world.git(desktop, "commit", "--quiet", "-am", "desktop");
  await world.git(desktop, "push", "--quiet");
  await world.write(laptop, {
    "notes.md": "from laptop\n",
    "film.mp4": "x".repeat(1024 * 1024 + 1),
  });
  await using instance = await startInstance(world, "laptop", {
    config: { ...WHEN_ASKED, sync_dir: laptop, sync_max_file_mb: 1 },
  });
  await instance.shows("a conflict", ({ condition }) => condition === "conflict");
  const { code, stdout, stderr } = await instance.run("--status", "--json");
  assert.deepEqual({ code, stderr }, { code: 0, stderr: "" });
  const status = JSON.parse(stdout);
  assert.equal(status.condition, "conflict");
  assert.equal(status.folder, laptop);
  assert.deepEqual(status.notSynced, [{ path: "film.mp4", reason: "too large" }]);
  assert.equal(status.conflicts.length, 1);
  const [{ path, copy }] = status.conflicts;
  assert.equal(path, "notes.md");
  assert.equal(await Deno.readTextFile(join(laptop, copy)), "from laptop\n");
  assert.ok(Math.abs(Date.parse(status.lastUpToDate) - Date.now()) < 600_000, stdout);

  const lines = (await instance.run("--status")).stdout.split("\n");
  assert.ok(lines.includes(`Folder: ${laptop}`), lines.join("\n"));
  assert.ok(
    lines.includes(
      "Not synced: film.mp4: larger than sync_max_file_mb: raise the limit, or track it with git-lfs",
    ),
  );
  assert.ok(lines.some((line) => line.startsWith("Conflict: notes.md: ") && line.includes(copy)));
  await instance.stop();
});

Deno.test("--sync-now answers when what was saved before it is sent", async () => {
  const { world, laptop } = await cloned({ "notes.md": "one\n" }, "laptop");
  const git = await holdableGit(world);
  await using instance = await startUpToDate(world, "laptop", {
    config: { ...WHEN_ASKED, sync_dir: laptop },
    env: git.environment,
  });
  await world.write(laptop, { "todo.md": "milk\n" });
  assert.deepEqual(await instance.run("--sync-now"), {
    code: 0,
    stdout: "Up to date: sent 1 change\n",
    stderr: "",
  });
  assert.equal(await published(world, "todo.md"), "milk\n");

  // Asked while a sync runs that has already saved: the next one is the one that counts.
  await world.write(laptop, { "todo.md": "bread\n" });
  await git.hold("push");
  const first = instance.run("--sync-now");
  await instance.until("the push waits", () => git.isHeld("push"));
  await world.write(laptop, { "later.md": "one\n" });
  const second = instance.run("--sync-now");
  await instance.until(
    "both have asked",
    async () => (await instance.log()).filter((line) => line === "Asked to sync").length === 3,
  );
  await git.letGo("push");
  assert.equal((await first).stdout, "Up to date: sent 1 change\n");
  assert.equal((await second).stdout, "Up to date: sent 1 change\n");
  assert.equal(await published(world, "later.md"), "one\n");
  await instance.stop();
});

Deno.test("--once beside a running instance hands over to it and says so", async () => {
  const { world, laptop } = await cloned({ "notes.md": "one\n" }, "laptop");
  await using instance = await startUpToDate(world, "laptop", {
    config: { ...WHEN_ASKED, sync_dir: laptop },
  });
  await world.write(laptop, { "todo.md": "milk\n" });
  // With another configuration of the same folder.
  const once = await runProgram(world, ["--once", "--config", await configFor(world, laptop)]);
  assert.deepEqual(once, {
    code: 0,
    stdout: "Handed over to the instance that is running\nUp to date: sent 1 change\n",
    stderr: "",
  });
  assert.equal(await published(world, "todo.md"), "milk\n");
  await instance.stop();
});

Deno.test("of two configurations on one folder the second waits, and takes over", async () => {
  const { world, laptop } = await cloned({ "notes.md": "one\n" }, "laptop");
  const config = prompt(laptop);
  await using first = await startUpToDate(world, "first", { config });
  const git = await holdableGit(world);
  await using second = await startInstance(world, "second", {
    // It looks again in a second, instead of after 15.
    config: { ...config, sync_poll_seconds: 1 },
    env: git.environment,
  });
  const { condition } = await second.shows(
    "it waits",
    ({ line }) => line === "Another Git Sync Bar syncs this folder",
  );
  assert.equal(condition, "offline");
  const asked = await second.run("--sync-now");
  assert.equal(asked.code, 75);
  assert.match(
    asked.stderr,
    /another Git Sync Bar syncs this folder already: quit it to sync with this one\n$/,
  );
  await world.write(laptop, { "todo.md": "milk\n" });
  await first.sends("todo.md");
  assert.deepEqual((await git.calls()).map(verbOf), []);

  await first.stop();
  assert.match((await first.ends()).stdout, /^Git Sync Bar runs until it is ended .*\n$/);
  await world.write(laptop, { "todo.md": "bread\n" });
  await second.sends("todo.md", "bread\n");
  await second.upToDate();
  await second.stop();
  assert.match((await second.ends()).stdout, /^Git Sync Bar keeps this folder in sync already: /);
});

Deno.test("a second start with the same configuration says so, ends, and leaves the first one alone", async () => {
  const { world, laptop } = await cloned({ "notes.md": "one\n" }, "laptop");
  const config = prompt(laptop);
  await using first = await startUpToDate(world, "laptop", { config });
  await first.logs("Watching the folder");
  const log = await first.log();
  assert.deepEqual(await first.run("--headless"), {
    code: 1,
    stdout: "",
    stderr: "git-sync-bar: Cannot start: Git Sync Bar runs with this configuration already\n",
  });
  assert.deepEqual(await first.log(), log);
  await first.upToDate();
  await world.write(laptop, { "todo.md": "milk\n" });
  await first.sends("todo.md");
  await first.stop();
});
