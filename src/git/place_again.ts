// Places what an update could not, when the reason is gone: the other name was taken away, the nested
// repository is none any more.

import { join } from "node:path";
import { removeAll } from "./files.ts";
import { treeEntries } from "./commits.ts";
import type { Fold } from "./fold.ts";
import { repositoriesAmong } from "./nested.ts";
import { type NotPlaced, writeNotPlaced } from "./not_placed.ts";
import type { Repository } from "./open.ts";
import { fileName, foldersOf, type GitPath } from "./path.ts";
import { digestOf, lstatIfThere } from "./look.ts";
import { clearPlace, keepLate, putWhereNothingIs } from "./place.ts";
import { freshFolder, prepare } from "./prepare.ts";
import { heedWorktree, viewIndex } from "./index_entries.ts";
import { outsidePatterns } from "./sparse.ts";
import { type Change, type Entry, isWritten } from "./tree.ts";
import type { Volume } from "./volume.ts";

/**
 * Writes those of the files that now have a place of their own, where nothing stands, and answers the
 * others. The mark that hides them from git goes last: ended before that, they are placed already.
 */
export async function placeAgain(
  repository: Repository,
  about: {
    readonly notPlaced: readonly NotPlaced[];
    readonly head: string;
    readonly fold: Fold | undefined;
    readonly volume: Volume;
  },
): Promise<readonly NotPlaced[]> {
  const { notPlaced, head, fold, volume } = about;
  const tree = await treeEntries(repository, head);
  const known = notPlaced.filter(({ path }) => tree.has(path));
  // The user's patterns leave these out by now.
  const outside = await outsidePatterns(repository, known.map(({ path }) => path));
  const wanted = known.filter(({ path }) => !outside.has(path));
  const files = wanted.filter(({ path }) => isWritten(tree.get(path)));
  const free = new Set([
    ...unfolded(files, { tree, fold }),
    ...await withoutRepository(repository.root, files),
  ]);
  // Where an earlier try was cut off.
  for (const { path } of notPlaced) {
    if (fileName(path) === undefined) continue;
    await (free.has(path) ? clearPlace : keepLate)(repository, path);
  }
  const placed = new Set(await place(repository, { paths: [...free], tree, volume }));
  const rest = wanted.filter(({ path }) => !placed.has(path));
  if (placed.size > 0) await heedWorktree(repository, [...placed]);
  if (rest.length < notPlaced.length) await writeNotPlaced(repository, rest);
  return rest;
}

/** The names that no other published one is taken for. */
function unfolded(
  wanted: readonly NotPlaced[],
  { tree, fold }: { readonly tree: ReadonlyMap<GitPath, Entry>; readonly fold: Fold | undefined },
): GitPath[] {
  const folded = wanted.filter(({ reason }) => reason === "name").map(({ path }) => path)
    // What has no name here was refused for that, not for another one.
    .filter((path) => fileName(path) !== undefined);
  if (fold === undefined || folded.length === 0) return [];
  const waiting = new Set(folded);
  const taken = new Set([...tree.keys()].filter((path) => !waiting.has(path)).map(fold));
  return folded.filter((path) => {
    const isTaken = taken.has(fold(path));
    taken.add(fold(path));
    return !isTaken;
  });
}

async function withoutRepository(root: string, wanted: readonly NotPlaced[]): Promise<GitPath[]> {
  const free: GitPath[] = [];
  for (const { path, reason } of wanted) {
    if (reason !== "nested repository") continue;
    const found = await repositoriesAmong(root, [...foldersOf(path), path]);
    if (found.length === 0) free.push(path);
  }
  return free;
}

async function place(
  repository: Repository,
  { paths, tree, volume }: {
    readonly paths: readonly GitPath[];
    readonly tree: ReadonlyMap<GitPath, Entry>;
    readonly volume: Volume;
  },
): Promise<GitPath[]> {
  if (paths.length === 0) return [];
  const fresh = freshFolder(repository);
  const changes: Change[] = paths.map((path) => ({ path, old: undefined, new: tree.get(path) }));
  const { attributes } = await viewIndex(repository, paths);
  const missing = new Set(await prepare(repository, { changes, attributes, paths }));
  const permissions = "of its folder";
  const placed: GitPath[] = [];
  for (const path of paths) {
    if (missing.has(path)) continue;
    const from = join(fresh, fileName(path)!);
    if (
      await putWhereNothingIs(repository, { from, path, volume, permissions }) ||
      await isThere(join(repository.root, fileName(path)!), from)
    ) placed.push(path);
  }
  await removeAll(fresh);
  return placed;
}

/** It is the same when it was placed the last time, and that was ended before the mark was taken away. */
async function isThere(file: string, from: string): Promise<boolean> {
  return (await lstatIfThere(file))?.isFile === true &&
    await digestOf(file) === await digestOf(from);
}
