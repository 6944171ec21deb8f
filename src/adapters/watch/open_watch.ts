// Opens one watcher, and notes how it ended and when it is to be opened anew.

import { isWithin } from "../../system/real_path.ts";
import { quote } from "../../system/text.ts";
import { explain, type FsEventOrUnreadable, type WatchHandle, watchPath } from "./fs_events.ts";
import { isFolder, type Target } from "./targets.ts";

/** A target and its watcher, absent when it cannot be opened. Times are of `performance.now()`. */
export type Watch = Target & {
  handle: WatchHandle | undefined;
  /** Whether it has ended by itself. */
  hasEnded: boolean;
  /** When to close it and open it anew; 0 is at once. */
  renewAt: number;
  /** How long to wait after a failure. */
  readonly pause: number;
  /** Why it does not report everything. */
  trouble: string | undefined;
};

/** The pause between two openings doubles up to this multiple of the first: an hour for 15 s. */
const MAX_PAUSE_FACTOR = 240;

/** Opens a watcher; `earlier` is the one that was at its path before. Never throws. */
export function openWatch(target: Target, options: {
  readonly earlier: Watch | undefined;
  /** The pause after the first failure, in milliseconds. */
  readonly checkMs: number;
  /** Paths of which nothing is to be reported. */
  readonly ignore: readonly string[];
  readonly onEvent: (event: FsEventOrUnreadable, lossy: boolean) => void;
  readonly onEnd: () => void;
}): Watch {
  const { checkMs, ignore, onEvent, onEnd } = options;
  const pause = pauseAfter(options.earlier, { target, checkMs });
  const idle = { handle: undefined, hasEnded: false, renewAt: Infinity, trouble: undefined };
  const watch: Watch = { ...target, ...idle, pause };
  try {
    if (target.identity === undefined) throw new Error("No such file or directory");
    watch.handle = watchPath(target.path, {
      recursive: target.recursive,
      // Each costs a look-up for every event of the whole tree (2.9.6).
      ignore: ignore.filter((path) => isWithin(path, target.path)),
      onEvent,
      onEnd: (error) => {
        watch.hasEnded = true;
        if (error !== undefined) noteFailure(watch, error);
        else watch.renewAt = 0;
        onEnd();
      },
    });
  } catch (error) {
    // It, or a folder in it, was there a moment ago: only what happens again is worth a word.
    const isPassing = error instanceof Deno.errors.NotFound &&
      (pause === checkMs || !isFolder(target.path));
    if (isPassing) watch.renewAt = 0;
    else noteFailure(watch, error);
  }
  return watch;
}

function pauseAfter(
  earlier: Watch | undefined,
  { target, checkMs }: { readonly target: Target; readonly checkMs: number },
): number {
  if (earlier === undefined || earlier.identity !== target.identity) return checkMs;
  return Math.min(earlier.pause * 2, checkMs * MAX_PAUSE_FACTOR);
}

function noteFailure(watch: Watch, error: unknown): void {
  const { reason, path } = explain(error);
  watch.handle = undefined;
  watch.trouble = `Cannot watch ${quote(path ?? watch.path)}: ${reason}`;
  watch.renewAt = performance.now() + watch.pause;
}
