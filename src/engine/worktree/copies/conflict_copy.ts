// Moves a version of a file to a conflict name in the work tree.

import { createHash } from "node:crypto";
import { basename, dirname, join } from "node:path";
import { copyNames } from "../../git/values/conflict_name.ts";
import { keepLocal, placementOf } from "../../conflicts/copy_placement.ts";
import { copyWhole } from "../copy_in_place.ts";
import { removeAll } from "../../../system/files.ts";
import { digestOf, lstatIfThere } from "../../../system/file_state.ts";
import type { Repository } from "../../git/repository/repository.ts";
import { baseName, fileIn, type GitPath } from "../../git/values/path.ts";
import { inScratch, type ScratchName } from "../../git/repository/scratch.ts";
import { isFolderGone, isRefusedByVolume } from "../volume.ts";
import { makeFolders, PathBlocked, tryMakeFolders } from "../folders.ts";
import { dropDisplaced, leaveDisplaced } from "../displaced/displace.ts";

/** A version that was moved to a conflict name in the work tree, because it had just been saved. */
export interface Copy {
  readonly path: GitPath;
  readonly copy: GitPath;
}

/**
 * Moves a displaced file to a conflict name, and returns that name: one that has the attributes of the old
 * name and is not ignored, else one that no save publishes. `attributesFrom` is the commit whose attributes
 * count, where these are not those of the index.
 */
export async function putAsCopy(
  repository: Repository,
  version: {
    readonly displaced: string;
    readonly path: GitPath;
    /** Whether it was never published, and is not to be. */
    readonly wasIgnored?: boolean;
    readonly attributesFrom?: string | undefined;
  },
): Promise<GitPath> {
  const { root, host, scratch } = repository;
  const { displaced, attributesFrom, wasIgnored = false } = version;
  const info = await Deno.lstat(displaced);
  const content = info.isFile ? await digestOf(displaced) : undefined;
  const oid = content ?? createHash("sha1").update(version.path).digest("hex");
  const origin = { host, time: Date.now() };
  for (let attempt = 1;; attempt++) {
    const path = await reachablePath(root, version.path);
    // Only the bytes of a file depend on attributes.
    const names = { ...copyNames(path, { oid, origin, attempt }), path: version.path };
    const placement = wasIgnored
      ? "local"
      : await placementOf(repository, { names, attributesFrom });
    const name = placement === "folder" ? names.folder : names.file;
    if (placement === "local") await keepLocal(repository, [name]);
    const to = fileIn(root, name);
    // Nobody else makes such names. A link that is made and a name that is removed would be two steps:
    // ended in between, the same version would come up twice.
    if (await lstatIfThere(to) !== undefined) continue;
    if (placement === "folder" && !await tryMakeFolders(root, name)) continue;
    if (await moveTo(displaced, to, scratch)) return name;
  }
}

/** Moves a file, to another volume by a copy. Returns false when the name is taken or its folder is gone. */
async function moveTo(from: string, to: string, scratchName: ScratchName): Promise<boolean> {
  try {
    await Deno.rename(from, to);
    await leaveDisplaced(from);
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
  await dropDisplaced(from);
  return true;
}

/** Returns the path itself, its folders made anew where they are gone, or its name at the top where that cannot be. */
async function reachablePath(root: string, path: GitPath): Promise<GitPath> {
  try {
    await makeFolders(root, path);
    return path;
  } catch (error) {
    if (error instanceof PathBlocked) return baseName(path);
    throw error;
  }
}
