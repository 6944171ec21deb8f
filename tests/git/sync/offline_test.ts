// The remote is away for a while: local work is saved all the same, and goes out when it is back.

import assert from "node:assert/strict";
import { copyOn, type Machine, tell, textsOn } from "../../support/story.ts";
import type { World } from "../../support/world.ts";

/** Takes the remote away while something happens. */
async function away({ remote }: World, act: () => Promise<void>): Promise<void> {
  await Deno.rename(remote, `${remote}.away`);
  await act();
  await Deno.rename(`${remote}.away`, remote);
}

async function syncOffline(machine: Machine): Promise<readonly string[]> {
  const outcome = await machine.trySync();
  assert.equal(outcome.kind === "problem" && outcome.problem.kind, "remote not found");
  assert.equal(outcome.report.pushed, false);
  return outcome.report.saved;
}

Deno.test("work without the remote is saved at once and meets the others' when it is back", async () => {
  const { world, laptop, desktop, quiet } = await tell({ "notes.md": "one\n", "a.md": "a\n" });
  await desktop.save({ "notes.md": "desktop\n", "desktop.md": "new\n" });
  await away(world, async () => {
    await laptop.write({ "notes.md": "laptop\n" });
    assert.deepEqual(await syncOffline(laptop), ["notes.md"]);
    await laptop.write({ "a.md": "later\n" });
    assert.deepEqual(await syncOffline(laptop), ["a.md"]);
    assert.deepEqual(await syncOffline(laptop), []);
    assert.equal(await laptop.git("status", "--porcelain"), "");
  });
  await quiet();
  assert.deepEqual(await textsOn(desktop), {
    [await copyOn(desktop)]: "laptop\n",
    "a.md": "later\n",
    "desktop.md": "new\n",
    "notes.md": "desktop\n",
  });
});

Deno.test("a saved commit that the user amends before it was published is kept by a ref", async () => {
  const { world, laptop, desktop, quiet } = await tell({ "notes.md": "one\n" });
  await laptop.sync();
  let saved = "";
  await away(world, async () => {
    await laptop.write({ "draft.md": "first\n" });
    await syncOffline(laptop);
    saved = await laptop.git("rev-parse", "HEAD");
    await laptop.write({ "draft.md": "second\n" });
    await laptop.git("commit", "--quiet", "--all", "--amend", "-m", "my own words");
    await syncOffline(laptop);
  });
  await quiet();
  const kept = await laptop.git("for-each-ref", "--format=%(objectname)", "refs/gitsyncbar/keep/");
  assert.equal(kept, saved);
  assert.deepEqual(await textsOn(desktop), { "draft.md": "second\n", "notes.md": "one\n" });
  assert.equal(await desktop.git("log", "-1", "--format=%s"), "my own words");
});
