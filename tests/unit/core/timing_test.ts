// When to sync: quiet time, longest wait, and how long a sync that met a problem waits.

import assert from "node:assert/strict";
import { fc } from "../../support/fast_check.ts";
import {
  changesDue,
  EMPTY_FETCHES,
  NOISY_TOPIC_MS,
  retryAfter,
  SCAN_INTERVAL_MS,
} from "../../../src/core/timing.ts";
import { MINUTE, SECOND } from "../../support/played_app.ts";

Deno.test("changes are due a quiet time after the last one, but not later than the longest wait", () => {
  const table = [
    // delay, first, last, due: in seconds
    [10, 0, 0, 10],
    [10, 0, 5, 15],
    [10, 0, 90, 100],
    [10, 0, 95, 100],
    [10, 0, 1000, 100],
    [10, 500, 500, 510],
    // Ten times a short quiet time would be a hectic longest wait.
    [1, 0, 58, 59],
    [1, 0, 100, 60],
    [6, 0, 100, 60],
    [7, 0, 100, 70],
    [0, 0, 0, 0],
    [0, 0, 20, 20],
    [3600, 0, 3600, 7200],
    [3600, 0, 36000, 36000],
  ];
  for (const [delay, first, last, due] of table) {
    const changes = { first: first! * SECOND, last: last! * SECOND, isGuess: false };
    const timing = { delayMs: delay! * SECOND, pollMs: 1, activePollMs: 0, scanMs: 1 };
    assert.equal(changesDue(changes, timing), due! * SECOND, `${delay} s: ${first} to ${last}`);
  }
});

Deno.test("a network failure doubles its wait up to five minutes", () => {
  const waits = [1, 2, 3, 4, 5, 6, 7, 8, 100, 100_000].map((failures) =>
    retryAfter("offline", { failures, chance: 1 })! / SECOND
  );
  assert.deepEqual(waits, [5, 10, 20, 40, 80, 160, 300, 300, 300, 300]);
});

Deno.test("chance spreads a network back-off over its second half, so that not all come back at once", () => {
  assert.equal(retryAfter("offline", { failures: 1, chance: 0 }), 2.5 * SECOND);
  fc.assert(fc.property(
    fc.integer({ min: 1, max: 10_000 }),
    fc.double({ min: 0, max: 1, noNaN: true }),
    (failures, chance) => {
      const wait = retryAfter("offline", { failures, chance })!;
      const longest = retryAfter("offline", { failures, chance: 1 })!;
      assert.ok(wait >= longest / 2 && wait <= longest && longest <= 5 * MINUTE);
    },
  ));
  const waits = new Set(
    [0, 0.2, 0.4, 0.6, 0.8].map((chance) => retryAfter("offline", { failures: 20, chance })),
  );
  assert.equal(waits.size, 5, "also at the cap, where all are after a long outage");
});

Deno.test("who is refused for long because others send is tried again almost at once, each at another time", () => {
  for (const failures of [1, 2, 3, 4, 5, 6, 1000]) {
    assert.equal(retryAfter("rejected", { failures, chance: 0 }), 0);
  }
  const waits = [1, 2, 3, 4, 5, 6, 1000].map((failures) =>
    retryAfter("rejected", { failures, chance: 1 })! / SECOND
  );
  assert.deepEqual(waits, [0.5, 1, 2, 4, 8, 10, 10]);
});

Deno.test("a lock is tried again soon, at most after half a minute", () => {
  for (const chance of [0, 1]) {
    const waits = [1, 2, 3, 4, 5, 6, 7, 1000].map((failures) =>
      retryAfter("lock", { failures, chance })! / SECOND
    );
    assert.deepEqual(waits, [1, 2, 4, 8, 16, 30, 30, 30]);
  }
});

Deno.test("a block is looked into at a steady pace, or not at all by itself", () => {
  for (const failures of [0, 1, 1000]) {
    const waits = (["operation", "no room", "mass deletion", "sign in"] as const).map((kind) =>
      retryAfter(kind, { failures, chance: 0 })
    );
    assert.deepEqual(waits, [15 * SECOND, MINUTE, undefined, undefined]);
  }
});

Deno.test("the other numbers are those that the user is reported", () => {
  assert.equal(SCAN_INTERVAL_MS, 15 * SECOND);
  assert.equal(NOISY_TOPIC_MS, 30 * SECOND);
  assert.equal(EMPTY_FETCHES, 3);
});
