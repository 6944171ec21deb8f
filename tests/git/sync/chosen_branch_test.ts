// The branch that a start syncs, where the one of the last sync was never at the remote.

import assert from "node:assert/strict";
import { machineOf, tell } from "../../support/story.ts";

Deno.test("a branch that the remote refused to have does not keep the app from one that is there", async () => {
  const { world, laptop, desktop } = await tell({ "notes.md": "one\n" });
  await laptop.git("checkout", "-q", "-b", "other");
  await laptop.git("config", "--unset", "branch.main.merge");
  await laptop.git("config", "--unset", "branch.main.remote");
  await laptop.write({ "other.md": "other\n" });
  const outcome = await machineOf(world, laptop.folder).trySync();
  assert.equal(outcome.kind === "problem" && outcome.problem.kind, "no such branch");
  await laptop.git("checkout", "-q", "main");
  await laptop.write({ "notes.md": "two\n" });
  const { place } = await machineOf(world, laptop.folder).sync();
  assert.equal(place?.branch, "main");
  await desktop.sync();
  assert.equal(await desktop.read("notes.md"), "two\n");
  assert.deepEqual(await desktop.names(), ["notes.md"]);
});

Deno.test("a branch that was not sent yet is waited for, however the next one is called", async () => {
  const { world, laptop } = await tell({ "notes.md": "one\n" }, "laptop");
  await world.git(world.remote, "update-ref", "-d", "refs/heads/main");
  await laptop.git("update-ref", "-d", "refs/remotes/origin/main");
  await laptop.sync({ remote: "none" });
  await laptop.git("checkout", "-q", "-b", "trial");
  const outcome = await machineOf(world, laptop.folder).trySync();
  assert.equal(outcome.kind === "problem" && outcome.problem.kind, "other branch");
});
