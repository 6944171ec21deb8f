// Timers that ring early, for tests of what happens after a long wait.

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
