import assert from "node:assert/strict";
import { pathFromGit } from "../../../src/engine/git/values/path.ts";
import { ownUntil } from "../../../src/engine/rules/own_rules.ts";
import { isRules } from "../../../src/engine/rules/rule_files.ts";

function reflog(...moves: readonly string[]): string {
  return moves.map((message, at) => `c${at} c${at + 1} P <p@x> 1 +0000\t${message}\n`).join("");
}

for (
  const [what, text, expected] of [
    ["saves and commits", reflog("sync: save", "commit: a", "commit (amend): b"), "c3"],
    ["a pull after a save", reflog("sync: save", "pull: Fast-forward"), "c1"],
    ["a save after a pull", reflog("pull: Fast-forward", "sync: save"), "c0"],
    ["an update", reflog("sync: update"), "c0"],
    ["a merge by hand", reflog("commit: a", "commit (merge): b"), "c1"],
    ["a message that looks like ours", reflog("merge x: sync: save"), "c0"],
    ["no reflog", "", "c0"],
    ["a gap", reflog("sync: save", "sync: save").replace("c1", "d1"), "c0"],
    ["older moves", `x0 c0 P <p@x> 1 +0000\tpull\n${reflog("sync: save")}`, "c1"],
  ] as const
) {
  Deno.test(`what a user did to the branch alone: ${what}`, () => {
    const head = text.trimEnd().split("\n").at(-1)!.split(" ")[1] ?? "c1";
    assert.equal(ownUntil(text, { since: "c0", head }), expected);
  });
}

for (
  const [path, expected] of [
    [".gitignore", true],
    ["a/b/.gitattributes", true],
    ["a/.GITIGNORE", true],
    // A character that HFS+ passes over, as bytes.
    ["a/.git\xe2\x80\x8cignore", true],
    ["\xef\xbb\xbf.gitignore", true],
    // The long s.
    [".gitattribute\xc5\xbf", true],
    ["gitignore", false],
    [".gitignore.bak", false],
    [".gitignores/a", false],
  ] as const
) {
  Deno.test(`rules or not: ${JSON.stringify(path)}`, () => {
    assert.equal(isRules(pathFromGit(path)), expected);
  });
}
