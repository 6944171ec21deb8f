// Takes one file out of the work tree and puts another in its place, never over anybody's edit.
// Renaming takes the file with whatever was last saved in it; linking puts a file in place only where
// nothing is.

import { createHash } from "node:crypto";
import { basename, dirname, join } from "node:path";
import { copyNames } from "../git/values/conflict_name.ts";
import { keepLocal, placementOf } from "../merge/copy_placement.ts";
import {
  clearBeside,
  copyInPlace,
  copyWhole,
  lateBeside,
  type Permissions,
} from "./copy_in_place.ts";
import { removeAll } from "../../system/files.ts";
import { digestOf, lstatIfThere } from "../../system/file_state.ts";
import type { Repository } from "../git/repository/open.ts";
import { baseName, fileName, foldersOf, type GitPath } from "../git/values/path.ts";
import { isReserved } from "../../system/reserved_names.ts";
import {
  inScratch,
  leaveScratch,
  makeScratch,
  type ScratchName,
} from "../git/repository/scratch.ts";
import { isFolderGone, isNotPermitted, isRefusedByVolume, type Volume } from "./volume.ts";

/** A path of the work tree that cannot be used: a link or a file stands where a folder has to be. */
export class PathBlocked extends Error {
  override readonly name = "PathBlocked";
  constructor(readonly folder: GitPath) {
    super(`Cannot reach a file below "${folder}": it is not a folder`);
  }
}

/** The work tree, this machine's name in conflict copies, and the name of scratch folders. */
export interface Tree {
  readonly root: string;
  readonly host: string;
  readonly scratch: ScratchName;
}

/**
 * Moves whatever is at `file` to `aside`, a path in the git folder; answers where it is, or `undefined` when
 * nothing was there. When the git folder is on another volume the file waits in a scratch folder.
 */
export async function takeAside(
  tree: Tree,
  { file, aside, volume }: {
    readonly file: string;
    readonly aside: string;
    readonly volume: Volume;
  },
): Promise<string | undefined> {
  for (const place of asidePlaces(tree, { file, aside })) {
    try {
      if (place !== aside) await makeScratch(dirname(place));
      await volume.rename(file, place);
      return place;
    } catch (error) {
      if (place !== aside) await leaveScratch(dirname(place));
      if (isFolderGone(error)) return undefined;
      // A file that is locked against changes (chflags, chattr) can be renamed to no place at all.
      if (isNotPermitted(error) || !isRefusedByVolume(error)) throw error;
    }
  }
  throw new Deno.errors.PermissionDenied(`Cannot move "${file}" aside`);
}

/** Where a file is that was moved aside from `file`, or `undefined` when there is none. */
export async function findAside(
  tree: Tree,
  from: { readonly file: string; readonly aside: string },
): Promise<string | undefined> {
  for (const place of [...asidePlaces(tree, from), ...formerAsidePlaces(tree, from)]) {
    if (await lstatIfThere(place) !== undefined) return place;
  }
  return undefined;
}

/** Deletes a file that was moved aside. */
export async function dropAside(aside: string): Promise<void> {
  await removeAll(aside);
  await leaveAside(aside);
}

/** Removes the scratch folder of a file that was moved aside and is gone from there. */
async function leaveAside(aside: string): Promise<void> {
  const folder = dirname(aside);
  if (isReserved(basename(folder))) await leaveScratch(folder);
}

/** The last one is for a folder on which another volume is mounted. */
function asidePlaces(
  { root, scratch }: Tree,
  { file, aside }: { readonly file: string; readonly aside: string },
): string[] {
  const name = `${basename(dirname(aside))}-${basename(aside)}`;
  return [aside, join(root, scratch, name), join(dirname(file), scratch, name)];
}

/** Where earlier versions put them, under names with an id that nobody can guess. */
function formerAsidePlaces(
  { root }: Tree,
  { file, aside }: { readonly file: string; readonly aside: string },
): string[] {
  const name = `.gitsyncbar-aside-${basename(dirname(aside))}-${basename(aside)}`;
  return [join(root, name), join(dirname(file), name)];
}

