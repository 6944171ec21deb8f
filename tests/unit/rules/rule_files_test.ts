// Rules about what is ignored, from two sides.

import assert from "node:assert/strict";
import { gitPath } from "../../../src/engine/git/values/path.ts";
import { isRules, joinRules } from "../../../src/engine/rules/rule_files.ts";

Deno.test("rules of both sides are joined: none of ours is lost, and none that was taken away comes back", () => {
  const table: readonly (readonly [base: string, ours: string, theirs: string, joined: string])[] =
    [
      ["", "a\n", "b\n", "b\na\n"],
      ["", "a\nb\n", "b\n", "b\na\n"],
      ["a\n", "a\nours\n", "a\ntheirs", "a\ntheirs\nours\n"],
      ["a\nb\n", "a\nb\nours\n", "b\n", "b\nours\n"],
      ["a\n", "ours\n", "", "ours\n"],
      ["a\r\n", "a\r\nours\r\n", "a\r\ntheirs\r\n", "a\r\ntheirs\r\nours\r\n"],
      ["# x\n\na\n", "# x\n\n/ours\n\n", "# y\n\na\n", "# y\n\na\n/ours\n"],
    ];
  for (const [base, ours, theirs, joined] of table) {
    assert.equal(joinRules({ base, ours, theirs }), joined);
  }
});

Deno.test("rules are files of these names alone, wherever they are", () => {
  const names = [".gitignore", "a/b/.gitattributes", "x.gitignore", ".gitignore/a", ".gitmodules"]
    .map(gitPath);
  assert.deepEqual(names.filter(isRules), names.slice(0, 2));
});
