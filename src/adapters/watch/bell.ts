// A bell that ends the wait of one loop. A ring that comes while nobody waits ends the next wait.

/** The bell of one loop. */
export interface Bell {
  /** Rings in a moment: what comes until then is gathered. */
  ringSoon(): void;
  /** Waits for a ring, at most so many milliseconds. */
  wait(ms: number): Promise<void>;
}

/** Returns a bell that also rings, and then no more, when the loop is to end. */
export function createBell(ending: AbortSignal, { gatherMs }: { gatherMs: number }): Bell {
  let rung = Promise.withResolvers<void>();
  let timer: ReturnType<typeof setTimeout> | undefined;
  ending.addEventListener("abort", () => {
    clearTimeout(timer);
    rung.resolve();
  }, { once: true });
  return {
    ringSoon() {
      if (ending.aborted) return;
      timer ??= setTimeout(() => {
        timer = undefined;
        rung.resolve();
      }, gatherMs);
    },
    async wait(ms) {
      const over = setTimeout(rung.resolve, ms);
      await rung.promise;
      clearTimeout(over);
      rung = Promise.withResolvers();
    },
  };
}
