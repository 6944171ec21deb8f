// What the app promises, looked at with raw git and the bytes of the files when everything has come to rest.

import assert from "node:assert/strict";
import { join } from "node:path";
import type { OpenConflict } from "../../../src/engine/conflicts/open_conflicts.ts";
import { isReserved } from "../../../src/system/reserved_names.ts";
import type { World } from "../world.ts";
import { foldersIn } from "./edits.ts";
import { type Field, nameOf } from "./field.ts";
import { isCopy, originalOf, storedIds } from "./filtered.ts";
import { CANARY, canaryFile } from "./neighbour.ts";
import { isPrivate, type Secrets } from "./secrets.ts";
import type { Ledger } from "./ledger.ts";
import { BRANCH, ignoredIn } from "./user.ts";
import { blobId, countMarks, gitDirOf, type Mark, marksOf, scan, type Tree } from "./tree.ts";

/** What the app may leave in its folder. */
const OWN_NAMES = [
  "old",
  "scratch.json",
  "seen.json",
  "not-placed.json",
  "ignored.json",
  "private.json",
  "held-deletion.json",
  "mass-deletion.json",
  "tidied.json",
  // Files that gave way and whose bytes a checkout would not give.
  "kept",
];

/** What git leaves where something is under way. */
const UNDER_WAY =
  /^(?:MERGE_\w+|CHERRY_PICK_HEAD|REVERT_HEAD|REBASE_HEAD|rebase-\w+|sequencer|.*\.lock)$/;

/**
 * Throws when anything that is promised does not hold. `held` has the files that a folder keeps to itself and
 * lists.
 */
export async function checkPromises(
  field: Field,
  ledger: Ledger,
  held: ReadonlyMap<string, ReadonlySet<string>> = new Map(),
): Promise<void> {
  const { world, folders } = field;
  const tip = await world.git(world.remote, "rev-parse", `refs/heads/${BRANCH}`);
  const published = await publishedTree(world, tip);
  for (const [machine, folder] of folders.entries()) {
    const tree = scan(folder);
    const kept = held.get(folder) ?? new Set<string>();
    await checkTree(field, { folder, tree, tip, published, kept, ledger });
    checkTexts(folder, { tree, ledger, machine });
    await checkRepository(world, folder);
    checkOwnFolder(folder);
    await checkVersions(world, { folder, ledger, machine });
  }
  await checkRepository(world, world.remote);
  await checkReplaced(field, ledger);
}

/**
 * What a change from the history has replaced is in the history: some branch leads to it, or where the user has amended
 * a commit, the reflog.
 */
async function checkReplaced({ world, folders }: Field, ledger: Ledger): Promise<void> {
  const replaced = ledger.replaced();
  if (replaced.length === 0) return;
  const there = new Set<Mark>();
  for (const folder of [world.remote, ...folders]) {
    for (const mark of await reachableMarks(world, { folder, ledger })) there.add(mark);
    if (folder === world.remote) continue;
    for (const { bytes } of scan(folder).values()) {
      for (const mark of marksOf(bytes)) there.add(mark);
    }
  }
  const lost = replaced.filter((mark) => !there.has(mark));
  assert.deepEqual(lost, [], "replaced texts are nowhere any more");
}

/** Returns the marks in all contents to which a branch leads, or where it counts the reflog. */
async function reachableMarks(
  world: World,
  { folder, ledger }: { readonly folder: string; readonly ledger: Ledger },
): Promise<Set<Mark>> {
  const { stdout: list } = await world.tryGit(folder, [
    "rev-list",
    "--objects",
    "--no-object-names",
    "--filter=object:type=blob",
    "--filter-provided-objects",
    "--all",
    ...(ledger.isAmended ? ["--reflog"] : []),
  ]);
  const { stdout } = await world.tryGit(folder, ["cat-file", "--batch"], { stdin: list });
  return new Set(marksOf(stdout));
}

