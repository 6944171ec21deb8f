// What is read of commits that no git process would make.

import assert from "node:assert/strict";
import { parseLog } from "../../../src/engine/git/commands/log.ts";

Deno.test("a commit has a time that a date can hold, whatever it says", () => {
  for (const time of ["9".repeat(20), "-99999999999999", "", "soon", "Infinity"]) {
    const [commit] = parseLog(["1".repeat(40), "", time, "Somebody", "", "one", ""].join("\0"));
    assert.match(new Date(commit!.origin.time).toISOString(), /^(?:1970|9999)-/, time);
  }
});
