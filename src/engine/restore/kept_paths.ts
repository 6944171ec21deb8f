// The paths that a change of ours leaves alone: what is private here is not published by it, and nothing gives way
// that was not asked for.

import { lstatIfThere } from "../../system/file_state.ts";
import { heldPathsOf } from "../folder/privacy.ts";
import type { KnownFolder } from "../folder/known_folder.ts";
import { fileName, type GitPath, parentFolders } from "../git/values/path.ts";
import { type Entry, entryType } from "../git/values/tree.ts";
import { ignoredByTree } from "../rules/ignored_by_tree.ts";
import type { KeptReason } from "./change.ts";

/** Returns the paths of `entries` that may not be set, each with the reason. Throws `GitError`. */
export async function keptAmong(
  folder: KnownFolder,
  { head, there, entries }: {
    readonly head: string;
    /** All that `head` has. */
    readonly there: ReadonlyMap<GitPath, Entry>;
    readonly entries: readonly (readonly [GitPath, Entry | undefined])[];
  },
): Promise<ReadonlyMap<GitPath, KeptReason>> {
  const { repository } = folder;
  const kept = new Map<GitPath, KeptReason>();
  const held = await heldPathsOf(folder);
  const added = entries.filter(([path, entry]) => entry !== undefined && !there.has(path));
  const ignored = await ignoredByTree(repository, {
    tree: head,
    paths: added.map(([path]) => path),
    withOwnRules: true,
  });
  for (const [path, entry] of entries) {
    const reason = held.ownPlaceOf(path) !== undefined
      ? "own place"
      : [entry, there.get(path)].some((one) => one !== undefined && entryType(one) === "gitlink")
      ? "repository"
      : entry === undefined
      ? undefined
      : held.holds(path, { tracked: there.has(path) })
      ? "private"
      : ignored.has(path)
      ? "ignored"
      : undefined;
    if (reason !== undefined) kept.set(path, reason);
  }
  const result = new Map<GitPath, Entry | undefined>(there);
  for (const [path, entry] of entries) if (!kept.has(path)) result.set(path, entry);
  const inTheWay = await standingAmong(folder, { there, result, added });
  for (const path of inTheWay) if (!kept.has(path)) kept.set(path, "in the way");
  return kept;
}

/** Returns those of the added paths at which something stands that would have to give way. */
async function standingAmong(
  { repository, fold }: KnownFolder,
  { there, result, added }: {
    readonly there: ReadonlyMap<GitPath, Entry>;
    /** All that there would be; an absent entry is one that was removed. */
    readonly result: ReadonlyMap<GitPath, Entry | undefined>;
    readonly added: readonly (readonly [GitPath, Entry | undefined])[];
  },
): Promise<readonly GitPath[]> {
  if (added.length === 0) return [];
  const key = fold ?? ((path: GitPath): string => path);
  const fresh = new Set(added.map(([path]) => path));
  const files = new Set<string>();
  const folders = new Set<string>();
  for (const [path, entry] of result) {
    if (entry === undefined) continue;
    for (const folder of parentFolders(path)) folders.add(key(folder));
    if (!fresh.has(path)) files.add(key(path));
  }
  const before = new Set([...there.keys()].flatMap((path) => parentFolders(path)));
  const standing: GitPath[] = [];
  for (const path of fresh) {
    const isTaken = files.has(key(path)) || folders.has(key(path)) ||
      parentFolders(path).some((folder) => files.has(key(folder)));
    const name = fileName(path);
    const info = name === undefined ? undefined : await lstatIfThere(`${repository.root}/${name}`);
    // Of a folder that is removed by the same change, the update keeps what is not synced.
    const stands = info !== undefined && !(info.isDirectory && before.has(path));
    if (isTaken || stands) standing.push(path);
  }
  return standing;
}
