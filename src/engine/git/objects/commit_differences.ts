// How much commits change, and which paths, without anything that expands their trees.

import { INCOMING_DEPTH, INCOMING_FILES } from "../../../system/limits/commits.ts";
import type { Commit } from "../commands/log.ts";
import { withObjects } from "./objects.ts";
import type { Repository } from "../repository/repository.ts";
import type { GitPath } from "../values/path.ts";
import { type DifferenceCount, TooMuchToCount, TreeDifferences } from "./tree_differences.ts";

/** Two commits; an absent one has no files. */
export interface CommitPair {
  readonly old: string | undefined;
  readonly new: string;
}

/** A commit and the paths on which it differs from its first parent. */
export interface NamedCommit extends Commit {
  readonly paths: readonly GitPath[];
}

/** Counts and names what commits change. */
export interface CommitDifferences {
  /** Counts what changes. Throws `TooMuchToCount`: then nothing else is counted. */
  count(pair: CommitPair): Promise<DifferenceCount>;
  /** Returns the bytes of all new files, of a pair of which the first count was at most `INCOMING_FILES`. */
  bytes(pair: CommitPair): Promise<number>;
  /** Names what a commit changes; `undefined` when that, with all before it, is too much. */
  name(commit: Commit): Promise<NamedCommit | undefined>;
}

/** Lends a counter. Throws `GitError`, and what `use` throws. */
export async function withDifferences<Result>(
  repository: Repository,
  use: (differences: CommitDifferences) => Promise<Result>,
): Promise<Result> {
  const idBytes = repository.zeroId.length / 2;
  return await withObjects(repository, async (reader) => {
    const trees = new TreeDifferences(reader, { idBytes, depth: INCOMING_DEPTH });
    const treesOf = async (pair: CommitPair) => {
      const commits = pair.old === undefined ? [pair.new] : [pair.new, pair.old];
      const [now, old] = await reader.info(commits.map((commit) => `${commit}^{tree}`));
      return { old: old?.oid, new: now?.oid };
    };
    let room = INCOMING_FILES;
    return await use({
      count: async (pair) => await trees.count(await treesOf(pair)),
      bytes: async (pair) => await trees.bytes(await treesOf(pair)),
      async name(commit) {
        const pair = await treesOf({ old: commit.parents[0], new: commit.id });
        try {
          room -= (await trees.count(pair)).paths;
          if (room < 0) return undefined;
          return { ...commit, paths: await trees.paths(pair) };
        } catch (error) {
          if (!(error instanceof TooMuchToCount)) throw error;
          room = -1;
          return undefined;
        }
      },
    });
  });
}
