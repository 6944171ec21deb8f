// The app ends while files are put in place: the update stops there, and the next start undoes it.

import assert from "node:assert/strict";
import { realVolume, type Volume } from "../../../src/engine/worktree/volume.ts";
import { copyOn, type Machine, machineOf, tell } from "../../support/story.ts";
import type { World } from "../../support/world.ts";

/** Files that come in, of which a third each are new, other ones than before, and removed. */
const FILES = 30;

const BEFORE = Object.fromEntries(names("old").map((name) => [name, "before\n"]));

function names(kind: string): string[] {
  return Array.from({ length: FILES / 3 * (kind === "old" ? 2 : 1) }, (_, at) => `${kind}-${at}`);
}

/** A volume that calls `stop` at one of its calls, and counts those after it. */
function stoppingAt(call: number, stop: () => void): { readonly volume: Volume; later: number } {
  let left = call;
  const counted = {
    volume: { link: count(realVolume.link), rename: count(realVolume.rename) },
    later: 0,
  };
  function count(operation: Volume["link"]): Volume["link"] {
    return (from, to) => {
      if (left === 0) counted.later++;
      else if (--left === 0) stop();
      return operation(from, to);
    };
  }
  return counted;
}

/** Syncs until a call of the volume, where the app is asked to end. Returns how many calls came after it. */
async function syncAndStop(world: World, folder: string, call: number): Promise<number> {
  const stopping = new AbortController();
  const counted = stoppingAt(call, () => stopping.abort());
  const { signal } = stopping;
  const outcome = await machineOf(world, folder, { volume: counted.volume, signal }).trySync();
  assert.equal(outcome.kind === "problem" && outcome.problem.kind, "aborted");
  return counted.later;
}

/** A machine to which another one has sent all of these files. */
async function withIncoming(
  act: (at: { readonly world: World; readonly laptop: Machine }) => Promise<void>,
): Promise<void> {
  const { world, laptop, desktop, quiet } = await tell(BEFORE);
  const [kept, removed] = [names("old").slice(0, FILES / 3), names("old").slice(FILES / 3)];
  await desktop.write(
    Object.fromEntries([...kept, ...names("new")].map((name) => [name, "now\n"])),
  );
  await desktop.remove(...removed);
  await desktop.sync();
  await act({ world, laptop });
  assert.deepEqual(
    (await laptop.names()).filter((name) => !name.includes("conflict")),
    [...kept, ...names("new")].sort(),
  );
  assert.equal(await laptop.git("status", "--porcelain"), "");
  await quiet();
}

for (const [when, call] of [["removes", 3], ["replaces", 2 * FILES / 3]] as const) {
  Deno.test(`the app is to end while an update ${when} files: it stops there, and the next start goes on`, async () => {
    await withIncoming(async ({ world, laptop }) => {
      assert.equal(await syncAndStop(world, laptop.folder, call), 0);
      await laptop.sync();
    });
  });
}

Deno.test("the same while the next start undoes it, and while the one after that does: no edit is lost", async () => {
  await withIncoming(async ({ world, laptop }) => {
    await syncAndStop(world, laptop.folder, FILES);
    await laptop.write({ "old-1": "mine\n" });
    for (const call of [2, 4]) assert.equal(await syncAndStop(world, laptop.folder, call), 0);
    await laptop.sync();
    assert.equal(await laptop.read(await copyOn(laptop)), "mine\n");
    assert.equal(await laptop.read("old-1"), "now\n");
  });
});
