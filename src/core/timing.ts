// How long to wait before a save, a scan and a retry of each kind. Pure: time is an argument, in milliseconds since
// 1970.

import type { ProblemKind } from "../engine/mod.ts";
import { TREATMENTS } from "./problems.ts";

/** Settings of the user, in milliseconds. */
export interface Timing {
  /** From the last change to the save (debounce). */
  readonly delayMs: number;
  /** From one fetch to the next. */
  readonly pollMs: number;
  /** From one question to the next while the user is at work; 0 is off. */
  readonly activePollMs: number;
  /** From one scan of a watched folder to the next: no watcher reports everything. */
  readonly scanMs: number;
}

/** The first and the last change that is not saved yet. */
export interface UnsavedChanges {
  readonly first: number;
  readonly last: number;
  /** It is not known whether there is any: the sync for them finds out. */
  readonly isGuess: boolean;
}

/**
 * A program that never pauses delays a save by at most this long or ten times `delayMs`, whichever
 * is longer.
 */
const MIN_LONGEST_WAIT_MS = 60_000;

/**
 * After so many saves in a row that a change followed at once, a program counts as one that writes
 * at each sync.
 */
export const FOLLOWED_SAVES = 20;

/**
 * A change so soon after a sync, in milliseconds, was made by it, as by a hook, or by a program
 * that never pauses.
 */
const FOLLOWING_MS = 250;

/** Reports whether a change followed a sync at once that ended at a time. */
export function follows({ first, isGuess }: UnsavedChanges, endedAt: number): boolean {
  return !isGuess && first <= endedAt + FOLLOWING_MS;
}

/** From a change that is a guess to its save, in milliseconds. */
const GUESS_MS = 500;

/** From one scan to the next while the watcher does not report everything. */
export const SCAN_INTERVAL_MS = 15_000;

/**
 * A scan while everything is watched comes after at least so many times the time that the last one
 * took.
 */
const SCAN_REST = 200;

/**
 * Returns when to scan a folder again that was scanned just now and is watched, which took so long.
 */
export function nextScan(
  { now, tookMs }: { readonly now: number; readonly tookMs: number },
  { scanMs }: Timing,
): number {
  return now + Math.max(scanMs, SCAN_REST * tookMs);
}

/** From one sync for messages to the next on a noisy topic. */
export const NOISY_TOPIC_MS = 30_000;

/** After so many syncs for messages in a row that received nothing, the topic counts as noisy. */
export const EMPTY_FETCHES = 3;

/** The longest throttle: in times of the sync before it, and in milliseconds. */
const LONGEST_THROTTLE = 8;
const LONGEST_THROTTLE_MS = 3_000;

/**
 * Returns how long syncs for messages are throttled after one that took `tookMs`, in milliseconds.
 * `burstLength` messages in a row came during the sync before them or within the time that it took.
 * The first two are not throttled; each further one adds twice the time of the sync, which says how
 * busy the machines are. Otherwise those that receive would take most of the time of those that
 * still have to send.
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
const DISK_FULL_MS = 60_000;

/**
 * Returns when changes are to be saved: `delayMs` after the last one, but not later than the
 * longest wait. A guess is due sooner: until then it is not known whether everything is saved.
 * `followed` counts the saves in a row that a change followed at once: after some, each further one
 * waits twice as long, up to a minute.
 */
export function changesDue(
  { first, last, isGuess }: UnsavedChanges,
  { delayMs }: Timing,
  followed = 0,
): number {
  const quietMs = isGuess ? Math.min(delayMs, GUESS_MS) : delayMs;
  const due = Math.min(last + quietMs, first + Math.max(10 * delayMs, MIN_LONGEST_WAIT_MS));
  const times = followed - FOLLOWED_SAVES;
  if (times < 0 || isGuess) return due;
  return Math.max(due, first + Math.min(MIN_LONGEST_WAIT_MS, 1_000 * 2 ** Math.min(times, 20)));
}

/**
 * Returns how long to wait before a sync that met a problem is tried again, or `undefined` to wait
 * for a change, a click or the poll. `failures` counts those in a row, this one included; `chance`
 * is a random number from 0 to 1, so that many machines do not come back at once.
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
      return DISK_FULL_MS;
    case "later":
      return undefined;
  }
}
