// Every reader of text from outside gets what is made to harm it: some of it here, always the same;
// `deno task fuzz` goes on with new ones.

import assert from "node:assert/strict";
import { cpuUsage } from "node:process";
import { fc } from "../../support/fast_check.ts";
import { dice, SEED } from "../../support/dice.ts";
import { piecesOf, wordsOfExpressions } from "../../support/fuzz/hostile.ts";
import { PARSERS } from "../../support/fuzz/parsers.ts";
import { tryLength, tryMutations } from "../../support/fuzz/try_parser.ts";

const words = await wordsOfExpressions();

Deno.test("the words of the expressions are found in the source", () => {
  for (const word of ["fatal", "Ignoring path ", "remote: "]) assert.ok(words.includes(word), word);
});

for (const entry of Object.entries(PARSERS)) {
  const [name, { read, samples }] = entry;
  Deno.test(`reading ${name} never throws, and takes no longer than the text is long`, () => {
    const throws = dice(SEED);
    assert.equal(tryMutations(entry, { count: 150, throws }), undefined);
    const pieces = fc.array(fc.constantFrom(...piecesOf(samples)), { maxLength: 12 });
    fc.assert(
      fc.property(pieces, (some) => void read(some.join(""))),
      { numRuns: 100, seed: SEED },
    );
    // Enough for a reader that takes the square of the length.
    for (let count = 0; count < 4; count++) {
      assert.equal(tryLength(entry, { words, throws, most: 262_144 }), undefined);
    }
    assert.equal(tryLength(entry, { words, throws, most: 4_194_304 }), undefined);
  });
}

Deno.test("a reader that throws or goes back and forth is found", () => {
  const throws = dice(1);
  const broken = { read: (text: string) => JSON.parse(text), samples: ['{"a":1}'] };
  assert.match(tryMutations(["broken", broken], { count: 300, throws })!.harm, /^throws Syntax/);
  const square = {
    read: (text: string) => {
      const begun = cpuUsage();
      const microseconds = 40_000 * (text.length / 1_048_576) ** 2;
      while (cpuUsage(begun).user < microseconds);
    },
    samples: ["a"],
  };
  assert.match(
    tryLength(["square", square], { words, throws, most: 1_048_576, hangMs: 10 })!.harm,
    /^takes \d+ ms/,
  );
});
