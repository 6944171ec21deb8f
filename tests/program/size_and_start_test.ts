// How large the program is, and how soon it is there, each beside a compiled program of one line.

import assert from "node:assert/strict";
import { compileOneLine, program } from "../support/compiled.ts";

const AT_MOST_MB = 6;
const AT_MOST_TIMES = 1.5;
const PAIRS = 12;
const ROUNDS = 10;

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

Deno.test(`program: --version takes at most ${AT_MOST_TIMES} times as long as one line`, async () => {
  await using least = await oneLine();
  const timeOf = async (path: string) => {
    const since = performance.now();
    const { success } = await new Deno.Command(path, { args: ["--version"] }).output();
    assert.ok(success);
    return performance.now() - since;
  };
  // The machine is busy with other tests, which makes a measurement worse by chance; so there is more than
  // one try, and the two take turns.
  const medians: number[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    const ratios: number[] = [];
    for (let pair = 0; pair < PAIRS; pair++) {
      const one = await timeOf(least.path);
      ratios.push(await timeOf(program) / one);
    }
    medians.push(ratios.sort((one, other) => one - other)[PAIRS / 2]!);
    if (medians.at(-1)! <= AT_MOST_TIMES) return;
  }
  assert.fail(`it takes ${medians.map((ratio) => ratio.toFixed(2)).join(", ")} times as long`);
});
