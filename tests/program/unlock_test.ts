// A lock that a killed git process has left: the program names it and takes it away when it is reported to.

import assert from "node:assert/strict";
import { join } from "node:path";
import { configFor, runProgram } from "../support/program.ts";
import { prompt, published, startInstance } from "../support/running.ts";
import { cloned } from "../support/world.ts";

async function leave(folder: string): Promise<string> {
  const lock = join(folder, ".git/index.lock");
  await Deno.writeTextFile(lock, "");
  await Deno.utime(lock, 1, 1);
  return lock;
}

const TAKEN = /Moved 1 lock of a killed git into \.git\/gitsyncbar\/locks$/m;

Deno.test("--unlock takes a lock away, alone and with an instance that runs", async () => {
  const { world, laptop } = await cloned({ "notes.md": "one\n" }, "laptop");
  const config = await configFor(world, laptop);
  const lock = await leave(laptop);
  await world.write(laptop, { "notes.md": "two\n" });
  const waits = await runProgram(world, ["--once", "--config", config]);
  assert.deepEqual(waits, {
    code: 75,
    stdout: "",
    stderr:
      `git-sync-bar: Cannot sync "${laptop}": a git process that was killed has left the lock ` +
      `"${lock}": remove it with \`git-sync-bar --unlock\`\n`,
  });
  const checked = await runProgram(world, ["--check", "--config", config]);
  assert.match(checked.stdout, /^FAIL lock: a git process that was killed has left the lock /m);
  const alone = await runProgram(world, ["--unlock", "--config", config]);
  assert.deepEqual([alone.code, alone.stderr], [0, ""]);
  assert.match(alone.stdout, TAKEN);
  assert.equal(await published(world, "notes.md"), "two\n");

  await leave(laptop);
  await world.write(laptop, { "notes.md": "three\n" });
  await using instance = await startInstance(world, "laptop", { config: prompt(laptop) });
  const { condition } = await instance.shows(
    "it is named",
    ({ line }) => line === "A git process was killed and left a lock",
  );
  assert.equal(condition, "needs you");
  const handed = await instance.run("--unlock");
  assert.deepEqual([handed.code, handed.stderr], [0, ""]);
  assert.match(handed.stdout, TAKEN);
  assert.equal(await published(world, "notes.md"), "three\n");
  await instance.logs(TAKEN);
  await instance.stop();
});
