// A random test that fails can be repeated: all of them draw from one seed.

import assert from "node:assert/strict";
import { join } from "node:path";
import { SEED, withDice } from "../../support/dice.ts";
import { filesBelow } from "../../support/files_below.ts";

const TESTS = join(import.meta.dirname!, "../..");
const UNSEEDED = /Math\.random\(|getRandomValues\(|randomBytes\(|randomInt\(|from "fast-check"/;

/** The searches that go on with new seeds, which they print, and what the seed is given to. */
const ALLOWED = [
  "support/fast_check.ts",
  "support/fuzz/fuzz.ts",
  "support/promise/property.ts",
  "support/promise/steps.ts",
];

Deno.test("every random test draws from the seed", async () => {
  const found: string[] = [];
  for (const path of (await filesBelow(TESTS)).filter((path) => path.endsWith(".ts"))) {
    if (UNSEEDED.test(await Deno.readTextFile(join(TESTS, path)))) found.push(path);
  }
  assert.deepEqual(found.sort(), ALLOWED.concat("unit/project/random_test.ts").sort());
});

Deno.test("a failure of a random test names the seed", async () => {
  const test = () => Promise.reject(new Error("lost"));
  await assert.rejects(withDice(test), { message: new RegExp(`SEED=${SEED}\n.*lost`) });
});
