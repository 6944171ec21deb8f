// Finds out whether the runtime's watcher thread still answers. All watchers share it, and it opens
// each path that an event is about (2.7.11 and 2.9.6): a named pipe may block it for ever. Then no
// event comes, and opening or closing a watcher blocks the whole program.

import { basename } from "node:path";
import { setTimeout as pause } from "node:timers/promises";

export type Liveness = {
  /** Whether the thread gave no answer when it was last asked. */
  readonly isSilent: boolean;
  /** Notes whether the thread answers, which another folder has found out. */
  readonly noteAnswer: (isThere: boolean) => void;
  /** Notes that an event about these paths came. */
  readonly noteEvent: (paths: readonly string[]) => void;
  /** Notes that a watcher has ended by itself. Its thread has told that. */
  readonly noteEnd: () => void;
  /**
   * Sets the mode of a watched path to what it is, and waits for the event about that: any other
   * may have been under way before the thread stopped. Reports false when no event comes at all,
   * and true where the mode may not be set. Without a path it reports whether the thread has told
   * of anything since it was silent. Never throws.
   */
  readonly isAnswering: (path: string | undefined) => Promise<boolean>;
};

/** The longest silence: so many turns of so many milliseconds. */
const TURNS = 40;
/** The same once the watching ends: an app has to end within two seconds. */
const LAST_TURNS = 20;
const TURN_MS = 50;
/** After so many turns in which other events came, the thread is taken to answer. */
const MOST_TURNS = 400;

/** How many events have come, of all watchers: their thread is the same. */
let events = 0;
/** Those who wait for the next event, of any watcher. */
const waiting = new Set<() => void>();

/** Returns one that knows nothing yet. Calls `onHeard` when a silence may be over. */
export function createLiveness(ending: AbortSignal, onHeard: () => void): Liveness {
  let asked: string | undefined;
  let answer = Promise.withResolvers<boolean>();
  let [isSilent, isHeard] = [false, false];

  function noteHeard(): void {
    isHeard = true;
    onHeard();
  }

  function noteAnswer(isThere: boolean): void {
    [isSilent, isHeard] = [!isThere, false];
    if (isSilent) waiting.add(noteHeard);
  }

  async function ask(path: string): Promise<boolean> {
    asked = basename(path);
    answer = Promise.withResolvers();
    // Not a single long timer: that would run on while this program stands still on a busy machine.
    let silence = 0;
    for (let turn = 0; turn < MOST_TURNS; turn++) {
      const before = events;
      // In every turn: where the queue of the system is full, the event is lost.
      if (!isTouched(path)) return true;
      const late = new AbortController();
      const over = pause(TURN_MS, false, { signal: late.signal }).catch(() => false);
      const isAnswered = await Promise.race([answer.promise, over]);
      late.abort();
      if (isAnswered) return true;
      silence = events === before ? silence + 1 : 0;
      if (silence >= (ending.aborted ? LAST_TURNS : TURNS)) return false;
    }
    return true;
  }

  return {
    get isSilent() {
      return isSilent;
    },
    noteAnswer,
    noteEvent(paths) {
      noteAny();
      // FSEvents may spell the folders above in another way.
      if (asked !== undefined && paths.some((path) => basename(path) === asked)) {
        answer.resolve(true);
      }
    },
    noteEnd() {
      noteAny();
      answer.resolve(true);
    },
    async isAnswering(path) {
      const isAnswered = path === undefined ? !isSilent || isHeard : await ask(path);
      noteAnswer(isAnswered);
      return isAnswered;
    },
  };
}

/** Sets the mode of what is at the path, if anything is. Reports whether that is allowed. */
function isTouched(path: string): boolean {
  try {
    Deno.chmodSync(path, Deno.statSync(path).mode! & 0o7777);
    return true;
  } catch (error) {
    return error instanceof Deno.errors.NotFound;
  }
}

function noteAny(): void {
  events += 1;
  const woken = [...waiting];
  waiting.clear();
  for (const wake of woken) wake();
}
