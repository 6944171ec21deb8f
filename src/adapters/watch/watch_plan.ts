// What is to be watched, and which of the open watchers have to be closed.

import { isWithin } from "../../system/real_path.ts";
import type { Coverage, Unwatched } from "./coverage.ts";
import type { Watch } from "./open_watch.ts";
import { findTargets, type Target, type WatchedFolders } from "./targets.ts";

export interface WatchPlan {
  /** What to watch, by path. */
  readonly targets: ReadonlyMap<string, Target>;
  readonly unwatched: readonly Unwatched[];
  readonly closing: readonly Watch[];
}

/** Plans the watchers of a folder. The tree is read anew where the watcher of its root has to be. */
export function planWatches(
  folders: WatchedFolders,
  { watches, coverage }: {
    readonly watches: ReadonlyMap<string, Watch>;
    readonly coverage: Coverage;
  },
): WatchPlan {
  const root = watches.get(folders.root);
  const found = targetsByPath(folders, coverage);
  const isRootDone = root !== undefined && isObsolete(root, found.targets);
  if (isRootDone) coverage.clear();
  const { targets, unwatched } = isRootDone ? targetsByPath(folders, coverage) : found;
  return { targets, unwatched, closing: endedOf([...watches.values()], targets) };
}

function targetsByPath(folders: WatchedFolders, coverage: Coverage): Omit<WatchPlan, "closing"> {
  const { targets, unwatched } = findTargets(folders, coverage);
  return { targets: new Map(targets.map((target) => [target.path, target])), unwatched };
}

/** Reports whether a watcher is due, or another one is needed at its place. */
function isObsolete(watch: Watch, targets: ReadonlyMap<string, Target>): boolean {
  const target = targets.get(watch.path);
  return target === undefined || target.identity !== watch.identity ||
    target.recursive !== watch.recursive || watch.renewAt <= performance.now();
}

/** Returns the watchers that are done, and those that stop reporting with them. */
function endedOf(open: readonly Watch[], targets: ReadonlyMap<string, Target>): Watch[] {
  const done = open.filter((watch) => isObsolete(watch, targets));
  const trees = done.filter(({ recursive }) => recursive);
  return open.filter((watch) =>
    done.includes(watch) || trees.some(({ path }) => isWithin(watch.path, path))
  );
}
