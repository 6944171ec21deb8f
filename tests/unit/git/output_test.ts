// What is kept of what a git prints: its beginning and its end, as whole lines, and no more memory.

import assert from "node:assert/strict";
import { fc } from "../../support/fast_check.ts";
import { messages, wholeOutput } from "../../../src/engine/git/process/output.ts";

const bytes = (text: string) => new TextEncoder().encode(text);

Deno.test("output comes back as it was, in pieces of any size", () => {
  fc.assert(
    fc.property(fc.array(fc.uint8Array({ maxLength: 100_000 })), (pieces) => {
      const output = wholeOutput();
      for (const piece of pieces) output.add(piece);
      assert.deepEqual(
        new Uint8Array(output.bytes()),
        new Uint8Array(pieces.flatMap((p) => [...p])),
      );
    }),
    { numRuns: 20 },
  );
});

Deno.test("output in a million pieces of a byte, each in a buffer of its own, takes no more than its bytes", () => {
  const output = wholeOutput();
  const piece = new Uint8Array(65_536).subarray(0, 1);
  for (let count = 0; count < 1_000_000; count++) output.add(piece);
  assert.equal(output.bytes().length, 1_000_000);
});

for (
  const [about, pieces, kept] of [
    ["all of what fits", ["one\n", "two\n", "thr", "ee"], "one\ntwo\nthree"],
    ["nothing of nothing", [], ""],
    ["first and last whole lines", ["first\n", "xxxxxxxxx\n".repeat(9), "last\n"], "first\nlast\n"],
    ["in one piece", ["first\n" + "xxxxxxxxx\n".repeat(9) + "last\n"], "first\nlast\n"],
    [
      "lines that are printed over",
      ["first\r" + "xxxxxxxxx\r".repeat(9) + "last\r"],
      "first\rlast\r",
    ],
    ["nothing of one endless line", ["x".repeat(30), "x".repeat(30)], ""],
    ["nothing of half a line", ["https://me:pw", "x".repeat(60), "pw@host\n", "end\n"], "end\n"],
  ] as const
) {
  Deno.test(`of messages is kept: ${about}`, () => {
    for (const split of [1, 3, 1000]) {
      const output = messages({ first: 14, last: 12 });
      const all = bytes(pieces.join(""));
      for (let at = 0; at < all.length; at += split) output.add(all.subarray(at, at + split));
      assert.equal(output.bytes().toString(), kept);
    }
  });
}

Deno.test("output of one line takes no more memory than it has", () => {
  const line = new TextEncoder().encode("a".repeat(40));
  const before = Deno.memoryUsage().external;
  const held = Array.from({ length: 2_000 }, () => [wholeOutput(), messages()]).flat();
  for (const output of held) output.add(line);
  const each = (Deno.memoryUsage().external - before) / held.length;
  assert.ok(each < 8 * 1024, `${each} bytes`);
  for (const output of held) assert.equal(output.bytes().length, line.length);
});
