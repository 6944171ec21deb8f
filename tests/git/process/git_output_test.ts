// The readers of git's output against the real git: whatever a file is called, they read what it is.

import assert from "node:assert/strict";
import { type GitPath, gitPath, pathFromGit } from "../../../src/engine/git/values/path.ts";
import { statusIn } from "../../../src/engine/git/values/status_output.ts";
import {
  changesIn,
  entriesIn,
  type Entry,
  indexInfo,
} from "../../../src/engine/git/values/tree.ts";
import { rawRepository, type Run } from "../../support/raw_repository.ts";
import { makeWorld } from "../../support/world.ts";

const NAMES = [
  "plain.md",
  "with space",
  " space before and after ",
  "tab\there",
  "line\nbreak",
  '"quoted"',
  "back\\slash",
  "*",
  "-n",
  ":(top)x",
  "1 .M N... 100644",
  gitPath("größe 👍.md"),
  gitPath("e\u0301"),
  "caf\xe9",
  "\xff\xfe/\x01\x7f",
  "d/e/f",
];

for (const format of ["sha1", "sha256"] as const) {
  Deno.test(`an index takes any name and a tree gives it back, with ids of ${format}`, async () => {
    await using world = await makeWorld();
    const { run, blob, zeroId } = await rawRepository(world, format);
    const entries = await everyName(blob);

    await run(["update-index", "-z", "--index-info"], indexInfo(entries, zeroId));

    assert.deepEqual(new Map(entriesIn(await run(["ls-files", "-s", "-z"]))), entries);
    const tree = (await run(["write-tree"])).trim();
    assert.deepEqual(new Map(entriesIn(await run(["ls-tree", "-r", "-z", tree]))), entries);
  });

  Deno.test(`two trees differ in what was changed, whatever its name, with ids of ${format}`, async () => {
    await using world = await makeWorld();
    const { run, blob, zeroId } = await rawRepository(world, format);
    const entries = await everyName(blob);
    const other = { mode: "100755", oid: await blob("other") };
    const commit = (await run(["commit-tree", "-m", "sub", await emptyTree(run)])).trim();
    const [gone, retyped, linked, ...changed] = [...entries.keys()];

    await run(["update-index", "-z", "--index-info"], indexInfo(entries, zeroId));
    const before = (await run(["write-tree"])).trim();
    const edits = new Map<GitPath, Entry | undefined>(changed.map((path) => [path, other]));
    edits.set(gone!, undefined);
    edits.set(retyped!, { mode: "120000", oid: other.oid });
    edits.set(linked!, { mode: "160000", oid: commit });
    edits.set(gitPath("new\t"), other);
    await run(["update-index", "-z", "--index-info"], indexInfo(edits, zeroId));
    const after = (await run(["write-tree"])).trim();

    const expected = [...edits].map(([path, entry]) => ({
      path,
      old: entries.get(path),
      new: entry,
    }));
    const args = ["-r", "-z", "--raw", "--no-renames", "--no-abbrev", before, after];
    assert.deepEqual(inOrder([...changesIn(await run(["diff-tree", ...args]))]), inOrder(expected));
  });
}

Deno.test("an index takes a folder in the place of a file and a file in the place of a folder", async () => {
  await using world = await makeWorld();
  const { run, blob, zeroId } = await rawRepository(world);
  const entry = { mode: "100644", oid: await blob("x") };
  const before = new Map(
    ["file", "folder/a", "folder/b"].map((path) => [gitPath(path), entry] as const),
  );
  await run(["update-index", "-z", "--index-info"], indexInfo(before, zeroId));

  await run(
    ["update-index", "-z", "--index-info"],
    indexInfo([
      [gitPath("file/in"), entry],
      [gitPath("file"), undefined],
      [gitPath("folder"), entry],
      [gitPath("folder/a"), undefined],
      [gitPath("folder/b"), undefined],
    ], zeroId),
  );

  assert.deepEqual(
    new Map(entriesIn(await run(["ls-files", "-s", "-z"]))),
    new Map([["file/in", entry], ["folder", entry]]),
  );
});

Deno.test("the status names what a user did to their files", async () => {
  await using world = await makeWorld();
  const { folder, run } = await rawRepository(world);
  const files = {
    "a link": "1",
    edited: "1",
    "edited and staged": "1",
    gone: "1",
    "made executable": "1",
    "only untracked": "1",
    "removed by git": "1",
  };
  await world.write(folder, files);
  await run(["add", "-A"]);
  await run(["commit", "-q", "-m", "before"]);

  await world.write(folder, { edited: "more", "new file": "1", "new/folder/with\nfile": "1" });
  await Deno.chmod(`${folder}/made executable`, 0o755);
  await Deno.remove(`${folder}/gone`);
  await run(["rm", "-q", "removed by git"]);
  await run(["rm", "-q", "--cached", "only untracked"]);
  await Deno.remove(`${folder}/a link`);
  await Deno.symlink("edited", `${folder}/a link`);
  await world.write(folder, { "edited and staged": "2", staged: "1", "staged and edited": "1" });
  await run(["add", "edited and staged", "staged", "staged and edited"]);
  await world.write(folder, { "staged and edited": "2", intended: "1" });
  await run(["add", "-N", "intended"]);

  assert.deepEqual(await statusOf(run), [
    ["a link", "changed"],
    ["edited", "changed"],
    ["edited and staged", "changed, staged"],
    ["gone", "deleted"],
    ["intended", "changed"],
    ["made executable", "changed"],
    ["new file", "untracked"],
    ["new/folder/with\nfile", "untracked"],
    ["only untracked", "deleted, staged"],
    ["only untracked", "untracked"],
    ["removed by git", "deleted, staged"],
    ["staged", "changed, staged"],
    ["staged and edited", "changed"],
  ]);
});

