// A wait that can be called off, so that no timer outlives its use.

/** Waits `ms` milliseconds; `cancel` ends the wait at once. */
export function delay(ms: number): { readonly done: Promise<void>; readonly cancel: () => void } {
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
