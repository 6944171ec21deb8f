// One watcher of the runtime: hands on its events and reports how it ended. It knows nothing of folders.

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

/**
 * A flood is read for so many milliseconds, then left in the queue for so many: events have been lost in it, which
 * single ones do not undo, and 10,000 files that come in are some 40,000 of them.
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
  let burstAt = 0;
  let fresh = false;
  let turn: ReturnType<typeof setTimeout> | undefined;

  function close(): Promise<void> {
    if (!closed) watcher.close();
    closed = true;
    clearTimeout(turn);
    return ended;
  }

  async function readEvents(): Promise<void> {
    let error: unknown;
    try {
      for await (const event of eventsOf(watcher)) {
        if (closed) return;
        keepTurning();
        if (burst === 0) burstAt = performance.now();
        burst += 1;
        const lossy = burst >= QUEUE || (event !== "unreadable" && event.flag === "rescan");
        options.onEvent(event, lossy);
        if (!lossy || performance.now() - burstAt < READ_MS) continue;
        await pause(REST_MS);
        // Whatever is lost from here on is behind a full queue, which is a burst of its own.
        burst = 0;
      }
    } catch (thrown) {
      error = thrown;
    }
    if (closed) return;
    closed = true;
    clearTimeout(turn);
    closeEnded();
    options.onEnd(error);
  }

  /** A burst ends with a turn of the event loop that brought nothing: then the queue was empty. */
  function keepTurning(): void {
    fresh = true;
    turn ??= setTimeout(endTurn);
  }

  function endTurn(): void {
    turn = fresh ? setTimeout(endTurn) : undefined;
    if (!fresh) burst = 0;
    fresh = false;
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
