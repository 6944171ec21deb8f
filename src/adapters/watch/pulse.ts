// Whether the runtime's watcher thread still answers. There is one for all watchers, and it opens whatever an
// event is about (2.7.11 and 2.9.6): at a named pipe it waits for a writer, maybe for ever. Until then no event
// comes, and opening or closing a watcher stops the whole program.

import { setTimeout as pause } from "node:timers/promises";

export type Pulse = {
  /** Notes that an event came. */
  readonly beat: () => void;
  /**
   * Gives a watched file or folder the mode that it has, which changes its ctime only and is reported, and waits
   * for any event. Reports false when none comes in time, or nothing is at the path. Where the mode may not be set,
   * nothing can be asked: true.
   * Never throws.
   */
  readonly isThere: (path: string) => Promise<boolean>;
};

/** The longest wait for an event: so many turns of so many milliseconds. */
const TURNS = 40;
/** The same once the watching ends: an app ends within two seconds, and may leave a watcher open. */
const LAST_TURNS = 8;
const TURN_MS = 50;

/** Makes a pulse of which nothing is known; `ending` ends the watching. */
export function takePulse(ending: AbortSignal): Pulse {
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
      // A single long timer would be over as well where this program stood still meanwhile, on a busy machine.
      let isHeard = false;
      for (let turn = 0; !isHeard && turn < (ending.aborted ? LAST_TURNS : TURNS); turn++) {
        const late = new AbortController();
        const silence = pause(TURN_MS, false, { signal: late.signal }).catch(() => false);
        isHeard = await Promise.race([word.promise, silence]);
        late.abort();
      }
      return isHeard;
    },
  };
}
