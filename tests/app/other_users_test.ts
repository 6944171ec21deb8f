// Another user of the machine gets nothing believed and stops nothing, whatever that user made first.

import assert from "node:assert/strict";
import { dirname, join } from "node:path";
import { lockHolder, lockRepository } from "../../src/app/control/repository_lock.ts";
import { configId } from "../../src/app/control/config_id.ts";
import { makePrivate } from "../../src/system/private_folder.ts";
import { findAppPaths } from "../../src/system/app_paths.ts";
import { configFor, runProgram } from "../support/program.ts";
import { isRoot } from "../support/root.ts";
import { startInstance } from "../support/running.ts";
import { cloned, makeWorld } from "../support/world.ts";

/** No user of any system. */
const STRANGER = 54321;

function test(title: string, fn: () => Promise<void>): void {
  Deno.test({ name: title, ignore: !isRoot(), fn });
}

/** Listens at a path and answers each request as an instance would that is up to date. */
function pretender(path: string): AsyncDisposable & { readonly asked: () => number } {
  const listener = Deno.listen({ transport: "unix", path });
  let asked = 0;
  const serving = (async () => {
    for await (const connection of listener) {
      asked++;
      const answer = { exitCode: 0, lines: ["Up to date"], line: "Up to date" };
      await connection.write(new TextEncoder().encode(`${JSON.stringify(answer)}\n`));
      connection.close();
    }
  })();
  return {
    asked: () => asked,
    async [Symbol.asyncDispose]() {
      listener.close();
      await serving;
    },
  };
}

/** What another user can have made; `folder` is that of the socket. */
const CASES: readonly (readonly [
  what: string,
  give: (folder: string, socket: string) => Promise<unknown>,
  message: RegExp,
])[] = [
  [
    "the folder of the socket",
    (folder) => Deno.chown(folder, STRANGER, STRANGER),
    /"belongs? to|" belongs to another user/,
  ],
  [
    "the socket",
    (_, socket) => Deno.chown(socket, STRANGER, STRANGER),
    /it belongs to another user/,
  ],
  [
    "a folder above",
    (folder) => Deno.chown(dirname(folder), STRANGER, STRANGER),
    /" belongs to another user/,
  ],
  ["a folder that all can write", (folder) => Deno.chmod(folder, 0o777), /others can write in /],
  [
    "a folder above that all can write",
    (folder) => Deno.chmod(dirname(folder), 0o777),
    /everybody can write in /,
  ],
];

test("an instance that another user pretends to be is not asked", async () => {
  const { world, laptop } = await cloned({ "notes.md": "one\n" }, "laptop");
  const config = await configFor(world, laptop);
  for (const [at, [what, give, message]] of CASES.entries()) {
    const env = { XDG_RUNTIME_DIR: join(world.folder, `run-${at}`) };
    const { runtime } = findAppPaths(Deno.build.os, { ...world.env, ...env }, { uid: Deno.uid() });
    const socket = join(runtime, `${await configId(config)}.sock`);
    await Deno.mkdir(runtime, { recursive: true, mode: 0o755 });
    await using stranger = pretender(socket);
    await give(runtime, socket);
    for (const command of ["--status", "--sync-now"]) {
      const { code, stdout, stderr } = await runProgram(world, [command, "--config", config], env);
      assert.deepEqual([code, stdout], [1, ""], what);
      assert.match(stderr, /^git-sync-bar: Cannot ask the running instance at "/, what);
      assert.match(stderr, message, what);
    }
    assert.equal(stranger.asked(), 0, what);
  }
});

test("a password that other users can read is told by --check and in the log", async () => {
  const { world, laptop } = await cloned({ "notes.md": "one\n" }, "laptop");
  const content = { sync_dir: laptop, mqtt_username: "me", mqtt_password: "hunter2" };
  const config = await configFor(world, laptop, content);
  await Deno.chmod(config, 0o644);
  const said = /Other users can read mqtt_password in "[^"]+": run chmod 600 "/;
  assert.match((await runProgram(world, ["--check", "--config", config])).stderr, said);
  await using instance = await startInstance(world, "laptop", {
    args: ["--headless", "--config", config],
  });
  await instance.logs(said);
});

