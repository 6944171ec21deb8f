// Whether the system's watcher still tells of anything at all. The runtime has one thread for all watchers, and
// opens whatever an event is about (2.7.11 and 2.9.6): at a named pipe it waits until somebody writes into it,
// maybe for ever. Until then nothing is heard, without a word, and who opens another watcher stands still.

import { setTimeout as pause } from "node:timers/promises";

export type Pulse = {
  /** Something was heard. */
  readonly beat: () => void;
  /**
   * Asks by opening a file that is watched for writing, which changes nothing and is told (Linux). False when
   * not a word comes, though one did before. Never throws.
   */
  readonly isThere: (file: string) => Promise<boolean>;
};

/** The longest wait for a word, in ms. Whoever has much to tell tells something else. */
const PATIENCE_MS = 2_000;

/** Begins with a watcher of which nothing is known. */
export function takePulse(): Pulse {
  let word = Promise.withResolvers<boolean>();
  let isProven = false;
  return {
    beat: () => word.resolve(true),
    async isThere(file) {
      if (Deno.build.os !== "linux") return true;
      word = Promise.withResolvers();
      try {
        Deno.openSync(file, { write: true }).close();
      } catch {
        return true;
      }
      const late = new AbortController();
      const silence = pause(PATIENCE_MS, false, { signal: late.signal }).catch(() => false);
      const isHeard = await Promise.race([word.promise, silence]);
      late.abort();
      isProven ||= isHeard;
      return isHeard || !isProven;
    },
  };
}
