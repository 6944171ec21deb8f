// The queue, the timer that decides when to sync, and the only place that holds the state.

import { nextDue } from "../core/due.ts";
import { step } from "../core/step.ts";
import type { AppState } from "../core/state.ts";
import type { AppEvent, Effect } from "../core/events.ts";

/** The clock; tests have one of their own. */
export interface Clock {
  /** Milliseconds since 1970, as the machine's clock shows them. */
  now(): number;
  /** Calls back once after `ms` milliseconds, not counting those in which the machine sleeps. */
  setTimer(ms: number, callback: () => void): { cancel(): void };
}

/** The clock of the system. */
export const systemClock: Clock = {
  now: () => Date.now(),
  setTimer: (ms, callback) => {
    const timer = setTimeout(callback, ms);
    return { cancel: () => clearTimeout(timer) };
  },
};

/** A running loop. */
export interface Loop {
  /** Adds an event. It is handled at once, or after the one that is being handled. */
  post(event: AppEvent): void;
  readonly state: AppState;
  /** Stops the timer; events that come later are ignored. */
  end(): void;
}

/** The timer fires at least this often, so that a sleep and a clock that was set are noticed. */
const HEARTBEAT_MS = 15_000;

/** A clock that is off by more was set, or the machine slept: the timer alone is never this late. */
const JUMP_MS = 5_000;

/**
 * Starts a loop. `perform` starts an effect and returns at once; its result is posted as an event. `onStep` gets
 * every event with the states before and after it.
 */
export function startLoop(
  initial: AppState,
  parts: {
    readonly clock: Clock;
    readonly perform: (effect: Effect) => void;
    readonly onStep: (event: AppEvent, before: AppState, after: AppState) => void;
  },
): Loop {
  const { clock, perform, onStep } = parts;
  const queue: AppEvent[] = [];
  let state = initial;
  let timer: { cancel(): void } | undefined;
  /** The time when the clock was last read, and how far it may have gone since. */
  let [set, wait] = [clock.now(), 0];
  let isHandling = false;
  let isEnded = false;

  function post(event: AppEvent): void {
    if (isEnded) return;
    queue.push(event);
    if (isHandling) return;
    isHandling = true;
    try {
      // An event may come before the timer has a chance to notice.
      if (hasJumped()) queue.unshift({ kind: "woke" });
      for (let next = queue.shift(); next !== undefined && !isEnded; next = queue.shift()) {
        const before = state;
        const { state: after, effects } = step(before, next, clock.now());
        state = after;
        onStep(next, before, after);
        effects.forEach(perform);
      }
    } finally {
      isHandling = false;
    }
    if (!isEnded) setTimer();
  }

  function hasJumped(): boolean {
    const now = clock.now();
    return now < set - JUMP_MS || now > set + wait + JUMP_MS;
  }

  function setTimer(): void {
    timer?.cancel();
    set = clock.now();
    wait = Math.max(0, Math.min(nextDue(state) - set, HEARTBEAT_MS));
    timer = clock.setTimer(wait, () => {
      [set, wait] = [set + wait, 0];
      if (hasJumped() || clock.now() >= nextDue(state)) post({ kind: "due" });
      else setTimer();
    });
  }

  setTimer();
  return {
    post,
    get state() {
      return state;
    },
    end() {
      isEnded = true;
      timer?.cancel();
    },
  };
}
