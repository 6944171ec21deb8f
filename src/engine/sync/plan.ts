// Decides the next step from what was observed: nextStep(observation) -> Step. Pure.

import type { Related } from "../branch/compare.ts";

/** The state on which the next step depends. */
export interface Observation {
  /** Whether everything local is committed, as far as this sync knows. */
  readonly saved: boolean;
  readonly relation: Related["relation"];
  /**
   * `fresh`: the remote has answered this sync. `remembered`: it was not asked yet.
   * `moved`: the remote refused a push because it has something new.
   */
  readonly remote: "fresh" | "remembered" | "moved";
  readonly use: RemoteUse;
  /** Whether deleted files are to be restored first. */
  readonly restore?: boolean;
  /** Whether a change from the history is to be made first. */
  readonly change?: boolean;
}

/**
 * How a sync uses the remote: ask it in any case, ask it only whether its branch has moved and fetch if so, only
 * send what there is to send, or leave it alone.
 */
export type RemoteUse = "ask" | "probe" | "send" | "none";

/** One step of a sync. */
export type Step =
  | "save"
  | "restore"
  | "change"
  | "push"
  | "fetch"
  | "update"
  | "merge"
  | "graft"
  | "unrelated"
  | "done";

/**
 * Returns the next step. Local work is saved first, always. A push comes before a fetch where the remote was
 * not seen to be ahead: for a save that is one connection, and its success proves that both are equal.
 */
export function nextStep(
  { saved, relation, remote, use, restore = false, change = false }: Observation,
): Step {
  if (!saved) return "save";
  if (restore) return "restore";
  if (change) return "change";
  if (use === "none") return "done";
  if (remote === "moved") return "fetch";
  const unasked = use !== "send" && remote === "remembered";
  switch (relation) {
    case "unpublished":
    case "ahead":
      return "push";
    case "empty":
    case "equal":
      return unasked ? "fetch" : "done";
    case "behind":
      return unasked ? "fetch" : "update";
    case "diverged":
      return unasked ? "fetch" : "merge";
    case "rewritten":
      return unasked ? "fetch" : "graft";
    case "unrelated":
      return unasked ? "fetch" : "unrelated";
  }
}

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
export const PATIENCE_MS = 60_000;
