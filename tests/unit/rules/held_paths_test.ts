import assert from "node:assert/strict";
import { gitPath } from "../../../src/engine/git/values/path.ts";
import { heldPaths } from "../../../src/engine/rules/held_paths.ts";

const held = heldPaths({
  privatePaths: [
    { path: gitPath("a/.env"), reason: "ignored" },
    { path: gitPath("box/"), reason: "ignored" },
    { path: gitPath("key.pem"), reason: "filter" },
  ],
  ownPlaces: ["own/git/", "own/config.json"].map(gitPath),
});

for (
  const [name, untracked, tracked] of [
    ["a/.env", true, false],
    ["a/.ENV", false, false],
    ["a/.env.old", false, false],
    ["a/.env/below", false, false],
    ["box", true, false],
    ["box/deep/file", true, false],
    ["boxes/file", false, false],
    ["key.pem", true, true],
    ["own/git", true, true],
    ["own/git/HEAD", true, true],
    ["own/gitx", false, false],
    ["own/config.json", true, true],
    ["own/config.json.bak", false, false],
    ["x/.gitsyncbar-aside-1", true, true],
    ["x/.GitSyncBar-1/y", true, true],
    ["x/gitsyncbar-1", false, false],
  ] as const
) {
  Deno.test(`held or not: ${name}`, () => {
    const path = gitPath(name);
    assert.deepEqual([held.holds(path, { tracked: false }), held.holds(path, { tracked: true })], [
      untracked,
      tracked,
    ]);
  });
}

Deno.test("names that are one to the volume are held as one", () => {
  const fold = (path: string) => path.toLowerCase();
  const folded = heldPaths({
    privatePaths: [{ path: gitPath("A/.env"), reason: "ignored" }],
    ownPlaces: [gitPath("b/.dotfiles/")],
    fold,
  });
  assert.ok(folded.holds(gitPath("a/.ENV"), { tracked: false }));
  const spellings = ["B/.dotfiles/hooks/pre-push", "b/.DOTFILES", "b/.dot\u200cfiles/x", "B"];
  assert.deepEqual(spellings.filter((path) => !folded.meetsOwn(gitPath(path))), []);
  assert.deepEqual(["b/.dotfile", "b/c", "c/b"].map(gitPath).filter(folded.meetsOwn), []);
});

Deno.test("the app's own files are known by their place, and what leads to it by that", () => {
  const paths = ["own", "own/git", "own/git/HEAD", "own/other", "OWN", "x/.gitsyncbar-1"].map(
    gitPath,
  );
  assert.deepEqual(paths.map((path) => held.ownPlaceOf(path)), [
    undefined,
    "own/git",
    "own/git",
    undefined,
    undefined,
    "x/.gitsyncbar-1",
  ]);
  assert.deepEqual(paths.filter(held.meetsOwn), [
    "own",
    "own/git",
    "own/git/HEAD",
    "x/.gitsyncbar-1",
  ]);
});
