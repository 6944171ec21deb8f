// Puts a file where nothing is. A link never overwrites, so an edit that came in between stays.

import { dirname, join } from "node:path";
import {
  clearBeside,
  copyInPlace,
  type InPlace,
  lateBeside,
  type Permissions,
} from "./copy_in_place.ts";
import { lstat, lstatIfThere } from "../../system/file_state.ts";
import type { Repository } from "../git/repository/repository.ts";
import { fileIn, type GitPath } from "../git/values/path.ts";
import { leaveScratch } from "../git/repository/scratch.ts";
import { isFolderGone, isRefusedByVolume, type Volume } from "./volume.ts";
import { type Copy, putAsCopy } from "./copies/conflict_copy.ts";
import { isReachable, tryMakeFolders } from "./folders.ts";

/**
 * Puts a file where nothing is. Returns "taken" when something is there, "no folder" when another
 * program has removed the folder, and "late" as `copyInPlace` does. A symbolic link is made anew:
 * link(2) may follow it.
 */
export async function putInPlace(
  from: string,
  to: string,
  how: InPlace & {
    /** Whether it is known to be a file and no link. */
    readonly isFile?: boolean;
  },
): Promise<"placed" | "late" | "taken" | "no folder"> {
  const isFile = how.isFile === true && Deno.build.os !== "darwin";
  const { isSymlink, mode } = isFile ? PLAIN_FILE : await lstat(from);
  try {
    if (isSymlink) {
      await Deno.symlink(await Deno.readLink(from), to);
    } else {
      await how.volume.link(from, to);
      if (Deno.build.os === "darwin") await reportLink(to, mode);
    }
    return "placed";
  } catch (error) {
    if (error instanceof Deno.errors.AlreadyExists) return "taken";
    if (isFolderGone(error)) {
      // Throws where the prepared file is what is gone.
      if (isFile) await lstat(from);
      return "no folder";
    }
    if (!isRefusedByVolume(error)) throw error;
    return await copyInPlace(from, to, how);
  }
}

const PLAIN_FILE = { isSymlink: false, mode: null } as const;

/**
 * Sets the mode of a file to what it is. FSEvents reports no new link (notify-rs/notify#374), but a
 * mode: without it, editors and Spotlight would not see the file. Only the ctime changes.
 */
async function reportLink(file: string, mode: number | null): Promise<void> {
  if (mode !== null) await Deno.chmod(file, mode & 0o7777).catch(() => {});
}

/**
 * Puts a file or a folder where nothing is, and makes the folders above. Bytes that are written
 * there meanwhile get a conflict name. Returns false when something is in the way.
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
  const file = fileIn(root, path);
  for (;;) {
    if (!await tryMakeFolders(root, path)) return false;
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

/** Gives a conflict name to bytes that were written into a place while it was filled. */
export async function keepLate(repository: Repository, path: GitPath): Promise<Copy[]> {
  const { root, scratch } = repository;
  if (!await isReachable(root, path)) return [];
  const copies: Copy[] = [];
  for (const displaced of await lateBeside(fileIn(root, path), scratch)) {
    copies.push({ path, copy: await putAsCopy(repository, { displaced, path }) });
  }
  return copies;
}

/** Gives a conflict name to such bytes, and removes what else a crash left at a place. */
export async function clearPlace(repository: Repository, path: GitPath): Promise<void> {
  const { root, scratch } = repository;
  await keepLate(repository, path);
  if (!await isReachable(root, path)) return;
  const file = fileIn(root, path);
  await clearBeside(file, scratch);
  await keepLate(repository, path);
  await leaveScratch(join(dirname(file), scratch));
}
