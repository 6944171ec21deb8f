// `--check` on folders where something is wrong that only shows when one writes, reads or syncs.

import assert from "node:assert/strict";
import { join } from "node:path";
import { canDropPrivileges, unprivileged } from "../support/unprivileged.ts";
import { configFor, programCommand, programEnv, runProgram } from "../support/program.ts";
import { startInstance, startUpToDate } from "../support/running.ts";
import { cloned, makeWorld } from "../support/world.ts";

Deno.test("--check says how a damaged index is made anew", async () => {
  const { world, laptop } = await cloned({ "notes.md": "one\n" }, "laptop");
  await world.write(laptop, { ".git/index": "garbage" });
  const { code, stdout } = await runProgram(world, [
    "--check",
    "--config",
    await configFor(world, laptop),
  ]);
  assert.equal(code, 1);
  assert.match(stdout, /^FAIL .*: the index of the repository is damaged: .*`git read-tree HEAD`/m);
});

Deno.test(
  "--check tells that the git folder may not be written, whether our folder in it is there or not",
  { ignore: !canDropPrivileges() },
  async () => {
    const { world, laptop } = await cloned({ "notes.md": "one\n" }, "laptop");
    const gitDir = join(laptop, ".git");
    const usual = programCommand("--check", "--config", await configFor(world, laptop));
    const { command, args } = unprivileged(usual.command, usual.args);
    const check = async () => {
      const options = { args, clearEnv: true, env: programEnv(world) };
      const { code, stdout } = await new Deno.Command(command, options).output();
      return { code, stdout: new TextDecoder().decode(stdout) };
    };
    for (const part of ["", "gitsyncbar"]) {
      const folder = join(gitDir, part);
      await Deno.mkdir(folder, { recursive: true });
      await Deno.chmod(folder, 0o555);
      const { code, stdout } = await check();
      assert.equal(code, 1, part);
      assert.ok(stdout.includes(`${gitDir} cannot be written`), stdout);
      await Deno.chmod(folder, 0o755);
    }
    assert.equal((await check()).code, 0);
  },
);

Deno.test("--check leaves nothing behind, where a sync has run and where none has", async () => {
  await using world = await makeWorld();
  const files = { "notes.md": "one\n", ".gitattributes": "*.key filter=none\n", "a.key": "a\n" };
  const [laptop] = await world.clones(files, "laptop");
  const config = await configFor(world, laptop);
  const check = () => runProgram(world, ["--check", "--config", config]);
  const listed = async () => {
    const { stdout } = await new Deno.Command("find", { args: [laptop] }).output();
    return new TextDecoder().decode(stdout).split("\n").sort();
  };
  const fresh = await listed();
  assert.match((await check()).stdout, /^FAIL filters: /m);
  assert.deepEqual(await listed(), fresh);
  await runProgram(world, ["--once", "--config", config]);
  const synced = await listed();
  await check();
  assert.deepEqual(await listed(), synced);
});

Deno.test("--check tells that git never wrote the files into the folder", async () => {
  await using world = await makeWorld();
  await world.clones({ "notes.md": "one\n" });
  const folder = `${world.folder}/laptop`;
  await world.git(world.folder, "clone", "--quiet", "--no-checkout", world.remote, folder);
  await using instance = await startInstance(world, "laptop", { config: { sync_dir: folder } });
  await instance.shows("it waits", ({ line }) => line === "Waiting: main was never checked out");
  const { code, stdout } = await instance.run("--check");
  assert.equal(code, 1);
  assert.match(stdout, /^FAIL branch: git has not written the files of main into the folder: /m);
  await world.git(folder, "checkout", "--quiet");
  await instance.run("--sync-now");
  await instance.upToDate();
  await instance.stop();
});

Deno.test("--check tells what only a sync meets, in the words of the running instance", async () => {
  const { world, laptop } = await cloned({ "notes.md": "one\n" }, "laptop");
  await using instance = await startUpToDate(world, "laptop", {
    config: { sync_dir: laptop, sync_delay_seconds: 0 },
  });
  assert.equal((await instance.run("--check")).code, 0);
  await world.git(laptop, "switch", "--quiet", "--create", "draft");
  await instance.shows("it waits", ({ line }) => line === "Waiting: draft is checked out");
  const unpublished = await instance.run("--check");
  assert.match(unpublished.stdout, /^FAIL branch: the branch draft is checked out: /m);
  // A start would sync it now, but this instance goes on with the one it has.
  await world.git(laptop, "push", "--quiet", "--set-upstream", "origin", "draft");
  const { code, stdout } = await instance.run("--check");
  assert.equal(code, 1);
  assert.match(
    stdout,
    /^FAIL sync: the branch draft is checked out: .* --sync-now` tries again\)$/m,
  );
  await world.git(laptop, "switch", "--quiet", "main");
  await instance.run("--sync-now");
  assert.equal((await instance.run("--check")).code, 0);
  await instance.stop();
});
