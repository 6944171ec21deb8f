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
  /** Whether the push was refused, for another reason than that the remote has something new. */
  readonly refused?: boolean;
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
 * not seen to be ahead: for a save that is one connection, and its success proves that both are equal. After a
 * push that is refused, what others sent is still received.
 */
export function nextStep(
  { saved, relation, remote, use, refused = false, restore = false, change = false }: Observation,
): Step {
  if (!saved) return "save";
  if (restore) return "restore";
  if (change) return "change";
  if (use === "none") return "done";
  if (remote === "moved") return "fetch";
  const unasked = (use !== "send" || refused) && remote === "remembered";
  switch (relation) {
    case "unpublished":
    case "ahead":
      if (!refused) return "push";
      return unasked ? "fetch" : "done";
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
