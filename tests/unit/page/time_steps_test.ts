// The slider over time: it ends now, and its steps fit a long history and a short one.

import assert from "node:assert/strict";
import { timeSteps } from "../../../page/history/time_steps.ts";

const LAST = new Date(2026, 10, 30, 11, 50).getTime();
const MINUTE = 60_000;

Deno.test("the right end of the slider is now, whatever the length of the history", () => {
  for (const minutes of [0, 0.2, 2, 70, 300, 3_000, 30_000, 600_000]) {
    const first = LAST - minutes * MINUTE;
    const { count, timeAt, stepOf } = timeSteps({ first, last: LAST });
    assert.ok(count >= 1, `${minutes}`);
    assert.equal(stepOf(LAST), count, `${minutes}`);
    assert.equal(timeAt(count), LAST, `${minutes}`);
    assert.ok(timeAt(0) >= first && (first === LAST || stepOf(first) === 0), `${minutes}`);
    for (let step = 0; step <= Math.min(count, 500); step++) {
      assert.ok(
        step === 0 || first === LAST || timeAt(step) > timeAt(step - 1),
        `${minutes} ${step}`,
      );
      if (first < LAST) assert.equal(stepOf(timeAt(step)), step, `${minutes}`);
    }
  }
});

Deno.test("a history of minutes has minutes, one of weeks the ends of its days", () => {
  const short = timeSteps({ first: LAST - 5 * MINUTE, last: LAST });
  assert.deepEqual([short.count, short.timeAt(4)], [5, LAST - MINUTE]);
  const long = timeSteps({ first: LAST - 14 * 24 * 60 * MINUTE, last: LAST });
  assert.deepEqual([long.count, new Date(long.timeAt(13)).toString().slice(0, 24)], [
    14,
    new Date(2026, 10, 29, 23, 59, 59).toString().slice(0, 24),
  ]);
});