/** Nothing private is at the remote, and nothing outside of the folders was touched. */
export async function checkPrivacy({ world }: Field, secrets: Secrets): Promise<void> {
  assert.deepEqual(await secrets.publishedIn(world), [], "private texts are at the remote");
  assert.equal(await Deno.readTextFile(canaryFile(world)), CANARY, "a file outside was written");
  const listed = await Array.fromAsync(Deno.readDir(join(world.folder, "outside")));
  const outside = listed.map(({ name }) => name);
  assert.deepEqual(outside, ["canary"], "something was written outside of the folders");
}

/** Reports whether a path or a folder that leads to it is on a list; a folder may end in a slash. */
export function isListed(paths: ReadonlySet<string>, file: string): boolean {
  return [...paths].some((path) => `${file}/`.startsWith(path.endsWith("/") ? path : `${path}/`));
}

/** The work tree, git and the remote have the same, and nothing else is in it. */
async function checkTree(
  field: Field,
  at: {
    readonly folder: string;
    readonly tree: Tree;
    readonly tip: string;
    readonly published: ReadonlyMap<string, string>;
    readonly kept: ReadonlySet<string>;
    readonly ledger: Ledger;
  },
): Promise<void> {
  const { world } = field;
  const { folder, tree, tip, published, ledger } = at;
  // The user's own git places also names of the app, which the app leaves alone.
  const own = new Set(
    [...tree.keys()].filter((file) =>
      isReserved(file) &&
      (!file.includes(".gitsyncbar-") || ledger.placedByGit.has(join(folder, file)))
    ),
  );
  const kept = new Set([...at.kept, ...own]);
  const name = nameOf(folder);
  assert.equal(await world.git(folder, "rev-parse", "HEAD"), tip, `${name} has another commit`);
  // In a sparse checkout git would show what is not placed as something else stands there.
  const asMarked = ["-c", "sparse.expectFilesOutsideOfPatterns=true"];
  const { stdout } = await world.tryGit(folder, [
    ...asMarked,
    "status",
    "--porcelain",
    "-z",
    "-uall",
  ]);
  // Edits of a file that came under an ignored name are kept back as well.
  const differing = stdout.split("\0").filter((line) =>
    line !== "" &&
    !((/^(?:\?\?| M| T) /.test(line) || field.isFiltered) && isListed(kept, line.slice(3)))
  );
  assert.deepEqual(differing, [], `git status on ${name}`);
  const ignored = new Set(await ignoredIn(world, folder));
  const isKept = (file: string) => isListed(kept, file);
  const synced = [...tree].filter(([file]) => !ignored.has(file) && !isKept(file));
  const ids = field.isFiltered
    ? await storedIds(world, folder, synced)
    : new Map(synced.map(([file, found]) => [file, blobId(found)]));
  const files = synced.map(([file, found]) =>
    [file, `${MODES[found.kind]} ${ids.get(file)}`] as const
  );
  const expected = [...published].filter(([path]) => !isKept(path));
  assert.deepEqual(sorted(files), sorted(expected), `files on ${name}`);
  for (const file of tree.keys()) {
    assert.ok(!file.includes(".gitsyncbar") || own.has(file), `${file} on ${name}`);
  }
  checkMarks(folder, tree);
}

/** No file holds a conflict that git wrote into it; no person of the stories writes such lines. */
export function checkMarks(folder: string, tree: Tree): void {
  for (const [file, { bytes }] of tree) {
    const isMarked = /^(?:<{7}|={7}|>{7})/m.test(bytes);
    assert.ok(!isMarked, `conflict marks in ${file} on ${nameOf(folder)}`);
  }
}

/**
 * The app names each conflict copy that stands in the folder, and nothing else. Whoever moves one into an
 * ignored folder has settled it, and so has whoever deletes the original or takes it out of the sync.
 */
