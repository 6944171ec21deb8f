// What a program can be started in: an environment without the usual variables, homes and folders that are
// not there or not to be written. It says so in one line or goes on without; nothing appears where it should not.

import assert from "node:assert/strict";
import { join } from "node:path";
import { configFor, programCommand, programEnv, runBare } from "../support/program.ts";
import { eventually, published, startUpToDate } from "../support/running.ts";
import { cloned, makeWorld } from "../support/world.ts";

async function namesIn(folder: string): Promise<string[]> {
  return (await Array.fromAsync(Deno.readDir(folder), ({ name }) => name)).sort();
}

const NO_HOME = "git-sync-bar: Cannot find the home folder: HOME is not set to an absolute path\n";

Deno.test("a HOME that is relative is named in one line, by each command that needs one", async () => {
  await using world = await makeWorld();
  const before = await namesIn(world.folder);
  for (const command of ["--once", "--check", "--status", "--headless", "--edit-config"]) {
    const printed = await runBare(world, [command], { PATH: world.env.PATH!, HOME: "me" });
    assert.deepEqual(printed, { code: 1, stdout: "", stderr: NO_HOME }, command);
  }
  assert.deepEqual(await namesIn(world.folder), before);
});

Deno.test("a HOME that does not exist is no obstacle to a sync", async () => {
  const { world, laptop } = await cloned({ "notes.md": "one\n" }, "laptop");
  await world.write(laptop, { "notes.md": "two\n" });
  const config = await configFor(world, laptop);
  const home = join(world.folder, "nowhere");
  const printed = await runBare(world, ["--once", "--config", config], {
    PATH: world.env.PATH!,
    HOME: home,
  });
  assert.deepEqual(printed, { code: 0, stdout: "Up to date: sent 1 change\n", stderr: "" });
  assert.equal((await namesIn(world.folder)).includes("nowhere"), false);
});

Deno.test("a HOME in which nothing can be made is reported in one line", async () => {
  await using world = await makeWorld();
  // Even root can make nothing there.
  const { code, stdout, stderr } = await runBare(world, ["--once"], { HOME: "/proc/1/nowhere" });
  assert.deepEqual([code, stdout], [1, ""]);
  assert.match(
    stderr,
    /^git-sync-bar: Cannot make the configuration "\/proc\/1\/nowhere.*": .+\n$/,
  );
});

Deno.test("without PATH git is found in the usual places", async () => {
  const { world, laptop } = await cloned({ "notes.md": "one\n" }, "laptop");
  const config = await configFor(world, laptop);
  for (const env of [{}, { PATH: "" }, { PATH: "::/nowhere:." }]) {
    const printed = await runBare(world, ["--once", "--config", config], {
      HOME: world.env.HOME!,
      ...env,
    });
    assert.deepEqual(printed, { code: 0, stdout: "Up to date\n", stderr: "" });
  }
});

Deno.test("where log, memory and socket cannot be, the folder is synced all the same, and that is said", async () => {
  const { world, laptop } = await cloned({ "notes.md": "one\n" }, "laptop");
  const file = join(world.folder, "file");
  await Deno.writeTextFile(file, "mine\n");
  const config = await configFor(world, laptop, { sync_delay_seconds: 0 });
  const { command, args } = programCommand("--headless", "--config", config);
  const child = new Deno.Command(command, {
    args,
    clearEnv: true,
    env: {
      ...programEnv(world),
      XDG_STATE_HOME: file,
      XDG_CACHE_HOME: file,
      XDG_RUNTIME_DIR: file,
    },
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  const ended = child.output();
  try {
    await world.write(laptop, { "notes.md": "two\n" });
    await eventually("it is sent", async () => await published(world, "notes.md") === "two\n");
  } finally {
    child.kill("SIGTERM");
  }
  const { code, stderr } = await ended;
  const text = new TextDecoder().decode(stderr);
  assert.equal(code, 0, text);
  assert.match(text, /^git-sync-bar: Cannot write the log in ".*file\/git-sync-bar": .*\n$/);
  assert.equal(await Deno.readTextFile(file), "mine\n");
  const status = await runBare(world, ["--status", "--config", config], {
    HOME: world.env.HOME!,
    XDG_RUNTIME_DIR: file,
  });
  assert.equal(status.code, 1);
  assert.match(status.stderr, /^git-sync-bar: Git Sync Bar is not running.*\n$/);
});

Deno.test("variables that change what git says do no harm", async () => {
  const { world, laptop, desktop } = await cloned({ "notes.md": "one\n" }, "laptop", "desktop");
  await world.write(laptop, { "notes.md": "two\n" });
  await using instance = await startUpToDate(world, "laptop", {
    config: { sync_dir: laptop, sync_delay_seconds: 0 },
    env: {
      LC_ALL: "xx",
      LANG: "de_DE.UTF-8",
      LANGUAGE: "de",
      GIT_TRACE: "1",
      GIT_TRACE2: "1",
      GIT_TRACE_PACKET: "1",
      GIT_TRACE_SETUP: "1",
      GIT_PAGER: "false",
      GIT_EDITOR: "sleep 600",
      GIT_SSH_COMMAND: "sleep 600",
      GIT_LITERAL_PATHSPECS: "maybe",
    },
  });
  assert.equal(await published(world, "notes.md"), "two\n");
  await instance.stop();
  await Deno.rename(world.remote, `${world.remote}.away`);
  const { code, stderr } = await runBare(
    world,
    ["--once", "--config", await configFor(world, desktop)],
    { ...world.env, GIT_TRACE: "1", GIT_TRACE_PACKET: "1" },
  );
  assert.equal(code, 1);
  assert.match(stderr, /: there is no repository at the remote's address: /);
});
