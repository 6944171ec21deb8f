// How long a refused push pauses, and when a sync gives up on it. Pure.

/** The shortest and the longest span from which a pause after a refused push is drawn, in milliseconds. */
const SHORTEST_SPAN_MS = 100;

const LONGEST_SPAN_MS = 10_000;

/** From the second refusal on the span is so many tries long. */
const TRIES = 3;

/**
 * Returns how long to wait, in milliseconds, before a refused push is tried again, `rejections` times in a row
 * by now. The span is the time that the last try took, which shows how busy the remote is, then three times
 * that: at each moment some machine wins, so a longer wait would only let the others go first (simulated with 3
 * to 50 machines, on shared processors and over slow connections). `chance` is a random number from 0 to 1.
 */
export function pauseAfterRejection(
  { rejections, tookMs, chance }: {
    readonly rejections: number;
    readonly tookMs: number;
    readonly chance: number;
  },
): number {
  const span = rejections > 1 ? tookMs * TRIES : tookMs;
  return chance * Math.min(LONGEST_SPAN_MS, Math.max(SHORTEST_SPAN_MS, span));
}

/**
 * A sync that is refused for longer than this ends, in milliseconds: what was saved meanwhile waits for the
 * next one, which comes at once.
 */
export const REFUSED_MS = 60_000;
