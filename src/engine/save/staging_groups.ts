// The groups in which changed files are staged, and how git stores each. Pure.

import type { Storing } from "../git/commands/stage.ts";
import type { GitPath } from "../git/values/path.ts";

/** Files that are staged together. */
export interface StagingGroup {
  readonly paths: readonly GitPath[];
  readonly storing: Storing;
}

/** Of so few files each becomes an object of its own, as git would pack the packs of small saves again and again. */
const MOST_OBJECTS = 200;

/** Bytes of a file that goes into a pack, however few there are: git would hold it in memory. */
const LARGE_BYTES = 16 * 1024 * 1024;

/** Git compares each object of a pack that it writes with all before it: beyond this it takes longer than the rest. */
const MOST_IN_PACK = 10_000;

/** Bytes after which a group ends, so that the progress can be reported. */
const GROUP_BYTES = 256 * 1024 * 1024;

/**
 * Groups changed paths. `sizes` are in bytes; a path without one counts as empty. The `filtered` ones are stored
 * one by one, as git reports each: a filter may take long, and a git process that says nothing counts as hung.
 */
export function stagingGroups(
  paths: readonly GitPath[],
  { sizes, filtered }: {
    readonly sizes: ReadonlyMap<GitPath, number>;
    readonly filtered: ReadonlySet<GitPath>;
  },
): StagingGroup[] {
  if (paths.length === 0) return [];
  if (storedOneByOne(paths, sizes)) return [{ paths, storing: "objects" }];
  const groups: StagingGroup[] = [];
  let group: GitPath[] = [];
  let bytes = 0;
  for (const path of paths) {
    if (filtered.has(path)) continue;
    const size = sizes.get(path) ?? 0;
    if (group.length > 0 && (group.length === MOST_IN_PACK || bytes + size > GROUP_BYTES)) {
      groups.push({ paths: group, storing: "pack" });
      [group, bytes] = [[], 0];
    }
    group.push(path);
    bytes += size;
  }
  if (group.length > 0) groups.push({ paths: group, storing: "pack" });
  const rest = paths.filter((path) => filtered.has(path));
  if (rest.length > 0) groups.push({ paths: rest, storing: "objects" });
  return groups;
}

/** Reports whether the files are so few and small that each becomes an object of its own. */
export function storedOneByOne(
  paths: readonly GitPath[],
  sizes: ReadonlyMap<GitPath, number>,
): boolean {
  return paths.length <= MOST_OBJECTS &&
    paths.every((path) => (sizes.get(path) ?? 0) < LARGE_BYTES);
}
