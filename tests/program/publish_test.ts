// `--publish` with a path under which nothing is kept back says so, however the path is written; a lock of
// another git process is something to wait for.

import assert from "node:assert/strict";
import { join } from "node:path";
import { configFor, programCommand, programEnv } from "../support/program.ts";
import { published, startUpToDate } from "../support/running.ts";
import { cloned, makeWorld, type World } from "../support/world.ts";

interface Answer {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs the program in a folder, as a shell there does. */
async function runIn(world: World, cwd: string, ...args: string[]): Promise<Answer> {
  const usual = programCommand(...args);
  const { code, stdout, stderr } = await new Deno.Command(usual.command, {
    args: usual.args,
    clearEnv: true,
    env: programEnv(world),
    cwd,
  }).output();
  const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
  return { code, stdout: text(stdout), stderr: text(stderr) };
}

/** A laptop with two files that were ignored until another machine changed the rules. */
async function heldBack(world: World) {
  const rules = ".env\n*.tmp\n";
  const files = { ".gitignore": rules, "notes.md": "one\n", "sub/b.md": "b\n" };
  const [laptop, desktop] = await world.clones(files, "laptop", "desktop");
  const config = await configFor(world, laptop);
  await world.write(laptop, { ".env": "1\n", "sub/.env": "2\n", "a.tmp": "tmp\n" });
  const once = (cwd: string, ...args: string[]) =>
    runIn(world, cwd, "--once", "--config", config, ...args);
  await once("/");
  await world.write(desktop, { ".gitignore": "*.tmp\n" });
  await world.git(desktop, "commit", "--quiet", "-am", "by hand");
  await world.git(desktop, "push", "--quiet");
  const told = await once("/");
  return { laptop, once, told };
}

Deno.test("--publish says of each path that is not kept back why not", async () => {
  await using world = await makeWorld();
  const { laptop, once } = await heldBack(world);
  const missing = (name: string) =>
    `Not published: "${name}": there is nothing of this name in the folder ` +
    "(`--status` lists what is kept back)";
  const rows: readonly (readonly [cwd: string, given: string, line: string])[] = [
    ["/", "typo", missing("typo")],
    ["/", "sub/typo/", missing("sub/typo")],
    [laptop, "./typo", missing("typo")],
    [join(laptop, "sub"), "./typo", missing("sub/typo")],
    ["/", join(laptop, "typo"), missing("typo")],
    ["/", "notes.md", 'Not published: "notes.md": it is not kept back, it is synced'],
    [join(laptop, "sub"), "b.md", 'Not published: "sub/b.md": it is not kept back, it is synced'],
    [
      laptop,
      "a.tmp",
      'Not published: "a.tmp": ignored by ".gitignore": take that rule out to sync it',
    ],
  ];
  for (const [cwd, given, line] of rows) {
    const { code, stdout, stderr } = await once(cwd, "--publish", given);
    assert.deepEqual([code, stderr], [1, ""], `${given}: ${stdout}`);
    assert.ok(stdout.split("\n").includes(line), `${given}: ${stdout}`);
  }
  for (const [cwd, given] of [["/", "/etc/passwd"], [laptop, ".."], [laptop, "."]] as const) {
    const { code, stderr } = await once(cwd, "--publish", given);
    assert.equal(code, 1);
    assert.ok(stderr.endsWith(`Cannot publish "${given}": it is not in "${laptop}"\n`), stderr);
  }
  for (const name of [".env", "sub/.env"]) assert.equal(await published(world, name), undefined);
  // In a subfolder a name is that of the file there, as the shell completes it.
  assert.equal((await once(join(laptop, "sub"), "--publish", ".env")).code, 0);
  assert.equal(await published(world, "sub/.env"), "2\n");
  assert.equal(await published(world, ".env"), undefined);
  assert.equal((await once("/", "--publish", join(laptop, ".env"))).code, 0);
  assert.equal(await published(world, ".env"), "1\n");
});

Deno.test("the command that --once names for a path kept back needs no running instance", async () => {
  await using world = await makeWorld();
  const { laptop, told } = await heldBack(world);
  const [, command] = /`(--[^`]+) PATH`/.exec(told.stdout) ?? assert.fail(told.stdout);
  const config = await configFor(world, laptop);
  const { code, stderr } = await runIn(
    world,
    laptop,
    ...command!.split(" "),
    ".env",
    "--config",
    config,
  );
  assert.deepEqual([code, stderr], [0, ""]);
  assert.equal(await published(world, ".env"), "1\n");
});

Deno.test("--sync-now --publish says it as well, and takes the same paths", async () => {
  await using world = await makeWorld();
  const { laptop } = await heldBack(world);
  await using instance = await startUpToDate(world, "laptop", { config: { sync_dir: laptop } });
  const { code, stdout, stderr } = await instance.run("--sync-now", "--publish", "typo");
  assert.deepEqual([code, stderr], [1, ""]);
  assert.match(stdout, /^Not published: "typo": /m);
  const given = join(laptop, "sub/.env");
  assert.equal((await instance.run("--sync-now", "--publish", given)).code, 0);
  assert.equal(await published(world, "sub/.env"), "2\n");
  await instance.stop();
});

Deno.test("--once ends with 75 while another git process holds a lock", async () => {
  const { world, laptop } = await cloned({ "notes.md": "one\n" }, "laptop");
  const config = await configFor(world, laptop);
  await world.write(laptop, { "notes.md": "two\n", ".git/index.lock": "" });
  const { code, stderr } = await runIn(world, "/", "--once", "--config", config);
  assert.equal(code, 75, stderr);
});
