// How large the program is, and what its start costs, each beside a compiled program of one line.

import assert from "node:assert/strict";
import { compileOneLine, program } from "../../support/compiled.ts";

const AT_MOST_MB = 7;
const AT_MOST_TIMES = 1.5;
const STARTS = 5;
const TURNS = 8;

async function oneLine(): Promise<AsyncDisposable & { readonly path: string }> {
  const folder = await Deno.makeTempDir({ prefix: "git-sync-bar-program-" });
  return {
    path: await compileOneLine(folder),
    [Symbol.asyncDispose]: () => Deno.remove(folder, { recursive: true }),
  };
}

Deno.test(`program: it is at most ${AT_MOST_MB} MB larger than one of one line`, async () => {
  await using least = await oneLine();
  const [own, other] = await Promise.all([program, least.path].map((path) => Deno.stat(path)));
  const more = (own!.size - other!.size) / 1_000_000;
  assert.ok(more <= AT_MOST_MB, `it is ${more.toFixed(2)} MB larger`);
});

Deno.test("program: nothing of another system or of the development is in it", async () => {
  const bytes = await Deno.readFile(program);
  const text = new TextDecoder("latin1").decode(bytes);
  assert.ok(text.includes(`tray_${Deno.build.os}_release`), "its own helper");
  const others = ["darwin", "linux", "windows"].filter((system) => system !== Deno.build.os);
  const helpers = others.map((system) => `tray_${system}_release`);
  // The code says of each part from which package it comes.
  assert.ok(text.includes("/zod/"), "a package that is in it");
  const packages = ["fast-check", "aedes", "@resvg", "fflate", "modern-tar"];
  for (const other of [...helpers, ...packages.map((name) => `/${name}/`)]) {
    assert.ok(!text.includes(other), other);
  }
});

/** The processor time of some starts, in seconds: unlike the time by the clock it is nearly the same on a busy machine. */
async function costOf(path: string): Promise<number> {
  const starts = `for start in ${"x ".repeat(STARTS)}; do "$0" --version >/dev/null; done; times`;
  const { stdout } = await new Deno.Command("/bin/sh", { args: ["-c", starts, path] }).output();
  // The second line is about what the shell has started: `0m0.31s 0m0.12s`, by itself and in the system.
  const [, ofStarted] = new TextDecoder().decode(stdout).trim().split("\n");
  const times = [...ofStarted!.matchAll(/(\d+)m([\d.]+)s/g)];
  return times.reduce(
    (sum, [, minutes, seconds]) => sum + 60 * Number(minutes) + Number(seconds),
    0,
  );
}

Deno.test(`program: --version costs at most ${AT_MOST_TIMES} times as much as one line`, async () => {
  await using least = await oneLine();
  const ratios: number[] = [];
  for (let attempt = 0; attempt < 3; attempt++) {
    let [own, other] = [0, 0];
    for (let turn = 0; turn < TURNS; turn++) {
      other += await costOf(least.path);
      own += await costOf(program);
    }
    ratios.push(own / other);
    if (own / other <= AT_MOST_TIMES) return;
  }
  assert.fail(`it costs ${ratios.map((ratio) => ratio.toFixed(2)).join(", ")} times as much`);
});
