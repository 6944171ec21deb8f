// A configuration that is saved while the app runs: what is valid takes effect at once, what is not
// leaves the running settings in force. And the very first one.

import assert from "node:assert/strict";
import { join } from "node:path";
import { verbOf, wrapGit } from "../support/git_wrapper.ts";
import { configFor, runProgram } from "../support/program.ts";
import { folderMissing, prompt, startInstance, startUpToDate, textOf } from "../support/running.ts";
import { cloned, makeWorld, sendFrom } from "../support/world.ts";

const IN_FORCE = "The configuration is in force";

Deno.test("each new setting is in force at once, also for what waits, and nothing else begins anew", async () => {
  const { world, laptop, desktop } = await cloned({ "notes.md": "one\n" }, "laptop", "desktop");
  const git = await wrapGit(world);
  await using instance = await startUpToDate(world, "laptop", {
    config: {
      sync_dir: laptop,
      sync_delay_seconds: 3600,
      sync_poll_seconds: 3600,
      sync_poll_active_seconds: 0,
    },
    env: git.environment,
  });
  await git.calls();
  await world.write(laptop, { "todo.md": "milk\n" });
  await instance.shows("it waits", ({ line }) => line === "Saving changes…");
  await instance.configure(prompt(laptop));
  await instance.sends("todo.md");
  await instance.upToDate();
  const verbs = (await git.calls()).map(verbOf);
  assert.ok(verbs.includes("push") && !verbs.includes("fetch"), verbs.join(" "));
  const logged = async (line: string) =>
    (await instance.log()).filter((found) => found === line).length;
  await instance.until("it is logged", async () => await logged(IN_FORCE) === 2);
  assert.equal(await logged("Watching the folder"), 1);

  await instance.configure({ ...prompt(laptop), watch_for_changes: false });
  await instance.shows("it does not watch", ({ watch }) => watch.kind === "off");
  await instance.upToDate();
  await world.write(laptop, { "todo.md": "bread\n" });
  assert.equal((await instance.run("--sync-now")).stdout, "Up to date: sent 1 change\n");
  await instance.configure(prompt(laptop));
  await instance.shows("it watches", ({ watch }) => watch.kind === "watching");
  await instance.upToDate();
  await world.write(laptop, { "todo.md": "eggs\n" });
  await instance.sends("todo.md", "eggs\n");

  await world.git(desktop, "pull", "--quiet");
  await sendFrom(world, desktop, { "notes.md": "two\n" });
  await instance.configure({ ...prompt(laptop), sync_poll_seconds: 1 });
  await instance.until(
    "a look by the clock finds what others sent",
    async () => await textOf(join(laptop, "notes.md")) === "two\n",
  );
  await instance.stop();
});

Deno.test("another folder in the configuration is the one that is synced, and the old one is free", async () => {
  const { world, laptop, other } = await cloned({ "notes.md": "one\n" }, "laptop", "other");
  await using instance = await startUpToDate(world, "laptop", { config: prompt(laptop) });
  await world.write(other, { "todo.md": "milk\n" });
  await instance.configure(prompt(other));
  await instance.sends("todo.md");
  assert.equal((await instance.upToDate()).folder, other);
  await world.write(other, { "todo.md": "bread\n" });
  await instance.sends("todo.md", "bread\n");

  await world.write(laptop, { "later.md": "one\n" });
  const once = await runProgram(world, ["--once", "--config", await configFor(world, laptop)]);
  assert.deepEqual(once, {
    code: 0,
    stdout: "Up to date: sent 1 change, received 1 change\n",
    stderr: "",
  });
  await instance.stop();
});

