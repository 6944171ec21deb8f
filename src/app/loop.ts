// The queue, the timer that fires when something is due, and the only place that holds the state.

import { nextDue } from "../core/due.ts";
import { step } from "../core/step.ts";
import type { AppState } from "../core/state.ts";
import type { AppEvent, Effect } from "../core/events.ts";

/** The clock; tests have one of their own. */
export interface Clock {
  /** Milliseconds since 1970, as the machine's clock shows them. */
  now(): number;
  /** Milliseconds since a moment that stays the same, not counting those in which the machine sleeps. */
  awake(): number;
  /** Calls back once after `ms` milliseconds, not counting those in which the machine sleeps. */
  setTimer(ms: number, callback: () => void): { cancel(): void };
}

/** The clock of the system. */
export const systemClock: Clock = {
  now: () => Date.now(),
  // The monotonic clock stands still in a sleep (Linux CLOCK_MONOTONIC, macOS CLOCK_UPTIME_RAW).
  awake: () => performance.now(),
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

/**
 * When the two clocks part by more, in milliseconds, the machine slept or its clock was set. A late timer alone tells
 * nothing: macOS delays those of an app that it takes to be idle (App Nap), and a busy machine delays any.
 */
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
  /** How far one clock was before the other when they were last compared. */
  let lead = leadOf(clock);
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
    return Math.abs(leadOf(clock) - lead) > JUMP_MS;
  }

  function setTimer(): void {
    timer?.cancel();
    lead = leadOf(clock);
    const wait = Math.max(0, Math.min(nextDue(state) - clock.now(), HEARTBEAT_MS));
    timer = clock.setTimer(wait, () => {
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

function leadOf(clock: Clock): number {
  return clock.now() - clock.awake();
}
