// How far a sync is, in words, and in percent.

import assert from "node:assert/strict";
import type { Progress } from "../../../src/engine/progress.ts";
import { percentOf, progressLine } from "../../../src/view/progress_line.ts";

const files = (done: number, total: number) => ({ files: { done, total } });

const ROWS: readonly (readonly [Progress, line: string, percent: number | undefined])[] = [
  [{ kind: "scanning" }, "Scanning…", undefined],
  [{ kind: "scanning", files: 0 }, "Scanning…", undefined],
  [{ kind: "scanning", files: 999 }, "Scanning…", undefined],
  [{ kind: "scanning", files: 100_000 }, "Scanning 100,000 files and what is new", undefined],
  [{ kind: "saving", ...files(0, 1) }, "Saving 1 file", undefined],
  [
    { kind: "saving", ...files(0, 300), bytes: { done: 0, total: 300_000_000 } },
    "Saving 300 files · 300 MB",
    undefined,
  ],
  [
    { kind: "saving", ...files(100, 300), bytes: { done: 120_000_000, total: 300_000_000 } },
    "Saving 100 of 300 files · 120 of 300 MB · 40%",
    40,
  ],
  // Empty files, and files whose sizes are not known.
  [
    { kind: "saving", ...files(1, 2), bytes: { done: 0, total: 0 } },
    "Saving 1 of 2 files · 50%",
    50,
  ],
  [{ kind: "saving", ...files(1, 2) }, "Saving 1 of 2 files · 50%", 50],
  [{ kind: "sending" }, "Sending…", undefined],
  [{ kind: "sending", bytes: 400_000 }, "Sending…", undefined],
  [{ kind: "sending", bytes: 3_900_000 }, "Sending 3 MB", undefined],
  [{ kind: "sending", bytes: 1000, totalBytes: 2000 }, "Sending · 50%", 50],
  [{ kind: "sending", bytes: 500_000, totalBytes: 40_000_000 }, "Sending 40 MB · 1%", 1],
  [
    { kind: "sending", bytes: 12_900_000, totalBytes: 39_200_000, percent: 7 },
    "Sending 12 of 40 MB · 32%",
    32,
  ],
  // What there is to send was estimated.
  [
    { kind: "sending", bytes: 43_000_000, totalBytes: 40_000_000 },
    "Sending 40 of 40 MB · 100%",
    100,
  ],
  [
    { kind: "sending", bytes: 39_999_999, totalBytes: 40_000_000 },
    "Sending 39 of 40 MB · 99%",
    99,
  ],
  [
    { kind: "receiving", bytes: 12_000_000, percent: 30 },
    "Receiving 12 MB · 30%",
    30,
  ],
  [{ kind: "receiving", percent: 30 }, "Receiving · 30%", 30],
  [{ kind: "placing", ...files(0, 10_000) }, "Placing 10,000 files", undefined],
  [{ kind: "placing", ...files(1_200, 10_000) }, "Placing 1,200 of 10,000 files · 12%", 12],
  [{ kind: "placing", ...files(0, 0) }, "Placing 0 files", undefined],
];

Deno.test("progress is reported in files, bytes and percent, as far as they are known", () => {
  for (const [progress, line, percent] of ROWS) {
    assert.deepEqual([progressLine(progress), percentOf(progress)], [line, percent]);
    assert.ok(line.length <= 60, line);
  }
});