test("an instance takes no folder of another user for its socket, and syncs all the same", async () => {
  const { world, laptop } = await cloned({ "notes.md": "one\n" }, "laptop");
  const runtime = join(world.folder, "home-laptop/git-sync-bar");
  await Deno.mkdir(runtime, { recursive: true });
  await Deno.chown(runtime, STRANGER, STRANGER);
  await world.write(laptop, { "notes.md": "two\n" });
  await using instance = await startInstance(world, "laptop", {
    config: { sync_dir: laptop, sync_delay_seconds: 0 },
  });
  await instance.sends("notes.md", "two\n");
  const line = await instance.logs(/^Cannot open the control socket/);
  assert.match(line, /" belongs to another user$/);
  instance.signal("SIGTERM");
  await instance.ends();
});

test("a socket that another user has left in the folder is replaced", async () => {
  const { world, laptop } = await cloned({ "notes.md": "one\n" }, "laptop");
  const home = join(world.folder, "home-laptop");
  await Deno.mkdir(join(home, "git-sync-bar"), { recursive: true, mode: 0o777 });
  await Deno.chmod(join(home, "git-sync-bar"), 0o777);
  const { config, runtime } = findAppPaths(Deno.build.os, { HOME: home, XDG_RUNTIME_DIR: home }, {
    uid: Deno.uid(),
  });
  const socket = join(runtime, `${await configId(config)}.sock`);
  await using stranger = pretender(socket);
  await Deno.chown(socket, STRANGER, STRANGER);
  await using instance = await startInstance(world, "laptop", {
    config: { sync_dir: laptop, sync_delay_seconds: 0 },
  });
  await instance.until("it answers", async () => (await instance.run("--sync-now")).code === 0);
  assert.equal(stranger.asked(), 0);
  assert.equal((await Deno.stat(runtime)).mode! & 0o777, 0o700);
  await instance.stop();
});

test("another user who can look into the git folder cannot hold the lock", async () => {
  const { world, laptop } = await cloned({ "notes.md": "one\n" }, "laptop");
  const lock = join(laptop, ".git/gitsyncbar/lock");
  await Deno.chmod(world.folder, 0o755);
  // As an older version has made it.
  await world.write(laptop, { ".git/gitsyncbar/lock": "" });
  await Deno.chmod(lock, 0o644);
  const answer = await lockRepository(join(laptop, ".git"), undefined);
  assert.ok(Symbol.dispose in answer);
  answer[Symbol.dispose]();
  const ids = [`--reuid=${STRANGER}`, `--regid=${STRANGER}`, "--clear-groups"];
  const { success } = await new Deno.Command("setpriv", {
    args: [...ids, "flock", "--nonblock", lock, "true"],
    stderr: "null",
  }).output();
  assert.equal(success, false);
  assert.equal(await lockHolder(join(laptop, ".git")), undefined);
});

test("a folder for sockets and programs is refused when another user could replace it", async () => {
  await using world = await makeWorld();
  const folder = join(world.folder, "a/b");
  await makePrivate(folder);
  assert.equal((await Deno.stat(folder)).mode! & 0o777, 0o700);
  await Deno.chmod(join(world.folder, "a"), 0o777);
  await assert.rejects(makePrivate(folder), /everybody can write in ".*\/a"$/);
  await Deno.chmod(join(world.folder, "a"), 0o1777);
  await makePrivate(folder);
  await Deno.chown(join(world.folder, "a"), STRANGER, STRANGER);
  await assert.rejects(makePrivate(folder), /"[^"]*\/a" belongs to another user$/);
  await Deno.symlink(folder, join(world.folder, "link"));
  await assert.rejects(makePrivate(join(world.folder, "link")), /link" is no folder$/);
});
