// How long the app may take to end, and what happens when it takes longer.

import type { Clock } from "./loop.ts";

/**
 * How long the step under way may take to end by itself when the app stops, in milliseconds. Most take less. Then it
 * is ended where it is.
 */
export const STOP_MS = 1_000;

/**
 * How long it may take to end after that, in milliseconds: a git process that does not obey is killed half a
 * second later. Then the app ends during the step, as a kill would end it; the next start undoes the update
 * by its journal.
 */
const GIVE_UP_MS = 700;

/**
 * When the app stops waiting at the latest, in milliseconds, whatever has to be closed still: the end of the process
 * itself takes some time too, and all of it has two seconds.
 */
const END_MS = 1_800;

/** The times of an end that has begun. */
export interface EndTimes {
  /** Settles when nothing is waited for any more. */
  readonly late: Promise<void>;
  /** The step under way has ended. */
  stepEnded(): void;
}

/** Sets the times of an end that begins now. */
export function setEndTimes(
  clock: Clock,
  { interrupt, giveUp }: {
    /** Ends the step under way where it is. */
    readonly interrupt: () => void;
    /** Goes on without its end. */
    readonly giveUp: () => void;
  },
): EndTimes {
  const late = Promise.withResolvers<void>();
  const timers = [
    clock.setTimer(STOP_MS, interrupt),
    clock.setTimer(STOP_MS + GIVE_UP_MS, giveUp),
  ];
  clock.setTimer(END_MS, late.resolve);
  return {
    late: late.promise,
    stepEnded() {
      for (const timer of timers) timer.cancel();
    },
  };
}
