// Whether the runtime's watcher thread still answers. There is one for all watchers, and it opens whatever an
// event is about (2.7.11 and 2.9.6): at a named pipe it waits for a writer, maybe for ever. Until then no event
// comes, and opening or closing a watcher stops the whole program.

import { setTimeout as pause } from "node:timers/promises";

export type Pulse = {
  /** Notes that an event came. */
  readonly beat: () => void;
  /**
   * Gives a watched file or folder the mode that it has, which changes its ctime only and is reported, and waits
   * for any event. Reports false when none comes, or nothing is at the path. Where the mode may not be set, nothing
   * can be asked: true.
   * Never throws.
   */
  readonly isThere: (path: string) => Promise<boolean>;
};

/** The longest wait for an event, in milliseconds. */
const PATIENCE_MS = 2_000;

/** Makes a pulse of which nothing is known. */
export function takePulse(): Pulse {
  let word = Promise.withResolvers<boolean>();
  return {
    beat: () => word.resolve(true),
    async isThere(path) {
      word = Promise.withResolvers();
      try {
        Deno.chmodSync(path, Deno.statSync(path).mode! & 0o7777);
      } catch (error) {
        return !(error instanceof Deno.errors.NotFound);
      }
      const late = new AbortController();
      const silence = pause(PATIENCE_MS, false, { signal: late.signal }).catch(() => false);
      const isHeard = await Promise.race([word.promise, silence]);
      late.abort();
      return isHeard;
    },
  };
}
