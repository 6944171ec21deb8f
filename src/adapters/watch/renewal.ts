// Which watchers have to be closed and opened anew, and how long to wait where that failed.

import { isWithin } from "../../system/real_path.ts";
import { quote } from "../../system/text.ts";
import { explain, type WatchHandle } from "./fs_events.ts";
import type { Target } from "./targets.ts";

/** A target and its watcher, absent when it cannot be opened. Times are of `performance.now()`. */
export type Watch = Target & {
  handle: WatchHandle | undefined;
  /** Whether it has ended by itself. */
  hasEnded: boolean;
  /** When to close it and open it anew. */
  renewAt: number;
  /** How long to wait after a failure. */
  readonly pause: number;
  /** Why it does not report everything. */
  trouble: string | undefined;
};

/** The pause between two openings doubles up to this multiple of the first: an hour for 15 s. */
const MAX_PAUSE_FACTOR = 240;
/** Reports whether a watcher is due, or another one is needed at its place. */
export function isObsolete(watch: Watch, targets: ReadonlyMap<string, Target>): boolean {
  const target = targets.get(watch.path);
  return target === undefined || target.identity !== watch.identity ||
    target.recursive !== watch.recursive || watch.renewAt <= performance.now();
}

/** Returns the watchers that are done, and those that stop reporting with them. */
export function endedOf(open: readonly Watch[], targets: ReadonlyMap<string, Target>): Watch[] {
  const done = open.filter((watch) => isObsolete(watch, targets));
  const trees = done.filter(({ recursive }) => recursive);
  return open.filter((watch) =>
    done.includes(watch) || trees.some(({ path }) => isWithin(watch.path, path))
  );
}

/** Returns how long to wait after a failure, in milliseconds, when `watch` was the one before. */
export function pauseAfter(
  watch: Watch | undefined,
  { target, checkMs }: { readonly target: Target; readonly checkMs: number },
): number {
  if (watch === undefined || watch.identity !== target.identity) return checkMs;
  return Math.min(watch.pause * 2, checkMs * MAX_PAUSE_FACTOR);
}

/** Notes why a watcher was not opened, or has ended, and when it is tried again. */
export function noteFailure(watch: Watch, error: unknown): void {
  const { reason, path } = explain(error);
  watch.handle = undefined;
  watch.trouble = `Cannot watch ${quote(path ?? watch.path)}: ${reason}`;
  watch.renewAt = performance.now() + watch.pause;
}
