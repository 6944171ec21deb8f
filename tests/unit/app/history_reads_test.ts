// Reads of the history for the window: few at a time, and one opening for those that follow one another.

import assert from "node:assert/strict";
import { createHistoryReads } from "../../../src/app/window/history_reads.ts";
import type { History, SyncSettings } from "../../../src/engine/mod.ts";
import { WINDOW_READS } from "../../../src/system/limits/window.ts";
import { manualClock } from "../../support/manual_clock.ts";

function world() {
  const clock = manualClock(0);
  let settings = {} as SyncSettings;
  const counts = { opened: 0, closed: 0 };
  let failing = false;
  const read = createHistoryReads({
    clock,
    settings: () => Promise.resolve(settings),
    open: () => {
      counts.opened++;
      if (failing) return Promise.reject(new Error("no folder"));
      const history = { [Symbol.asyncDispose]: () => Promise.resolve(void counts.closed++) };
      return Promise.resolve(history as unknown as History);
    },
  });
  return {
    clock,
    counts,
    read,
    changeSettings: () => void (settings = {} as SyncSettings),
    fail: (fails: boolean) => void (failing = fails),
  };
}

async function settle(): Promise<void> {
  for (let at = 0; at < 20; at++) await Promise.resolve();
}

Deno.test("reads that follow one another share an opening, which ends after its last read", async () => {
  const { clock, counts, read, changeSettings } = world();
  await Promise.all([1, 2, 3].map((value) => read(() => Promise.resolve(value))));
  assert.equal(await read(() => Promise.resolve("late")), "late");
  assert.deepEqual(counts, { opened: 1, closed: 0 });
  const { promise, resolve } = Promise.withResolvers<void>();
  const long = read(() => promise);
  await settle();
  clock.turn(60_000);
  await settle();
  assert.equal(counts.closed, 0, "it is in use");
  resolve();
  await long;
  await settle();
  assert.deepEqual(counts, { opened: 1, closed: 1 });
  await read(() => Promise.resolve());
  changeSettings();
  await read(() => Promise.resolve());
  assert.equal(counts.opened, 3);
  clock.turn(60_000);
  await settle();
  assert.deepEqual(counts, { opened: 3, closed: 3 });
});

Deno.test("few read at a time, and one that fails holds up no other", async () => {
  const { counts, read } = world();
  const ends: (() => void)[] = [];
  const reads = Array.from(
    { length: WINDOW_READS + 2 },
    () => read(() => new Promise<void>((resolve) => ends.push(resolve))),
  );
  await settle();
  assert.equal(ends.length, WINDOW_READS);
  for (let at = 0; at < reads.length; at++) {
    ends[at]!();
    await settle();
  }
  await Promise.all(reads);
  await assert.rejects(read(() => Promise.reject(new Error("damaged"))), /damaged/);
  assert.equal(counts.opened, 1);
  const other = world();
  other.fail(true);
  for (let at = 0; at < 2 * WINDOW_READS; at++) {
    await assert.rejects(other.read(() => Promise.resolve()), /no folder/);
  }
  other.fail(false);
  assert.equal(await other.read(() => Promise.resolve(1)), 1);
});
