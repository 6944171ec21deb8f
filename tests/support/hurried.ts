// Timers that ring early, or when a test says so, for tests of what happens after a long wait.

/** Lets each timer that this process sets ring so many times earlier, until it is disposed of. */
export function hurried(times: number): Disposable {
  const setTimer = globalThis.setTimeout;
  globalThis.setTimeout =
    ((callback: () => void, ms = 0) => setTimer(callback, ms / times)) as typeof setTimeout;
  return {
    [Symbol.dispose]: () => {
      globalThis.setTimeout = setTimer;
    },
  };
}

/** Timers that ring by hand alone. */
export interface HeldTimers extends Disposable {
  /** How many of them are set now. */
  readonly count: number;
  /** How often one was set so far. */
  readonly everSet: number;
  /** Lets all that are set ring. */
  readonly ring: () => void;
}

/** Holds each timer of so many milliseconds that this process sets, until it is disposed of. */
export function heldTimers(held: number): HeldTimers {
  const { setTimeout: setTimer, clearTimeout: clearTimer } = globalThis;
  const timers = new Map<unknown, () => void>();
  let everSet = 0;
  globalThis.setTimeout = ((callback: () => void, ms = 0) => {
    // One that never rings, for its id.
    const id = setTimer(ms === held ? () => {} : callback, ms === held ? 2 ** 31 - 1 : ms);
    if (ms === held) {
      timers.set(id, callback);
      everSet++;
    }
    return id;
  }) as typeof setTimeout;
  globalThis.clearTimeout = (id) => {
    timers.delete(id);
    clearTimer(id);
  };
  return {
    get count() {
      return timers.size;
    },
    get everSet() {
      return everSet;
    },
    ring() {
      const rung = [...timers];
      for (const [id, callback] of rung) {
        clearTimeout(id as number);
        callback();
      }
    },
    [Symbol.dispose]: () => {
      for (const id of timers.keys()) clearTimer(id as number);
      Object.assign(globalThis, { setTimeout: setTimer, clearTimeout: clearTimer });
    },
  };
}
