// Places what an update could not, once the reason is gone: another name, a nested repository, a
// missing filter, a folder that may not be written.

import type { DisplacedFile } from "../displaced/displaced.ts";
import { spoilingRules } from "../../rules/own_rules.ts";
import { removeAll } from "../../../system/files.ts";
import { treeEntries } from "../../git/commands/trees.ts";
import type { Fold } from "../../git/repository/case_folding.ts";
import { type UnplacedFile, writeUnplaced } from "../../git/repository/unplaced.ts";
import type { Repository } from "../../git/repository/repository.ts";
import { fileIn, fileName, type GitPath, withSlash } from "../../git/values/path.ts";
import { digestOf, holdsBlob, lstatIfThere } from "../../../system/file_state.ts";
import { clearPlace, keepLate, putWhereNothingIs } from "../put_in_place.ts";
import { isReachable, makeFolders, removeEmptyFolders } from "../folders.ts";
import { type Copy, putAsCopy } from "../copies/conflict_copy.ts";
import { givePermissions } from "../permissions.ts";
import { preparedFolder, prepareFiles } from "../plan/prepare.ts";
import { clearSkipWorktree, viewIndex } from "../../git/commands/index.ts";
import { ignoredByAny } from "../../git/attributes/check_ignore.ts";
import { outsidePatterns } from "../../git/commands/sparse.ts";
import { type Change, type Entry, isWritten } from "../../git/values/tree.ts";
import { ifPermitted, takeOut } from "../displaced/take_out.ts";
import type { Volume } from "../volume.ts";
import { unfolded, withoutFilter, withoutPrivate, withoutRepository } from "./free_places.ts";

/**
 * Writes the files whose places are free by now. Returns the others, and copies of edits there. The
 * skip-worktree mark goes last: after a crash before that, they are placed already.
 */
export async function placeUnplaced(
  repository: Repository,
  about: {
    readonly unplaced: readonly UnplacedFile[];
    readonly head: string;
    readonly fold: Fold | undefined;
    readonly volume: Volume;
    /** Whether the filters that failed are tried again, which may take as long as a download. */
    readonly withFilters: boolean;
    /** Reports whether an incoming path would be the app's own, or take the place of what is. */
    readonly meetsOwn: (path: GitPath) => boolean;
    /** Reports whether the file at a tracked path stays on this machine. */
    readonly holds: (path: GitPath) => boolean;
  },
): Promise<{ readonly rest: readonly UnplacedFile[]; readonly copies: readonly Copy[] }> {
  const { unplaced, head, fold, volume, withFilters, meetsOwn, holds } = about;
  const tree = await treeEntries(repository, head);
  const known = unplaced.filter(({ path }) => tree.has(path));
  // The user's patterns leave these out by now.
  const outside = await outsidePatterns(repository, known.map(({ path }) => path));
  const wanted = known.filter(({ path }) => !outside.has(path));
  const files = wanted.filter(({ path }) => isWritten(tree.get(path)));
  const spoiling = await spoilingRules(
    repository,
    files.map(({ path }) => [path, tree.get(path)] as const),
  );
  const unfiltered = await withoutFilter(repository, { files, holds });
  const unobstructed = await withoutPrivate(repository.root, files);
  const restoring = new Set(files.filter(({ reason }) => reason === "restoring").map(pathOf));
  const free = new Set([
    ...unfiltered,
    ...unfolded(files, { tree, fold }),
    ...await withoutRepository(repository.root, files),
    ...unobstructed.filter((path) => withFilters || !restoring.has(path)),
    ...files.filter(({ reason }) =>
      withFilters && reason === "smudge filter" || reason === "not writable"
    ).map(({ path }) => path),
    // The app has its own files elsewhere by now.
    ...files.filter(({ path, reason }) => reason === "own place" && fileName(path) !== undefined)
      .map(({ path }) => path),
  ].filter((path) => !meetsOwn(path) && !spoiling.has(path)));
  // Where an earlier try was cut off.
  for (const { path } of unplaced) {
    if (fileName(path) === undefined) continue;
    await (free.has(path) ? clearPlace : keepLate)(repository, path);
  }
  const deleted = unplaced.filter(({ path, stood }) =>
    !tree.has(path) && stood !== undefined && fileName(path) !== undefined
  );
  const copies: Copy[] = [];
  const staying = await removeAgain(repository, { deleted, head, volume, copies });
  const stood = new Map(
    files.flatMap(({ path, stood }) => stood === undefined ? [] : [[path, stood]]),
  );
  const absent = new Set([
    ...unfiltered,
    ...files.filter(({ reason, stood }) =>
      (reason === "not writable" || reason === "smudge filter") && stood === undefined
    ).map(({ path }) => path),
  ]);
  // A file that the user has made there since is theirs, and is saved, unless a rule ignores it.
  const made = [...restoring].filter((path) => !unobstructed.includes(path));
  const hidden = await ignoredAmong(repository, { made, tree });
  const placed = new Set([
    ...await place(repository, { paths: [...free], tree, head, stood, absent, volume, copies }),
    ...made.filter((path) => !hidden.has(path)),
    ...await makeGitlinks(repository.root, wanted.filter(({ path }) => !isWritten(tree.get(path)))),
  ]);
  const rest = [
    ...wanted.filter(({ path }) => !placed.has(path)).map((file) =>
      hidden.has(file.path) ? { ...file, reason: "private" as const } : file
    ),
    ...staying,
  ];
  if (placed.size > 0) await clearSkipWorktree(repository, [...placed]);
  if (rest.length < unplaced.length || hidden.size > 0) await writeUnplaced(repository, rest);
  return { rest, copies };
}

/**
 * Returns the files that a rule ignores and that hold other bytes than published. Throws
 * `GitError`.
 */
