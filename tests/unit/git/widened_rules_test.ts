// Rules that take git without end, as wider ones.

import assert from "node:assert/strict";
import { widened } from "../../../src/engine/git/attributes/widened_rules.ts";

Deno.test("a rule with many ** keeps the last part of its pattern and what it names", () => {
  for (
    const [rule, wider] of [
      ["*.md text", "*.md text"],
      ["**/a/**/b filter=crypt", "**/a/**/b filter=crypt"],
      ["# **/**/**/x filter=crypt", "# **/**/**/x filter=crypt"],
      ["**/a/**/b/**/*.key filter=crypt -text !diff", "*.key filter=crypt"],
      ['"**/a/**/b/**/my key" filter=crypt -diff', "* filter=crypt"],
      ["**/a/**/b/**/ filter=crypt", " filter=crypt"],
    ] as const
  ) assert.equal(widened(`a\n${rule}\nb`).split("\n")[1]!.trimEnd(), wider);
});
