// The picture of twelve weeks: which cell has how many saves.

import assert from "node:assert/strict";
import { levelOf, weeksOf } from "../../../page/now/week_rows.ts";

/** Noon, in the zone of the machine. */
const AT = new Date(2026, 10, 30, 12).getTime();

Deno.test("a row for each machine has its saves by day, the one with most saves first", () => {
  const { rows, first, count } = weeksOf([
    { day: "2026-11-30", host: "laptop", saves: 2 },
    { day: "2026-11-29", host: "desk", saves: 1 },
    { day: "2026-11-30", host: "desk", saves: 4 },
    // The first of the days, and two that are outside.
    { day: "2026-09-08", host: "desk", saves: 9 },
    { day: "2026-09-07", host: "desk", saves: 100 },
    { day: "2026-12-01", host: "desk", saves: 100 },
    { day: "someday", host: "desk", saves: 100 },
  ], AT);
  assert.equal(count, 84);
  assert.equal(first.getTime(), new Date(2026, 8, 8).getTime());
  assert.deepEqual(rows.map(({ host }) => host), ["desk", "laptop"]);
  const [desk, laptop] = rows.map(({ saves }) => saves);
  assert.deepEqual([desk!.length, desk![0], desk![82], desk![83]], [84, 9, 1, 4]);
  assert.deepEqual([laptop![82], laptop![83]], [0, 2]);
});

Deno.test("the more saves a day has, the darker it is", () => {
  const table = [[0, 0], [1, 1], [2, 1], [3, 2], [9, 2], [10, 3], [29, 3], [30, 4], [5_000, 4]];
  for (const [saves, level] of table) assert.equal(levelOf(saves!), level, `${saves} saves`);
});

Deno.test("many machines share the last row", () => {
  const machines = Array.from({ length: 9 }, (_, at) => ({
    day: "2026-11-30",
    host: `host ${at}`,
    saves: 20 - at,
  }));
  const { rows } = weeksOf(machines, AT);
  assert.deepEqual(rows.map(({ host }) => host), [
    ...machines.slice(0, 5).map(({ host }) => host),
    undefined,
  ]);
  assert.equal(rows[5]!.machines, 4);
  assert.equal(rows[5]!.saves[83], 15 + 14 + 13 + 12);
});
