// A wait that a signal ends early, so that no timer outlives its use.

/**
 * Waits so many milliseconds, or until the signal. Reports whether the time has passed; never throws. With
 * `ref: false` it does not keep the process alive.
 */
export async function pause(
  ms: number,
  { signal, ref = true }: { readonly signal?: AbortSignal; readonly ref?: boolean } = {},
): Promise<boolean> {
  const { promise, resolve } = Promise.withResolvers<boolean>();
  const timer = setTimeout(() => resolve(true), ms);
  if (!ref) Deno.unrefTimer(timer);
  const stop = () => resolve(false);
  signal?.addEventListener("abort", stop, { once: true });
  if (signal?.aborted) stop();
  try {
    return await promise;
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener("abort", stop);
  }
}

/** Waits until something has settled, for so many milliseconds at most. Reports whether it has; never throws. */
export async function settlesWithin(work: Promise<unknown>, ms: number): Promise<boolean> {
  const waiting = new AbortController();
  const settled = work.then(() => true, () => true);
  const isSettled = await Promise.race([
    settled,
    pause(ms, { signal: waiting.signal }).then(() => false),
  ]);
  waiting.abort();
  return isSettled;
}
