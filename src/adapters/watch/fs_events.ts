// One watcher of the runtime: hands on its events and reports how it ended. It knows nothing of folders.

import { clearImmediate, setImmediate } from "node:timers";
import { errorMessage } from "../../system/error_message.ts";
import { pause } from "../../system/pause.ts";

/** An event of the runtime, or one that names a path that is not UTF-8 and so cannot be read. */
export type FsEventOrUnreadable = Deno.FsEvent | "unreadable";

export type WatchHandle = {
  /** Stops it; settles when nothing of it is left and its path can be watched anew. */
  readonly close: () => Promise<void>;
};

/** The queue of 2.7.11 holds so many events and drops the rest: when fewer wait in it, none was lost. */
const QUEUE = 16;

/** A burst ends with so many whole turns without an event: what waits in the queue comes in one (by experiment). */
const EMPTY_TURNS = 2;

/**
 * A flood is read for so many milliseconds, then left in the queue for so many: events have been lost in it, which
 * single ones do not undo, and 10,000 files that come in are some 40,000 of them. It ends with a pause of both.
 */
const READ_MS = 5;
const REST_MS = 45;

/**
 * Watches `path`; of absolute real paths in `ignore` nothing is reported (2.7.11 reports them all the same).
 * `lossy` says that other events may have been lost. `onEnd` comes at most once, and not after `close`: with
 * the error if there was one.
 *
 * Throws what `Deno.watchFs` throws.
 */
export function watchPath(
  path: string,
  options: {
    readonly recursive: boolean;
    readonly ignore: readonly string[];
    readonly onEvent: (event: FsEventOrUnreadable, lossy: boolean) => void;
    readonly onEnd: (error: unknown) => void;
  },
): WatchHandle {
  const { recursive, ignore } = options;
  const given = { recursive, ignore: [...ignore] };
  const watcher = Deno.watchFs(path, given);
  let closed = false;
  let burst = 0;
  let [lossyAt, readAt] = [-Infinity, -Infinity];
  let emptyTurns = 0;
  let turn: ReturnType<typeof setImmediate> | undefined;

  function close(): Promise<void> {
    if (!closed) watcher.close();
    closed = true;
    clearImmediate(turn);
    return ended;
  }

  async function readEvents(): Promise<void> {
    let error: unknown;
    try {
      for await (const event of eventsOf(watcher)) {
        if (closed) return;
        keepTurning();
        burst += 1;
        const now = performance.now();
        if (burst >= QUEUE || (event !== "unreadable" && event.flag === "rescan")) lossyAt = now;
        if (now - lossyAt > READ_MS + REST_MS) readAt = now;
        const isFlood = now - readAt >= READ_MS;
        // After the rest nobody knows any more whether the queue was full before it.
        options.onEvent(event, isFlood || lossyAt === now);
        if (!isFlood) continue;
        await pause(REST_MS);
        // Whatever is lost from here on is behind a full queue, which is a burst of its own.
        burst = 0;
        readAt = performance.now();
      }
    } catch (thrown) {
      error = thrown;
    }
    if (closed) return;
    closed = true;
    clearImmediate(turn);
    closeEnded();
    options.onEnd(error);
  }

  /** A burst ends with turns of the event loop that bring nothing: then the queue was empty. */
  function keepTurning(): void {
    emptyTurns = 0;
    // With a timer, which takes a millisecond at least, all that git writes would be one burst.
    turn ??= setImmediate(endTurn);
  }

  function endTurn(): void {
    emptyTurns += 1;
    turn = emptyTurns <= EMPTY_TURNS ? setImmediate(endTurn) : undefined;
    if (turn === undefined) burst = 0;
  }

  /** After an end that nobody asked for the watcher may be closed already, and then this throws. */
  function closeEnded(): void {
    try {
      watcher.close();
    } catch (error) {
      if (!(error instanceof Deno.errors.BadResource)) throw error;
    }
  }

  const ended = readEvents();
  return { close };
}

/** Returns the runtime's message and the path behind it, without the quotes and the full stop. */
export function explain(error: unknown): { readonly reason: string; readonly path?: string } {
  const message = errorMessage(error);
  const [, reason, path] = /^(.*?)\.? about \["([^"\\]+)"\]$/.exec(message) ?? [];
  return reason === undefined || path === undefined ? { reason: message } : { reason, path };
}

async function* eventsOf(watcher: Deno.FsWatcher): AsyncGenerator<FsEventOrUnreadable> {
  const events = watcher[Symbol.asyncIterator]();
  while (true) {
    try {
      const { value, done } = await events.next();
      if (done) return;
      yield value;
    } catch (error) {
      // A name that is not UTF-8 is thrown as a TypeError; the events after it can still be read.
      if (!(error instanceof TypeError)) throw error;
      yield "unreadable";
    }
  }
}
