// The random test for hours: `deno task soak --runs 5000 [--seed N] [--path P] [--hostile | --cut |
// --filtered | --history]`. With TMPDIR=/dev/shm the disk is spared.

import process from "node:process";
import { parseArgs } from "node:util";
import { startApps } from "./apps.ts";
import { checkStories } from "./property.ts";
import { cutStories, filteredStories, historyStories, hostileStories } from "./steps.ts";
import { Tally } from "./tally.ts";

const { values } = parseArgs({
  options: {
    runs: { type: "string" },
    seed: { type: "string" },
    path: { type: "string" },
    hostile: { type: "boolean" },
    cut: { type: "boolean" },
    filtered: { type: "boolean" },
    history: { type: "boolean" },
  },
});
await using apps = startApps();
const started = Date.now();
const tally = new Tally();
let count = 0;
let failures = 0;
const report = await checkStories(apps, {
  runs: Number(values.runs ?? 2000),
  ...(values.hostile
    ? { of: hostileStories }
    : values.cut
    ? { of: cutStories }
    : values.filtered
    ? { of: filteredStories }
    : values.history
    ? { of: historyStories }
    : {}),
  ...(values.seed === undefined ? {} : { seed: Number(values.seed) }),
  ...(values.path === undefined ? {} : { path: values.path }),
  tally,
  onRun: () => {
    if (++count % 50 === 0) {
      const seconds = Math.round((Date.now() - started) / 1000);
      process.stdout.write(`${count} runs, ${seconds} s\n`);
    }
  },
  onFailure: (story, error) => {
    if (failures++ === 0) process.stdout.write(`${story}\n${error}\nLooking for a smaller one\n`);
  },
});
process.stdout.write(`${tally.lines().join("\n")}\n`);
process.stdout.write(report === undefined ? `${count} runs: nothing lost\n` : `${report}\n`);
process.exitCode = report === undefined ? 0 : 1;