export async function checkOpenConflicts(
  world: World,
  folder: string,
  named: readonly OpenConflict[],
): Promise<void> {
  const copies = named.map(({ copy }) => copy);
  const isPutAway = (name: string) => isPrivate(name.split("/").slice(0, -1).join("/"));
  // A folder of ignored files gives way as a whole.
  const files = [...scan(folder).keys()];
  // On the disk it may still be, and so may a private file in its place.
  const synced = (await world.git(folder, "ls-files", "-z")).split("\0");
  const isOriginalGone = (name: string) => {
    const original = originalOf(name) ?? name;
    return !synced.some((file) => file === original || file.startsWith(`${original}/`));
  };
  // A folder that had to give way during an update is named in that sync alone, once its files are synced.
  const folders = foldersIn(folder).filter((name) =>
    !synced.some((file) => file.startsWith(`${name}/`))
  );
  const there = [...files, ...folders].filter((name) =>
    isCopy(name) && (copies.includes(name) || !isPutAway(name) && !isOriginalGone(name))
  );
  assert.deepEqual(copies.toSorted(), there.toSorted(), `open conflicts on ${nameOf(folder)}`);
}

const MODES = { file: "100644", program: "100755", link: "120000" };

function checkTexts(
  folder: string,
  { tree, ledger, machine }: {
    readonly tree: Tree;
    readonly ledger: Ledger;
    readonly machine: number;
  },
): void {
  const there = countMarks(tree);
  const lost = ledger.expectedOn(machine).filter((mark) => !there.has(mark));
  assert.deepEqual(lost, [], `texts that nobody took away are not on ${nameOf(folder)}`);
}

/** No damage, nothing under way, no lock. */
async function checkRepository(world: World, folder: string): Promise<void> {
  const { stdout, stderr } = await world.tryGit(folder, [
    "fsck",
    "--strict",
    "--no-dangling",
    "--no-progress",
  ]);
  assert.equal(stdout + stderr, "", `git fsck in ${nameOf(folder)}`);
  const gitDir = folder === world.remote ? folder : gitDirOf(folder);
  assert.deepEqual(underWay(gitDir), [], `under way in ${nameOf(folder)}`);
}

function underWay(gitDir: string): string[] {
  return [...Deno.readDirSync(gitDir)].flatMap(({ name, isDirectory }) => {
    if (UNDER_WAY.test(name)) return [name];
    return isDirectory && name !== "objects" ? underWay(join(gitDir, name)) : [];
  });
}

function checkOwnFolder(folder: string): void {
  const names = [...Deno.readDirSync(join(gitDirOf(folder), "gitsyncbar"))].map(({ name }) => name);
  const litter = names.filter((name) => !OWN_NAMES.includes(name));
  assert.deepEqual(litter, [], `left behind on ${nameOf(folder)}`);
}

/**
 * What a sync has saved is at the remote, or in what the app keeps of rewritten history, or in a branch that the user
 * has left, or where the user has amended a commit, in the reflog.
 */
async function checkVersions(
  world: World,
  { folder, ledger, machine }: {
    readonly folder: string;
    readonly ledger: Ledger;
    readonly machine: number;
  },
): Promise<void> {
  const remote = await objectsOf(world, world.remote, "--branches");
  const kept = await objectsOf(
    world,
    folder,
    "--glob=refs/gitsyncbar/keep",
    `--exclude=${BRANCH}`,
    "--branches",
    ...(ledger.isAmended ? ["--reflog"] : []),
  );
  const lost = ledger.versions().filter((version) =>
    version.machine === machine && !remote.has(version.oid) && !kept.has(version.oid)
  );
  assert.deepEqual(lost, [], "versions that were saved cannot be reached");
}

async function objectsOf(
  world: World,
  folder: string,
  ...refs: readonly string[]
): Promise<Set<string>> {
  const { stdout } = await world.tryGit(folder, ["rev-list", "--objects", ...refs]);
  return new Set(stdout.split("\n").map((line) => line.split(" ")[0]!));
}

async function publishedTree(world: World, tip: string): Promise<Map<string, string>> {
  const listed = await world.git(world.remote, "ls-tree", "-r", "-z", tip);
  return new Map(
    listed.split("\0").filter(Boolean).map((line) => {
      const tab = line.indexOf("\t");
      const [mode, , oid] = line.slice(0, tab).split(" ");
      return [line.slice(tab + 1), `${mode} ${oid}`] as const;
    }),
  );
}

function sorted<Value>(entries: readonly (readonly [string, Value])[]) {
  return entries.toSorted(([one], [other]) => one < other ? -1 : 1);
}
