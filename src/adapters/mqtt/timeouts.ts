// The timeouts of the broker connection. Pure.

/** In milliseconds. */
export interface Timeouts {
  /** From the first step of a connection until messages can come. */
  readonly connectMs: number;
  /** From the first failure to the next try; doubled by each further one (back-off). */
  readonly pauseMs: number;
  /** For the echo of an announcement, and for the answer to a ping. */
  readonly answerMs: number;
  /** Until an announcement that the broker did not pass on is sent again. */
  readonly resendMs: number;
  /** For an announcement under way when the channel is closed. */
  readonly closeMs: number;
  /** An echo that comes later than this after the last announcement is another machine's. */
  readonly ownMs: number;
}

/** The timeouts of the app. */
export const TIMEOUTS: Timeouts = {
  connectMs: 20_000,
  pauseMs: 1_000,
  answerMs: 10_000,
  resendMs: 300_000,
  closeMs: 1_500,
  ownMs: 60_000,
};

/** The longest back-off. */
const MAX_PAUSE_MS = 300_000;

/** After a connection that lasted longer than this the back-off begins anew. */
const STEADY_MS = 60_000;

/** Returns the failures in a row after one more, of a connection that lasted `lastedMs`. */
export function failuresAfter(failures: number, lastedMs: number): number {
  return lastedMs > STEADY_MS ? 1 : failures + 1;
}

/** Returns the back-off after so many failures in a row, in milliseconds: at most 5 minutes. */
export function backOffAfter(
  failures: number,
  { pauseMs, chance }: { readonly pauseMs: number; readonly chance: number },
): number {
  return spread(Math.min(pauseMs * 2 ** (failures - 1), MAX_PAUSE_MS), chance);
}

/** Returns a time from half of `ms` to all of it; `chance`, from 0 to 1, keeps many machines apart. */
export function spread(ms: number, chance: number): number {
  return ms * (1 + chance) / 2;
}
