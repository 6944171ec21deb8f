// Merges the branch with the remote's in memory; only copies that no commit holds are written into the folder.

import type { Related } from "../branch/compare.ts";
import { type Merged, mergeDiverged } from "../merge/merge.ts";
import { realVolume, writeLocalCopies } from "../worktree/update.ts";
import type { KnownFolder } from "./known_folder.ts";
import type { WorkTreeSettings } from "./settings.ts";

/** Merges two diverged commits. Throws `GitError`. */
export async function mergeBranches(
  { repository, fold }: KnownFolder,
  { settings, related, ours, theirs }: {
    readonly settings: WorkTreeSettings & {
      /** Milliseconds that texts may take to merge, instead of `MERGE_MS`. */
      readonly mergeMs?: number;
    };
    readonly related: Related;
    readonly ours: string;
    readonly theirs: string;
  },
): Promise<Merged> {
  const merged = await mergeDiverged(repository, {
    ours,
    theirs,
    bases: related.bases,
    isReplaced: related.forced?.isReplaced === true,
    now: Date.now(),
    mergeMs: settings.mergeMs,
    ...(fold === undefined ? {} : { fold }),
  });
  const { local: copies, commit } = merged;
  const volume = settings.volume ?? realVolume;
  await writeLocalCopies(repository, { copies, commit, volume });
  return merged;
}
