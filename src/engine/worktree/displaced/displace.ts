// Takes a file out of the work tree, to where it is found again after a crash.

import { basename, dirname, join } from "node:path";
import { removeAll } from "../../../system/files.ts";
import { lstatIfThere } from "../../../system/file_state.ts";
import { isReserved } from "../../../system/reserved_names.ts";
import { leaveScratch, makeScratch } from "../../git/repository/scratch.ts";
import { isFolderGone, isNotPermitted, isRefusedByVolume, type Volume } from "../volume.ts";
import type { Repository } from "../../git/repository/repository.ts";

/**
 * Moves the file to `displaced`, a path in the git folder, and returns where it is, or `undefined` when
 * nothing was there. When the git folder is on another volume the file waits in a scratch folder.
 */
export async function displace(
  repository: Repository,
  { file, displaced, volume }: {
    readonly file: string;
    readonly displaced: string;
    readonly volume: Volume;
  },
): Promise<string | undefined> {
  for (const place of displacedPlaces(repository, { file, displaced })) {
    try {
      if (place !== displaced) await makeScratch(dirname(place));
      await volume.rename(file, place);
      return place;
    } catch (error) {
      if (place !== displaced) await leaveScratch(dirname(place));
      if (isFolderGone(error)) return undefined;
      // A file that is locked against changes (chflags, chattr) can be renamed to no place at all.
      if (isNotPermitted(error) || !isRefusedByVolume(error)) throw error;
    }
  }
  throw new Deno.errors.PermissionDenied(`Cannot move "${file}" out of the folder`);
}

/** Returns where the file is that was displaced from `file`, or `undefined` when there is none. */
export async function findDisplaced(
  repository: Repository,
  from: { readonly file: string; readonly displaced: string },
): Promise<string | undefined> {
  for (const place of displacedPlaces(repository, from)) {
    if (await lstatIfThere(place) !== undefined) return place;
  }
  return undefined;
}

/** Deletes a displaced file. */
export async function dropDisplaced(displaced: string): Promise<void> {
  await removeAll(displaced);
  await leaveDisplaced(displaced);
}

/** Removes the scratch folder of a displaced file that is gone from there. */
export async function leaveDisplaced(displaced: string): Promise<void> {
  const folder = dirname(displaced);
  if (isReserved(basename(folder))) await leaveScratch(folder);
}

/** Returns the folders for displaced files. The last one is for a folder on which another volume is mounted. */
function* displacedPlaces(
  { root, scratch }: Repository,
  { file, displaced }: { readonly file: string; readonly displaced: string },
): Generator<string> {
  yield displaced;
  const name = `${basename(dirname(displaced))}-${basename(displaced)}`;
  yield join(root, scratch, name);
  yield join(dirname(file), scratch, name);
}