/**
 * Puts a file in place where nothing is. Answers "taken" when the name is, "no folder" when somebody has
 * moved or removed the folder meanwhile, and "late" as `copyInPlace` does. A symbolic link is made anew,
 * as link(2) may follow it (POSIX leaves that to the system).
 */
export async function putInPlace(
  from: string,
  to: string,
  how: {
    readonly volume: Volume;
    readonly scratch: ScratchName;
    /** What a copy gets; a link has those of its file. */
    readonly permissions: Permissions;
  },
): Promise<"placed" | "late" | "taken" | "no folder"> {
  const { isSymlink } = await Deno.lstat(from);
  try {
    if (isSymlink) await Deno.symlink(await Deno.readLink(from), to);
    else await how.volume.link(from, to);
    return "placed";
  } catch (error) {
    if (error instanceof Deno.errors.AlreadyExists) return "taken";
    if (isFolderGone(error)) return "no folder";
    if (!isRefusedByVolume(error)) throw error;
    return await copyInPlace(from, to, how);
  }
}

/**
 * Puts a file or a folder where nothing is, with the folders that lead there; what somebody writes there in
 * that very moment gets a conflict name. Answers false when something stands there or in the way.
 */
export async function putWhereNothingIs(
  repository: Repository,
  { from, path, ...how }: {
    readonly from: string;
    readonly path: GitPath;
    readonly volume: Volume;
    readonly permissions: Permissions;
  },
): Promise<boolean> {
  const { root, scratch } = repository;
  const file = join(root, fileName(path)!);
  for (;;) {
    if (!await hasFolders(root, path)) return false;
    if ((await Deno.lstat(from)).isDirectory) {
      if (await lstatIfThere(file) !== undefined) return false;
      await Deno.rename(from, file);
      return true;
    }
    const put = await putInPlace(from, file, { ...how, scratch });
    if (put === "late") await keepLate(repository, path);
    if (put !== "no folder") return put !== "taken";
  }
}

/** What somebody wrote into a place that was being filled, also before a crash, gets a conflict name. */
export async function keepLate(repository: Repository, path: GitPath): Promise<Copy[]> {
  const { root, scratch } = repository;
  if (!await isReachable(root, path)) return [];
  const copies: Copy[] = [];
  for (const aside of await lateBeside(join(root, fileName(path)!), scratch)) {
    copies.push({ path, copy: await putAsCopy(repository, { aside, path }) });
  }
  return copies;
}

/** The same, and clears away what else a crash left there. No other file may have this place. */
export async function clearPlace(repository: Repository, path: GitPath): Promise<void> {
  const { root, scratch } = repository;
  await keepLate(repository, path);
  if (!await isReachable(root, path)) return;
  const file = join(root, fileName(path)!);
  await clearBeside(file, scratch);
  await keepLate(repository, path);
  await leaveScratch(join(dirname(file), scratch));
}

/** A version that was moved to a conflict name in the work tree, because somebody had just saved it. */
export interface Copy {
  readonly path: GitPath;
  readonly copy: GitPath;
}

/**
 * Moves what was taken aside to a conflict name, and returns that name: one that has the attributes of the old
 * name and is not ignored, else one that no save publishes. `under` is the commit whose attributes count, where
 * these are not those of the index.
 */
export async function putAsCopy(
  repository: Repository,
  version: {
    readonly aside: string;
    readonly path: GitPath;
    /** Whether it was never published, and is not to be. */
    readonly wasIgnored?: boolean;
    readonly under?: string | undefined;
  },
): Promise<GitPath> {
  const { root, host, scratch } = repository;
  const { aside, under, wasIgnored = false } = version;
  const info = await Deno.lstat(aside);
  const content = info.isFile ? await digestOf(aside) : undefined;
  const oid = content ?? createHash("sha1").update(version.path).digest("hex");
  const origin = { host, time: Date.now() };
  for (let attempt = 1;; attempt++) {
    const path = await reachablePath(root, version.path);
    // Only the bytes of a file depend on attributes.
    const names = { ...copyNames(path, { oid, origin, attempt }), path: version.path };
    const placement = wasIgnored ? "local" : await placementOf(repository, { names, under });
    const name = placement === "folder" ? names.folder : names.file;
    if (placement === "local") await keepLocal(repository, [name]);
    const to = join(root, fileName(name)!);
    // Nobody else makes such names. A link that is made and a name that is removed would be two steps:
    // ended in between, the same version would come up twice.
    if (await lstatIfThere(to) !== undefined) continue;
    if (placement === "folder" && !await hasFolders(root, name)) continue;
    if (await moveTo(aside, to, scratch)) return name;
  }
}

