// Incoming paths in whose way a private file of this machine stands: one that is ignored, or held. It stays
// where it is, or the next secret that a program writes there would be published.

import { readUnplaced } from "../../git/repository/unplaced.ts";
import type { Repository } from "../../git/repository/repository.ts";
import { digestOf, type FileState } from "../../../system/file_state.ts";
import { gathered, Pace } from "../../../system/pace.ts";
import { plainFoldersAmong } from "./in_the_way.ts";
import { preparedFolder } from "./prepare.ts";
import { fileIn, type GitPath, parentFolders, withSlash } from "../../git/values/path.ts";

/** Returns the paths at which something private stands, and those of them at which it has the bytes that come in. */
export async function privateInTheWay(
  repository: Repository,
  { paths, indexed, formerSubmodules, kept, states }: {
    /** The paths that would be written. */
    readonly paths: readonly GitPath[];
    readonly indexed: ReadonlySet<GitPath>;
    readonly formerSubmodules: readonly GitPath[];
    /** Ignored and held paths. */
    readonly kept: readonly GitPath[];
    readonly states: ReadonlyMap<GitPath, FileState | undefined>;
  },
): Promise<{ readonly reserved: readonly GitPath[]; readonly adopted: ReadonlySet<GitPath> }> {
  const { root } = repository;
  const pace = new Pace();
  const plainFolders = await plainFoldersAmong(root, formerSubmodules);
  await pace.rest();
  const untracked = paths.filter((path) => !indexed.has(path) || plainFolders.includes(path));
  // Git does not list what is in the place of a tracked file as ignored.
  const places = await privatePlaces(repository);
  const all = [...kept, ...plainFolders.map(withSlash), ...places];
  const reserved = await privateAmong(untracked, { kept: all, states });
  const adopted = await sameAmong(reserved, { root, fresh: preparedFolder(repository) });
  return { reserved, adopted: new Set(adopted) };
}

/** Returns those of the incoming paths that cannot be placed as something private stands there. */
async function privateAmong(
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
async function privatePlaces(repository: Repository): Promise<readonly GitPath[]> {
  const unplaced = await readUnplaced(repository);
  return unplaced.filter(({ reason }) => reason === "private" || reason === "link")
    .map(({ path }) => withSlash(path));
}

/**
 * Returns those of the paths at which a private file holds the bytes of the prepared one: it becomes the
 * published file. An empty file says nothing about what it is for.
 */
async function sameAmong(
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
