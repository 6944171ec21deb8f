import assert from "node:assert/strict";
import { join } from "node:path";
import { allowQuickCalls, quickly } from "../../../src/system/disk/quick_calls.ts";

/** Makes calls about a file until a timer goes off; returns how many were made in each way. */
async function callsUntilTurn(file: string): Promise<{ now: number; later: number }> {
  const calls = { now: 0, later: 0 };
  let isOver = false;
  // The first calls begin a slice.
  for (let turn = 0; turn < 3; turn++) {
    isOver = false;
    setTimeout(() => isOver = true);
    while (!isOver) {
      assert.ok(calls.now < 10_000_000, "the event loop never turns");
      await quickly(file, {
        now: () => calls.now++,
        later: () => Deno.lstat("/").then(() => calls.later++),
      });
    }
  }
  return calls;
}

Deno.test("short calls are made at once where that is allowed, and the event loop turns", async () => {
  const folder = await Deno.makeTempDir();
  await allowQuickCalls(folder);
  const { now, later } = await callsUntilTurn(join(folder, "a"));
  assert.ok(now > 0 && later > 0, `${now} ${later}`);
  await Deno.remove(folder);
});

Deno.test("elsewhere all calls are handed over", async () => {
  const { now, later } = await callsUntilTurn("/elsewhere/a");
  assert.ok(now === 0 && later > 0);
  await allowQuickCalls("/missing");
  assert.equal((await callsUntilTurn("/missing/a")).now, 0);
});