Deno.test("a misspelt setting is reported by its name until the file is right, also when the folder is another one", async () => {
  const { world, laptop, desktop } = await cloned({ "notes.md": "one\n" }, "laptop", "desktop");
  const config = prompt(laptop);
  await using instance = await startUpToDate(world, "laptop", {
    config: { ...config, sync_dely_seconds: 1 },
  });
  const told = /^Ignored "sync_dely_seconds" .*: did you mean "sync_delay_seconds"\?$/m;
  assert.match((await instance.run("--status")).stdout, told);
  await instance.logs(told);
  await instance.configure({ ...config, sync_dir: desktop, sync_dely_seconds: 1 });
  await instance.shows("it is in force", ({ folder }) => folder === desktop);
  const { warnings } = JSON.parse((await instance.run("--status", "--json")).stdout);
  assert.equal(warnings.length, 1);
  assert.match(warnings[0], told);
  await instance.configure({ ...config, sync_dir: desktop });
  await instance.shows("nothing is told any more", ({ warnings }) => warnings.length === 0);
  await instance.upToDate();
  instance.signal("SIGTERM");
  const { stderr } = await instance.ends();
  assert.match(stderr, /^git-sync-bar: Ignored "sync_dely_seconds" .*\n$/);
});

Deno.test("it starts with a mistake in the configuration, and syncs when that is mended", async () => {
  const { world, laptop } = await cloned({ "notes.md": "one\n" }, "laptop");
  await world.write(laptop, { "todo.md": "milk\n" });
  await using instance = await startInstance(world, "laptop", { config: { sync_dir: "laptop" } });
  const status = await instance.shows("it is said", ({ mistakes }) => mistakes.length === 1);
  assert.equal(status.condition, "needs you");
  const asked = await instance.run("--sync-now");
  assert.deepEqual(asked, {
    code: 1,
    stdout: "",
    stderr: "git-sync-bar: Cannot sync: no valid configuration is in force\n",
  });
  await instance.configure(prompt(laptop));
  await instance.sends("todo.md");
  await instance.upToDate();
  instance.signal("SIGTERM");
  const { code, stderr } = await instance.ends();
  assert.equal(code, 0);
  // Who started it in a terminal sees nothing else of it.
  assert.match(stderr, /^git-sync-bar: Cannot use .*: sync_dir is "laptop", expected a path .*\n$/);
});

Deno.test("the first start makes the configuration and names set-up; it begins when that is saved", async () => {
  const { world, laptop, desktop } = await cloned({ "notes.md": "one\n" }, "laptop", "desktop");
  await world.write(laptop, { "todo.md": "milk\n" });
  await using instance = await startInstance(world, "laptop", {});
  await instance.until("the configuration is there", () => textOf(instance.config));
  assert.equal((await Deno.stat(instance.config)).mode! & 0o777, 0o600);
  assert.equal(JSON.parse(await Deno.readTextFile(instance.config)).sync_delay_seconds, 10);
  // Nobody has saved it yet. In the time in which another instance takes up two saves it would have shown.
  const config = prompt(desktop);
  await using other = await startInstance(world, "desktop", { config });
  for (const count of [1, 2, 3]) {
    await other.until(
      "a save is in force",
      async () =>
        (await other.log()).filter((line) => line === IN_FORCE).length ===
          count,
    );
    await other.configure(config);
  }
  assert.equal((await instance.status())?.condition, "not set up");
  assert.equal((await instance.run("--sync-now")).code, 1);

  await instance.configure(prompt(laptop));
  await instance.sends("todo.md");
  await instance.upToDate();
  await instance.stop("git-sync-bar: Not set up yet: run `git-sync-bar --setup`\n");
  await other.stop();
});

Deno.test("a start in a terminal names a folder that is not there", async () => {
  await using world = await makeWorld();
  const missing = join(world.folder, "nowhere");
  await using instance = await startInstance(world, "laptop", { config: prompt(missing) });
  await instance.shows("it listens", () => true);
  await instance.stop(folderMissing(missing));
});

Deno.test("a configuration that cannot be made ends the app with one line", async () => {
  await using world = await makeWorld();
  await using instance = await startInstance(world, "laptop", {
    env: { XDG_CONFIG_HOME: join(world.remote, "HEAD") },
  });
  const { code, stderr } = await instance.ends();
  assert.equal(code, 1);
  assert.match(stderr, /^git-sync-bar: Cannot make the configuration ".*config\.json": .+\n$/);
});
