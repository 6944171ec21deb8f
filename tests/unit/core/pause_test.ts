// How long a machine waits before it tries again to send what was refused because others were first.

import assert from "node:assert/strict";
import { pauseAfterRejection } from "../../../src/engine/sync/push_retry.ts";

Deno.test("the pause after a refused push is drawn from the time of one try, then of three", () => {
  const longest = (rejections: number, tookMs: number) =>
    pauseAfterRejection({ rejections, tookMs, chance: 1 });
  assert.equal(longest(1, 300), 300);
  assert.equal(longest(2, 300), 900);
  assert.equal(longest(9, 300), 900);
  // Never so short that two meet again, never so long that nobody waits for it.
  assert.equal(longest(1, 5), 100);
  assert.equal(longest(1_000, 60_000), 10_000);
  assert.equal(pauseAfterRejection({ rejections: 4, tookMs: 300, chance: 0.5 }), 450);
  assert.equal(pauseAfterRejection({ rejections: 4, tookMs: 300, chance: 0 }), 0);
});
