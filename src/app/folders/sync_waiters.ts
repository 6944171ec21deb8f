// Those who wait for the end of a sync.

import type { SyncOutcome } from "../../engine/mod.ts";

/** Those who wait for the outcome of a sync. */
export interface SyncWaiters {
  /** Waits for the next sync that begins: one that is under way began before the request. */
  next(): Promise<SyncOutcome>;
  /** A sync begins. Returns the function that its end is given to. */
  begin(): (outcome: SyncOutcome) => void;
}

/** Returns waiters for the syncs of one folder, which follow one another. */
export function createSyncWaiters(): SyncWaiters {
  let waiting: ((outcome: SyncOutcome) => void)[] = [];
  return {
    next() {
      const { promise, resolve } = Promise.withResolvers<SyncOutcome>();
      waiting.push(resolve);
      return promise;
    },
    begin() {
      const waiters = waiting;
      waiting = [];
      return (outcome) => waiters.forEach((resolve) => resolve(outcome));
    },
  };
}
