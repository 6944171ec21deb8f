// Incoming paths in whose way a private file of this machine stands: one that is ignored, or held. It stays
// where it is, or the next secret that a program writes there would be published.

import { readUnplaced } from "../../git/repository/unplaced.ts";
import type { Repository } from "../../git/repository/repository.ts";
import { digestOf, type FileState } from "../../../system/file_state.ts";
import { gathered } from "../../../system/pace.ts";
import { fileIn, type GitPath, parentFolders, withSlash } from "../../git/values/path.ts";

/** Returns those of the incoming paths that cannot be placed as something private stands there. */
export async function privateAmong(
  incoming: readonly GitPath[],
  { kept, states }: {
    /** Ignored and held paths; a folder that is ignored as a whole ends in `/`. */
    readonly kept: readonly GitPath[];
    /** The state of each path, and of each file in the place of a folder. */
    readonly states: ReadonlyMap<GitPath, FileState | undefined>;
  },
): Promise<GitPath[]> {
  if (kept.length === 0) return [];
  const known = new Set(kept);
  // The folders in which something private is.
  const above = new Set(kept.flatMap((path) => parentFolders(path)));
  return await gathered(incoming, (path) => {
    const isThere = states.get(path) !== undefined;
    if (isThere && (known.has(path) || above.has(path) || known.has(withSlash(path)))) return true;
    return parentFolders(path).some((folder) =>
      known.has(folder) || isThere && known.has(withSlash(folder))
    );
  });
}

/** Returns the places at which a private file or folder stands in the way of a published one, each ending in `/`. */
export async function privatePlaces(repository: Repository): Promise<readonly GitPath[]> {
  const unplaced = await readUnplaced(repository);
  return unplaced.filter(({ reason }) => reason === "private" || reason === "link")
    .map(({ path }) => withSlash(path));
}

/**
 * Returns those of the paths at which a private file holds the bytes of the prepared one: it becomes the
 * published file. An empty file says nothing about what it is for.
 */
export async function sameAmong(
  paths: readonly GitPath[],
  { root, fresh }: { readonly root: string; readonly fresh: string },
): Promise<GitPath[]> {
  const same: GitPath[] = [];
  for (const path of paths) {
    const [here, there] = [root, fresh].map((folder) => fileIn(folder, path));
    const infos = await Promise.all(
      [here!, there!].map((file) => Deno.lstat(file).catch(() => {})),
    );
    if (!infos.every((info) => info?.isFile && info.size > 0)) continue;
    const [ours, theirs] = await Promise.all([digestOf(here!), digestOf(there!)]);
    if (ours !== undefined && ours === theirs) same.push(path);
  }
  return same;
}