/** Makes the folders that lead to a path; returns false where something else stands in the way. */
async function hasFolders(root: string, path: GitPath): Promise<boolean> {
  try {
    await makeFolders(root, path);
    return true;
  } catch (error) {
    if (error instanceof PathBlocked) return false;
    throw error;
  }
}

/** Renames, or copies to another volume; answers false when the name is taken or its folder is gone. */
async function moveTo(from: string, to: string, scratchName: ScratchName): Promise<boolean> {
  try {
    await Deno.rename(from, to);
    await leaveAside(from);
    return true;
  } catch (error) {
    if (isFolderGone(error)) return false;
    if (!isRefusedByVolume(error)) throw error;
  }
  // In a scratch folder first: a crash must not leave half a copy.
  const scratch = join(dirname(to), scratchName);
  const copy = join(scratch, `${basename(dirname(from))}-${basename(from)}-copy`);
  await inScratch(scratch, async () => {
    await removeAll(copy);
    await copyWhole(from, copy, "kept");
    await Deno.rename(copy, to);
  });
  await dropAside(from);
  return true;
}

/** The path itself, its folders made anew where they are gone, or its name at the top where that cannot be. */
async function reachablePath(root: string, path: GitPath): Promise<GitPath> {
  try {
    await makeFolders(root, path);
    return path;
  } catch (error) {
    if (error instanceof PathBlocked) return baseName(path);
    throw error;
  }
}

/**
 * Makes the folders that lead to a path, never `root` itself: who has moved it away would find another one in
 * its place. Throws `PathBlocked` where something else than a folder stands in the way; a link counts as
 * that, as it could lead out of the work tree.
 */
export async function makeFolders(root: string, path: GitPath): Promise<void> {
  const folders = foldersOf(path);
  for (let at = 0; at < folders.length;) {
    const folder = join(root, fileName(folders[at]!)!);
    const info = await lstatIfThere(folder);
    if (info !== undefined && !info.isDirectory) throw new PathBlocked(folders[at]!);
    try {
      if (info === undefined) await Deno.mkdir(folder);
      at++;
    } catch (error) {
      const isAway = await lstatIfThere(root) === undefined;
      // Somebody was faster: he has made it, or taken away or replaced one above it.
      const isRace = error instanceof Deno.errors.AlreadyExists || isFolderGone(error);
      if (isAway || !isRace) throw error;
      at = 0;
    }
  }
}

/** Whether all folders that lead to a path are real folders. */
export async function isReachable(root: string, path: GitPath): Promise<boolean> {
  for (const folder of foldersOf(path)) {
    const info = await lstatIfThere(join(root, fileName(folder)!));
    if (!info?.isDirectory) return false;
  }
  return true;
}

/** Removes the folders that lead to a path, from the innermost one, as long as they are empty. */
export async function removeEmptyFolders(root: string, path: GitPath): Promise<void> {
  const folders: string[] = [];
  for (const folder of foldersOf(path)) {
    const at = join(root, fileName(folder)!);
    // Below a link there are the folders of somewhere else.
    if (!(await lstatIfThere(at))?.isDirectory) break;
    folders.unshift(at);
  }
  for (const folder of folders) if (!await removeIfEmpty(folder)) return;
}

/** Removes a folder when it is empty; answers whether it did. */
export async function removeIfEmpty(folder: string): Promise<boolean> {
  // `Deno.remove` would remove a file or a link as well.
  if (!(await lstatIfThere(folder))?.isDirectory) return false;
  try {
    await Deno.remove(folder);
    return true;
  } catch {
    return false;
  }
}
