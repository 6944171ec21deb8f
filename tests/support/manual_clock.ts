// A clock that is turned by hand. Like a real one it can be set, and its timers do not run in sleep.

import type { Clock } from "../../src/app/loop.ts";

/** A clock and the ways to turn it. */
export interface ManualClock extends Clock {
  /** Lets time pass; timers ring on the way, each at its time. */
  turn(ms: number): void;
  /** Sets what the clock shows; timers go on as if nothing was. */
  set(now: number): void;
  /** The machine sleeps: the clock goes on, timers do not. */
  sleep(ms: number): void;
  /** Lets time pass in which no timer rings; those that are due ring afterwards (App Nap). */
  nap(ms: number): void;
  /** How long each timer that was not cancelled has still to go, in milliseconds. */
  readonly timers: readonly number[];
  /** How many timers were ever set. */
  readonly count: number;
}

interface Timer {
  readonly at: number;
  readonly callback: () => void;
}

/** A clock that shows this time and stands still. */
export function manualClock(start: number): ManualClock {
  const timers = new Set<Timer>();
  let [shown, awake, count] = [start, 0, 0];
  return {
    now: () => shown,
    awake: () => awake,
    setTimer(ms, callback) {
      // The system's timers do not wait longer than this: they ring at once (HTML, "timers"; 2^31 - 1).
      const timer = { at: awake + (ms > 2 ** 31 - 1 ? 1 : Math.max(0, ms)), callback };
      timers.add(timer);
      count++;
      return { cancel: () => timers.delete(timer) };
    },
    turn(ms) {
      const until = awake + ms;
      for (;;) {
        const next = [...timers].filter(({ at }) => at <= until).sort((a, b) => a.at - b.at)[0];
        if (next === undefined) break;
        timers.delete(next);
        // A timer that is late does not turn the clock back.
        const passed = Math.max(0, next.at - awake);
        [shown, awake] = [shown + passed, awake + passed];
        next.callback();
      }
      shown += until - awake;
      awake = until;
    },
    set(now) {
      shown = now;
    },
    sleep(ms) {
      shown += ms;
    },
    nap(ms) {
      [shown, awake] = [shown + ms, awake + ms];
      this.turn(0);
    },
    get timers() {
      return [...timers].map(({ at }) => at - awake);
    },
    get count() {
      return count;
    },
  };
}
