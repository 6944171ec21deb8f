// When to sync: quiet time, longest wait, poll, back-off by kind. Pure: time is an argument, in
// milliseconds since 1970.

import type { ProblemKind } from "../engine/mod.ts";
import { TREATMENTS } from "./problems.ts";

/** What the person set, in milliseconds. */
export interface Timing {
  /** Quiet time after the last change. */
  readonly delayMs: number;
  /** From one look at the remote to the next. */
  readonly pollMs: number;
}

/** The first and the last change that is not saved yet. */
export interface Changes {
  readonly first: number;
  readonly last: number;
  /** Nobody knows whether there is any: the look that they are due for finds out. */
  readonly isGuess: boolean;
}

/** An endless writer may hold back a save for this long, or for ten quiet times. */
const LEAST_LONGEST_WAIT_MS = 60_000;

/** So long after the last hint of what may be a change the folder is looked at, in milliseconds. */
const GUESS_MS = 500;

/** Without a watcher the folder is looked at this often. */
export const SCAN_MS = 15_000;

/** A noisy topic may cause a look this often. */
export const NOISY_TOPIC_MS = 30_000;

/** So many messages in a row may bring nothing before the topic counts as noisy. */
export const EMPTY_FETCHES = 3;

/** A rest may be so many times as long as the look before it, and so long in all. */
const LONGEST_THROTTLE = 8;
const LONGEST_THROTTLE_MS = 3_000;

/**
 * How long to rest after a look, when `crowd` messages in a row came during the look before them or
 * within the time that it took: in terms of what this one took, which says how busy everybody is. Two
 * in a row are none too many; with each further one the rest grows by two looks. What many receive takes
 * most of the time of those who still have to send.
 */
export function throttleAfter(
  { tookMs, burstLength }: { readonly tookMs: number; readonly burstLength: number },
): number {
  return Math.min(
    LONGEST_THROTTLE_MS,
    tookMs * Math.max(0, Math.min(2 * (burstLength - 1), LONGEST_THROTTLE)),
  );
}

const NETWORK_FIRST_MS = 5_000;
const NETWORK_CAP_MS = 300_000;
const LOCK_FIRST_MS = 1_000;
const LOCK_CAP_MS = 30_000;
const RACE_FIRST_MS = 500;
const RACE_CAP_MS = 10_000;
const BLOCKED_MS = 15_000;
const ROOM_MS = 60_000;

/**
 * When changes are to be saved: after the quiet time, but not later than the longest wait. A guess is looked
 * into sooner: until then nobody knows whether everything is saved.
 */
export function changesDue({ first, last, isGuess }: Changes, { delayMs }: Timing): number {
  const quietMs = isGuess ? Math.min(delayMs, GUESS_MS) : delayMs;
  return Math.min(last + quietMs, first + Math.max(10 * delayMs, LEAST_LONGEST_WAIT_MS));
}

/**
 * Returns how long to wait before a sync that met a problem is tried again, or `undefined` to wait for a
 * change, a click or the poll. `failures` counts those in a row, this one included; `chance` is a random
 * number from 0 to 1, so that many machines do not come back at once.
 */
export function retryAfter(
  kind: ProblemKind,
  { failures, chance }: { readonly failures: number; readonly chance: number },
): number | undefined {
  const doubled = 2 ** Math.min(failures - 1, 20);
  switch (TREATMENTS[kind].retry) {
    case "network":
      return Math.min(NETWORK_CAP_MS, NETWORK_FIRST_MS * doubled) * (0.5 + chance / 2);
    case "race":
      // It has gone on for a minute already, with pauses of its own.
      return Math.min(RACE_CAP_MS, RACE_FIRST_MS * doubled) * chance;
    case "lock":
      return Math.min(LOCK_CAP_MS, LOCK_FIRST_MS * doubled);
    case "soon":
      return BLOCKED_MS;
    case "room":
      return ROOM_MS;
    case "later":
      return undefined;
  }
}
