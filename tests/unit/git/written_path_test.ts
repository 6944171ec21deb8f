// Every path has a text, and a text one path: also names that are not UTF-8.

import assert from "node:assert/strict";
import { fc } from "../../support/fast_check.ts";
import { type GitPath, pathFromGit } from "../../../src/engine/git/values/path.ts";
import { encodeText } from "../../../src/engine/git/values/git_text.ts";
import {
  isQuotedPath,
  pathOfText,
  textOfPath,
} from "../../../src/engine/git/values/written_path.ts";

Deno.test("a name that is not UTF-8 is quoted as git quotes it, and any other stands for itself", () => {
  const rows: readonly (readonly [path: string, text: string])[] = [
    ["a/b.md", "a/b.md"],
    [encodeText("café.md"), "café.md"],
    ["caf\xe9.txt", '"caf\\351.txt"'],
    [`${encodeText("é")}/caf\xe9 "x"\\y`, '"é/caf\\351 \\"x\\"\\\\y"'],
    ['"a"', '"a"'],
    // Names that look like a quoted one.
    ['"caf\\351.txt"', '"\\"caf\\\\351.txt\\""'],
    ['"\\"a\\""', '"\\"\\\\\\"a\\\\\\"\\""'],
  ];
  for (const [path, text] of rows) {
    assert.equal(textOfPath(pathFromGit(path)), text);
    assert.equal(pathOfText(text), path);
  }
  assert.equal(isQuotedPath('"caf\\351.txt"'), true);
  assert.equal(isQuotedPath('"a"'), false);
});

Deno.test("the text of a path names it, whatever its bytes", () => {
  const unit = fc.constantFrom("a", '"', "\\", "3", "5", "1", "\xe9", "\xc3", "\xa9", "\x80", "/");
  fc.assert(fc.property(fc.string({ unit, minLength: 1, maxLength: 12 }), (name) => {
    const path = `x${name}` as GitPath;
    for (const one of [path, name as GitPath]) {
      if (one.startsWith("/")) continue;
      const text = textOfPath(one);
      assert.equal(text, text.toWellFormed());
      assert.equal(text.includes("\ufffd"), false);
      assert.equal(pathOfText(text), one);
    }
  }));
});

Deno.test("a quoted path does not lead out of the folder", () => {
  for (const text of ['"../\\351"', '"/\\351"', '"\\000\\351"', '"a/\\056\\056/\\351"']) {
    assert.throws(() => pathOfText(text), TypeError, text);
  }
});
