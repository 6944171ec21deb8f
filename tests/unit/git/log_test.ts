// What is read of commits that no git process would make.

import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import { boundedFields, encodeText } from "../../../src/engine/git/values/git_text.ts";
import { fc } from "../../support/fast_check.ts";
import { commitsIn } from "../../../src/engine/git/commands/log.ts";

Deno.test("a commit has a time that a date can hold, whatever it says", () => {
  for (const time of ["9".repeat(20), "-99999999999999", "", "soon", "Infinity"]) {
    const [commit] = commitsIn(["1".repeat(40), "", time, "Somebody", "", "one"]);
    assert.match(new Date(commit!.origin.time).toISOString(), /^(?:1970|9999)-/, time);
  }
});

Deno.test("a commit has the parents that are named to their end", () => {
  const [id, cut] = ["1".repeat(40), "2".repeat(39)];
  const [commit] = commitsIn([id, `${id} ${id} ${cut}`, "1", "Somebody", "", "one"]);
  assert.deepEqual(commit!.parents, [id, id]);
});

Deno.test("fields that come in any pieces are those of the whole, and no longer than they may be", () => {
  const most = 5;
  const texts = fc.array(fc.string({ maxLength: 12 }).map((text) => text.replaceAll("\0", "")));
  fc.assert(fc.property(texts, fc.array(fc.nat(8)), (fields, cuts) => {
    const bytes = Buffer.from(encodeText(fields.map((field) => `${field}\0`).join("")), "latin1");
    const read = boundedFields(most);
    const found: string[] = [];
    let at = 0;
    for (const cut of [...cuts, bytes.length]) {
      found.push(...read(bytes.subarray(at, at + cut)));
      at += cut;
    }
    assert.deepEqual(found, fields.map((field) => encodeText(field).slice(0, most)));
  }));
});
