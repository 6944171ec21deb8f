// What the bench makes of its samples.

import assert from "node:assert/strict";
import { ratios, summarize } from "../../../bench/statistics.ts";
import { figure, tableOf } from "../../../bench/table.ts";

Deno.test("bench: the summary is the median and the middle half, between samples where they fall there", () => {
  assert.deepEqual(summarize([5, 1, 4, 2, 3]), { median: 3, low: 2, high: 4 });
  assert.deepEqual(summarize([1, 2]), { median: 1.5, low: 1.25, high: 1.75 });
  assert.deepEqual(summarize([7]), { median: 7, low: 7, high: 7 });
  assert.throws(() => summarize([]), /no samples/);
});

Deno.test("bench: the ratio is that of samples of the same moment, not of their medians", () => {
  // The machine was slow at the second moment, for both.
  assert.deepEqual(ratios([10, 100, 12], [10, 50, 6]), [1, 2, 2]);
  assert.throws(() => ratios([1, 2], [1]), /one is missing/);
});

Deno.test("bench: figures have three digits that count", () => {
  const shown = [0, 0.0123, 0.5678, 1.234, 12.34, 123.4].map(figure);
  assert.deepEqual(shown, ["0", "0.012", "0.568", "1.23", "12.3", "123"]);
});

Deno.test("bench: a row tells both sides, their ratio with its spread, and whether it is missed", () => {
  const row = {
    what: "a save",
    unit: "time",
    ours: [0.05, 0.06, 0.07],
    reference: [0.025, 0.025, 0.025],
    against: "by hand",
    limit: 1.5,
    note: "6 git processes",
  } as const;
  const [, , missed] = tableOf([row]).split("\n");
  assert.equal(
    missed,
    "| a save | 60 ms | 25 ms, by hand | **2.4** (2.2–2.6) (missed) | 1.5 | 6 git processes |",
  );
  const [, , reached] = tableOf([{ ...row, limit: 2.5 }]).split("\n");
  assert.ok(!reached!.includes("missed"));
});
