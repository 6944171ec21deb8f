// How long the connection waits for what. Pure.

/** In milliseconds. */
export interface Timeouts {
  /** From the first step of a connection until messages can come. */
  readonly connectMs: number;
  /** Between the first failure and the next try; doubles with each further one. */
  readonly pauseMs: number;
  /** For the echo of an announcement, and for the answer to a ping. */
  readonly answerMs: number;
  /** Until an announcement that the broker did not pass on is sent again. */
  readonly resendMs: number;
  /** For an announcement under way when the channel is closed. */
  readonly closeMs: number;
  /** An echo that comes later than this after one's own last announcement is somebody else's. */
  readonly ownMs: number;
}

/** What the app waits. */
export const TIMEOUTS: Timeouts = {
  connectMs: 20_000,
  pauseMs: 1_000,
  answerMs: 10_000,
  resendMs: 300_000,
  closeMs: 2_000,
  ownMs: 60_000,
};

/** The longest pause between two connections. */
const MAX_PAUSE_MS = 300_000;

/** A connection that lasted longer than this was a good one. */
const STEADY_MS = 60_000;

/** The failures in a row when a connection ends that lasted so long, in milliseconds, after so many before. */
export function failuresAfter(failures: number, lastedMs: number): number {
  return lastedMs > STEADY_MS ? 1 : failures + 1;
}

/** How long to wait after so many failures in a row, in milliseconds: at most 5 minutes. */
export function backOffAfter(
  failures: number,
  { pauseMs, chance }: { readonly pauseMs: number; readonly chance: number },
): number {
  return spread(Math.min(pauseMs * 2 ** (failures - 1), MAX_PAUSE_MS), chance);
}

/** A time between the half and the whole of it; `chance` from 0 to 1 keeps a fleet apart. */
export function spread(ms: number, chance: number): number {
  return ms * (1 + chance) / 2;
}
