// Saves that change so many files that git is not asked for their names: a few small trees may stand for billions of
// paths, and git would hold all of them in memory.

import { INCOMING_DEPTH, MOST_INCOMING_FILES } from "../../system/limits/commits.ts";
import { withObjects } from "../git/objects/objects.ts";
import { TooMuchToCount, TreeDifferences } from "../git/objects/tree_differences.ts";
import type { Repository } from "../git/repository/repository.ts";
import { type GitPath, TOP } from "../git/values/path.ts";
import type { SaveHead } from "./saves.ts";

/** Two commits between which the trees at a path are compared; an absent one has no files. */
export interface ComparedPair {
  readonly old: string | undefined;
  readonly new: string;
}

/** A history, or one change of it, holds more files than are read. */
export class TooManyFiles extends Error {
  override readonly name = "TooManyFiles";
  constructor() {
    super("too many files");
  }
}

/**
 * Returns how many files differ between each pair, at a path and below it; `undefined` where these are not too many to
 * be listed. No tree is expanded. Throws `GitError`.
 */
export async function tooManyBetween(
  repository: Repository,
  { pairs, path = TOP, most = MOST_INCOMING_FILES }: {
    readonly pairs: readonly ComparedPair[];
    readonly path?: GitPath | undefined;
    /** More files than this are too many. */
    readonly most?: number;
  },
): Promise<readonly (number | undefined)[]> {
  // A line break would end a request; then all of the trees counts.
  const place = path.includes("\n") ? TOP : path;
  const idBytes = repository.zeroId.length / 2;
  return await withObjects(repository, async (reader) => {
    const names = pairs.flatMap((pair) => [pair.old ?? repository.zeroId, pair.new])
      .map((commit) => `${commit}:${place}`);
    const infos = await reader.info(names);
    const counts: (number | undefined)[] = [];
    for (let at = 0; at < pairs.length; at++) {
      const [old, now] = infos.slice(2 * at, 2 * at + 2)
        .map((info) => info?.type === "tree" ? info.oid : undefined);
      const trees = new TreeDifferences(reader, { idBytes, depth: INCOMING_DEPTH });
      counts.push(old === now ? undefined : await countOf(trees, { old, new: now, most }));
    }
    return counts;
  });
}

/** Throws `TooManyFiles` when one of the pairs differs in too many files to be listed. */
export async function ensureFew(
  repository: Repository,
  pairs: readonly ComparedPair[],
  at: { readonly path?: GitPath; readonly most?: number } = {},
): Promise<void> {
  const counts = await tooManyBetween(repository, { ...at, pairs });
  if (counts.some((count) => count !== undefined)) throw new TooManyFiles();
}

async function countOf(
  trees: TreeDifferences,
  { most, ...pair }: {
    readonly old: string | undefined;
    readonly new: string | undefined;
    readonly most: number;
  },
): Promise<number | undefined> {
  try {
    const { paths } = await trees.count(pair);
    return paths > most ? paths : undefined;
  } catch (error) {
    if (!(error instanceof TooMuchToCount)) throw error;
    return most;
  }
}

/**
 * Returns how many files each save changes, at a path and below it, where these are too many to be listed. Throws
 * `GitError`.
 */
export async function tooManyOf(
  repository: Repository,
  { saves, path }: { readonly saves: readonly SaveHead[]; readonly path: GitPath | undefined },
): Promise<readonly (number | undefined)[]> {
  const pairs = saves.flatMap(({ id, parents }) =>
    (parents.length === 0 ? [undefined] : parents).map((old) => ({ old, new: id }))
  );
  const counts = await tooManyBetween(repository, { pairs, path });
  const most = new Map<string, number>();
  for (const [at, count] of counts.entries()) {
    const { new: id } = pairs[at]!;
    if (count !== undefined) most.set(id, Math.max(most.get(id) ?? 0, count));
  }
  return saves.map(({ id }) => most.get(id));
}
