// A wait that can be called off, so that no timer outlives its use.

/** A wait under way; `cancel` ends it at once. */
export interface Delay {
  readonly done: Promise<void>;
  readonly cancel: () => void;
}

/** Waits `ms` milliseconds. */
export function delay(ms: number): Delay {
  const { promise, resolve } = Promise.withResolvers<void>();
  const timer = setTimeout(resolve, ms);
  return {
    done: promise,
    cancel: () => {
      clearTimeout(timer);
      resolve();
    },
  };
}