async function ignoredAmong(
  repository: Repository,
  { made, tree }: { readonly made: readonly GitPath[]; readonly tree: ReadonlyMap<GitPath, Entry> },
): Promise<ReadonlySet<GitPath>> {
  if (made.length === 0) return new Set();
  const hidden = new Set<GitPath>();
  for (const path of await ignoredByAny(repository, made)) {
    // An earlier try that was cut off has put it there.
    if (!await holdsBlob(repository.fileOf(path), tree.get(path)!.oid).catch(() => false)) {
      hidden.add(path);
    }
  }
  return hidden;
}

/** Removes files that others deleted. Returns those that stay; edited ones are saved as new. */
async function removeAgain(
  repository: Repository,
  { deleted, head, volume, copies }: {
    readonly deleted: readonly UnplacedFile[];
    readonly head: string;
    readonly volume: Volume;
    /** Gets the conflict copies of what the user has edited meanwhile. */
    readonly copies: Copy[];
  },
): Promise<readonly UnplacedFile[]> {
  const { root } = repository;
  const files: DisplacedFile[] = [];
  for (const { path, stood } of deleted) {
    const file = fileIn(root, path);
    if (!await isReachable(root, path) || await lstatIfThere(file) === undefined) continue;
    if (!await holdsBlob(file, stood!).catch(() => true)) continue;
    files.push({ path, name: String(files.length), oid: stood!, size: -1, modified: undefined });
  }
  const { taken, copies: edited } = await takeOut(repository, { files, head, volume });
  for (const copy of edited) copies.push(copy);
  for (const path of taken) await removeEmptyFolders(root, path);
  const staying = new Set(files.map(({ path }) => path).filter((path) => !taken.has(path)));
  return deleted.filter(({ path }) => staying.has(path));
}

/** Makes conflict copies of files that stand where nothing was: they are the user's own. */
async function moveOthersAway(
  repository: Repository,
  { paths, fresh }: { readonly paths: readonly GitPath[]; readonly fresh: string },
): Promise<void> {
  for (const path of paths) {
    const file = repository.fileOf(path);
    if (!await isReachable(repository.root, path)) continue;
    if ((await lstatIfThere(file))?.isDirectory !== false) continue;
    if (await isThere(file, fileIn(fresh, path))) continue;
    await ifPermitted(() => putAsCopy(repository, { displaced: file, path }));
  }
}

/** Makes the missing folders of nested repositories. Returns those that are there. */
async function makeGitlinks(root: string, links: readonly UnplacedFile[]): Promise<GitPath[]> {
  const made: GitPath[] = [];
  for (const { path, reason } of links) {
    if (reason !== "not writable" && reason !== "restoring") continue;
    if (await ifPermitted(() => makeFolders(root, withSlash(path)))) made.push(path);
  }
  return made;
}

async function place(
  repository: Repository,
  { paths, tree, head, stood, absent, volume, copies }: {
    readonly paths: readonly GitPath[];
    readonly tree: ReadonlyMap<GitPath, Entry>;
    readonly head: string;
    /** The ids of the bytes of earlier versions that stand there. */
    readonly stood: ReadonlyMap<GitPath, string>;
    /** Where the published version never was: what stands there is the user's own. */
    readonly absent: ReadonlySet<GitPath>;
    readonly volume: Volume;
    /** Gets the conflict copies of what the user has edited meanwhile. */
    readonly copies: Copy[];
  },
): Promise<GitPath[]> {
  if (paths.length === 0) return [];
  const fresh = preparedFolder(repository);
  const changes: Change[] = paths.map((path) => ({ path, old: undefined, new: tree.get(path) }));
  const { attributes } = await viewIndex(repository, paths);
  const missing = await prepareFiles(repository, { changes, attributes, paths });
  await givePermissions(repository, changes);
  const placed: GitPath[] = [];
  const written = paths.filter((path) => !missing.has(path));
  await moveOthersAway(repository, { paths: written.filter((path) => absent.has(path)), fresh });
  const files = await earlierVersions(repository, { paths: written, fresh, stood });
  for (const copy of (await takeOut(repository, { files, head, volume })).copies) copies.push(copy);
  for (const path of written) {
    const from = fileIn(fresh, path);
    const file = repository.fileOf(path);
    const permissions = stood.has(path) ? "kept" : "of its folder";
    let isPut = false;
    await ifPermitted(async () => {
      isPut = await putWhereNothingIs(repository, { from, path, volume, permissions });
    });
    if (isPut || await isThere(file, from)) placed.push(path);
  }
  await removeAll(fresh);
  return placed;
}

/** Returns the files that have to give way to prepared ones: earlier versions of them. */
async function earlierVersions(
  { root }: Repository,
  { paths, fresh, stood }: {
    readonly paths: readonly GitPath[];
    readonly fresh: string;
    readonly stood: ReadonlyMap<GitPath, string>;
  },
): Promise<DisplacedFile[]> {
  const files: DisplacedFile[] = [];
  for (const [at, path] of paths.entries()) {
    const oid = stood.get(path);
    const file = fileIn(root, path);
    if (oid === undefined || !await isReachable(root, path)) continue;
    if ((await lstatIfThere(file))?.isDirectory !== false) continue;
    if (await isThere(file, fileIn(fresh, path))) continue;
    files.push({ path, name: String(at), oid, size: -1, modified: undefined });
  }
  return files;
}

function pathOf({ path }: UnplacedFile): GitPath {
  return path;
}

/**
 * Reports whether the same file is there: an earlier run may have ended before the mark was gone.
 */
async function isThere(file: string, from: string): Promise<boolean> {
  return (await lstatIfThere(file))?.isFile === true &&
    await digestOf(file) === await digestOf(from);
}
