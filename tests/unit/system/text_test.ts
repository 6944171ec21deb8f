// Texts from outside, for a terminal.

import assert from "node:assert/strict";
import { shownJson } from "../../../src/system/text.ts";

Deno.test("JSON for a terminal has no control or bidi characters, and all of the value", () => {
  const value = {
    path: "a\u202etxt\u2066.md",
    host: "\x1b[2J\x9b31m\x7f\u0085\u061c",
    lines: ["\u2028", "\u2029\n", "grüße 😀 \ud800"],
  };
  const text = shownJson(value);
  assert.doesNotMatch(text, /[^\P{Cc}\n]|[\p{Zl}\p{Zp}\p{Bidi_Control}]/u);
  assert.match(text, /grüße 😀/);
  assert.deepEqual(JSON.parse(text), value);
});
