// The queue of all syncs of the app: few run at a time, and none holds up the others for long.

import type { Clock } from "../loop.ts";

/** Runs syncs in the order in which they come. */
export interface SyncQueue {
  /**
   * Runs a sync when it is its turn, and returns what it returns. Calls `onWait` where that is not at once.
   */
  run<Result>(sync: () => Promise<Result>, onWait?: () => void): Promise<Result>;
  /** Lets all begin that wait: the app stops, and each of them ends at its first step. */
  end(): void;
}

/** So many syncs count at a time. More would not be faster: each scans a folder with all processors. */
const MOST_SYNCS = 2;

/**
 * A sync that lasts longer than this does not count any more, in milliseconds: it waits for a remote, which may hang,
 * or has so much to send that others would wait for hours. Most syncs take less than a second.
 */
const COUNTED_MS = 5_000;

/** Returns an empty queue. */
export function createSyncQueue(clock: Pick<Clock, "setTimer">): SyncQueue {
  const waiting: (() => void)[] = [];
  let counted = 0;
  let most = MOST_SYNCS;

  function startWaiting(): void {
    while (counted < most && waiting.length > 0) {
      counted++;
      waiting.shift()!();
    }
  }

  return {
    async run(sync, onWait) {
      const turn = Promise.withResolvers<void>();
      waiting.push(turn.resolve);
      startWaiting();
      if (waiting.includes(turn.resolve)) onWait?.();
      await turn.promise;
      let isCounted = true;
      const leave = () => {
        if (isCounted) counted--;
        isCounted = false;
        startWaiting();
      };
      const timer = clock.setTimer(COUNTED_MS, leave);
      try {
        return await sync();
      } finally {
        timer.cancel();
        leave();
      }
    },
    end() {
      most = Infinity;
      startWaiting();
    },
  };
}