Deno.test("the status names files whatever their names are", async () => {
  await using world = await makeWorld();
  const { run, blob, zeroId } = await rawRepository(world);
  const entries = await everyName(blob);
  const paths = [...entries.keys()];
  await run(["update-index", "-z", "--index-info"], indexInfo(entries, zeroId));
  await run(["commit", "-q", "-m", "all"]);
  assert.deepEqual(await statusOf(run), paths.map((path) => [path, "deleted"]));

  // Only git itself can write names that are not UTF-8.
  await run(["checkout-index", "--all"]);
  assert.deepEqual(await statusOf(run), []);

  const other = { mode: "100644", oid: await blob("other") };
  const others = paths.map((path) => [path, other] as const);
  await run(["update-index", "-z", "--index-info"], indexInfo(others, zeroId));
  assert.deepEqual(await statusOf(run), paths.map((path) => [path, "changed"]));

  await run(["read-tree", "--empty"]);
  assert.deepEqual(
    await statusOf(run),
    paths.flatMap((path) => [[path, "deleted, staged"], [path, "untracked"]]),
  );
});

Deno.test("the status tells nested repositories from folders", async () => {
  await using world = await makeWorld();
  const { folder, run } = await rawRepository(world);
  for (const name of ["moved on", "edited", "gone", "empty", "with a commit"]) {
    await world.git(folder, "init", "-q", name);
    if (name === "empty") continue;
    await world.write(`${folder}/${name}`, { f: "1" });
    await world.git(`${folder}/${name}`, "add", "f");
    await world.git(`${folder}/${name}`, "commit", "-q", "-m", "first");
  }
  await world.git(
    folder,
    "-c",
    "advice.addEmbeddedRepo=false",
    "add",
    "moved on",
    "edited",
    "gone",
  );
  await run(["commit", "-q", "-m", "before"]);
  await world.git(`${folder}/moved on`, "commit", "-q", "--allow-empty", "-m", "second");
  await world.write(folder, { "edited/f": "2", "folder/f": "1" });
  await Deno.remove(`${folder}/gone`, { recursive: true });

  assert.deepEqual(await statusOf(run), [
    ["edited", "nested"],
    ["empty", "nested"],
    ["folder/f", "untracked"],
    ["gone", "deleted"],
    ["moved on", "nested"],
    ["with a commit", "nested"],
  ]);
});

Deno.test("the status names a file that a user's merge left unmerged", async () => {
  await using world = await makeWorld();
  const { folder, run } = await rawRepository(world);
  const commit = async (content: string) => {
    await world.write(folder, { "two words": content });
    await run(["add", "-A"]);
    await run(["commit", "-q", "-m", content]);
  };
  await commit("base");
  await run(["branch", "other"]);
  await commit("ours");
  await run(["checkout", "-q", "other"]);
  await commit("theirs");
  assert.equal((await world.tryGit(folder, ["merge", "main"])).code, 1);

  assert.deepEqual(await statusOf(run), [["two words", "unmerged"]]);
});

async function everyName(blob: (content: string) => Promise<string>): Promise<Map<GitPath, Entry>> {
  const oid = await blob("content");
  return new Map(NAMES.toSorted().map((path) => [pathFromGit(path), { mode: "100644", oid }]));
}

async function emptyTree(run: Run): Promise<string> {
  return (await run(["hash-object", "-w", "-t", "tree", "--stdin"])).trim();
}

/** Each path with its kind, and whether all of its change is in the index already. */
async function statusOf(run: Run): Promise<(readonly [path: string, kind: string])[]> {
  const args = ["--porcelain=v2", "-z", "--untracked-files=all", "--no-renames"];
  return [...statusIn(await run(["status", ...args]))]
    .map(({ path, kind, unstaged }) => [path, unstaged ? kind : `${kind}, staged`] as const)
    .toSorted((a, b) => a.join("\0") < b.join("\0") ? -1 : 1);
}

function inOrder<Item extends { readonly path: string }>(items: readonly Item[]): Item[] {
  return items.toSorted((a, b) => a.path < b.path ? -1 : 1);
}
