// What to do next, from what was seen: nextStep(observation) -> Step. Pure.

import type { OpenConflict } from "../merge/open_conflicts.ts";
import type { Conflict } from "../merge/name_copies.ts";
import type { Failure } from "../git/process/errors.ts";
import type { Loss } from "../git/attributes/lossy_files.ts";
import type { Operation } from "../git/repository/operation.ts";
import type { Uncopied } from "../merge/merge.ts";
import type { Forced } from "./compare.ts";
import type { HiddenRename } from "../save/hidden_renames.ts";
import type { IncomingDeletion } from "../incoming/incoming_deletion.ts";

/** How the local branch stands to what was last seen at the remote. */
export type Relation =
  /** Neither has a commit. */
  | "empty"
  /** The remote has no such branch, as far as is known. */
  | "unpublished"
  | "equal"
  | "ahead"
  | "behind"
  | "diverged"
  /** The person rewrote commits that were already published. */
  | "rewritten"
  /** No common history. */
  | "unrelated";

/** What a sync has seen when it decides its next step. */
export interface Observation {
  /** Whether everything local is committed, as far as this sync has looked. */
  readonly saved: boolean;
  readonly relation: Relation;
  /**
   * `fresh`: this sync has heard from the remote. `remembered`: nothing heard yet.
   * `moved`: the remote refused a push because it has something new.
   */
  readonly remote: "fresh" | "remembered" | "moved";
  readonly wish: RemoteWish;
  /** Whether deleted files are to be brought back first. */
  readonly restore?: boolean;
}

/**
 * What a sync may have to do with the remote: look at it in any case, only send what there is to send,
 * or stay away from it.
 */
export type RemoteWish = "ask" | "send" | "none";

/** One step of a sync. */
export type Step =
  | "save"
  | "restore"
  | "push"
  | "fetch"
  | "update"
  | "merge"
  | "graft"
  | "unrelated"
  | "done";

/**
 * The next step. Local work is saved first, always. A push comes before a fetch where the remote was
 * not seen to be ahead: for a save that is one connection, and its success proves that both are equal.
 */
export function nextStep(
  { saved, relation, remote, wish, restore = false }: Observation,
): Step {
  if (!saved) return "save";
  if (restore) return "restore";
  if (wish === "none") return "done";
  if (remote === "moved") return "fetch";
  const unasked = wish === "ask" && remote === "remembered";
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
 * How long to wait before a refused push is tried again, `rejections` times in a row by now. The span is
 * the time that the last try took, which tells how busy everybody is, then three times that: at each moment
 * somebody wins, so a longer wait would only let the others go first (simulated with 3 to 50 machines, on
 * shared processors and over slow connections). `chance` is a random number from 0 to 1.
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

/** Why a sync touched nothing: it goes on by itself when the reason is gone. */
export type Blocked =
  | { readonly reason: "folder missing" }
  | { readonly reason: "no permission"; readonly detail: string }
  /** Git does not touch what belongs to another user. */
  | { readonly reason: "other owner"; readonly path: string }
  | { readonly reason: "not a repository"; readonly detail: string }
  /** A file that others have changed may not be changed here. */
  | { readonly reason: "not writable"; readonly path: string }
  | { readonly reason: "damaged"; readonly detail: string }
  | { readonly reason: "no remote" }
  | { readonly reason: "no branch" }
  /** Git has never written the files of this branch, or not all of them: they are not deleted. */
  | { readonly reason: "not checked out"; readonly branch: string }
  | { readonly reason: "other branch"; readonly branch: string; readonly expected: string }
  | { readonly reason: "operation"; readonly operation: Operation }
  | { readonly reason: "unmerged"; readonly path: string }
  | { readonly reason: "unrelated" }
  /** The remote does not have this branch, but others: nobody has said that it is to be made there. */
  | {
    readonly reason: "no such branch";
    readonly branch: string;
    readonly others: readonly string[];
    /** The name of the remote. */
    readonly remote: string;
  }
  /** A folder had another disk in it, which is gone with so many files. */
  | { readonly reason: "unmounted"; readonly folder: string; readonly deleted: number }
  | { readonly reason: "mass deletion"; readonly deleted: number; readonly tracked: number }
  /** So much comes in that it waits for the user; `needs` is given when the disk has too little room for it. */
  | {
    readonly reason: "large update";
    readonly branch: string;
    readonly files: number;
    readonly needs?: { readonly bytes: number; readonly room: number };
  }
  /** What comes in is too large to be received at all. `count` is absent where it was not counted to its end. */
  | {
    readonly reason: "update refused";
    readonly branch: string;
    readonly what: "files" | "folders" | "names";
    readonly count: number | undefined;
  }
  /** A git that was killed has left a lock (absolute path), and none lives in the repository any more. */
  | { readonly reason: "left lock"; readonly path: string }
  | { readonly reason: "old git"; readonly version: string }
  | { readonly reason: "no git"; readonly detail: string }
  /** The lock by which two instances keep out of each other's way cannot be taken: a volume without locks. */
  | { readonly reason: "not locked"; readonly detail: string }
  /** `socket` is where the other one listens, when it says so. */
  | { readonly reason: "other instance"; readonly socket: string | undefined };

/** A path that is kept out of the sync, and why; the name is for a person's eyes. */
export interface NotSynced {
  readonly path: string;
  readonly reason:
    | "too large"
    | "nested repository"
    | "own place"
    | "unreadable"
    | "evicted"
    | "name"
    | "forbidden name"
    | "filter"
    | "encoding"
    /** Git would store other bytes, from which nobody gets those of the file again (`git/lossy_files.ts`). */
    | Loss
    | "restless"
    | "smudge filter"
    /** A conflict copy that has another filter than its original. */
    | "copy"
    | "not writable"
    | "sparse"
    /** Was ignored here until somebody else changed the rules; a click syncs it. */
    | "was ignored"
    /** Had a filter here until somebody else changed the attributes; a click syncs it as it is. */
    | "lost its filter"
    /** Its attributes name a filter that this machine does not have. */
    | "no filter"
    /** The same, and others publish a newer version, which could only be written as it is stored. */
    | "missing filter"
    /** Is ignored here, and others publish a file of this name; a click syncs the one that is here. */
    | "private";
  /** The machine whose change it was, where that is known. */
  readonly by?: string;
}

/** A change that came from somebody else. */
export interface Pulled {
  readonly path: string;
  readonly host: string;
  readonly deleted: boolean;
}

/** Where the folder is published. */
export interface Place {
  readonly branch: string;
  readonly remote: string;
}

/** What one sync did and found, whatever its outcome. */
export interface Report {
  /** `undefined` when it did not come so far. */
  readonly place: Place | undefined;
  /** Paths of the commits made by this sync. */
  readonly saved: readonly string[];
  /** Those of them that these commits have deleted. */
  readonly deleted: readonly string[];
  /** Whether the remote changed by this sync. */
  readonly pushed: boolean;
  /** Present when the user had locks taken away that a killed git had left: how many. */
  readonly unlocked?: number;
  /** Whether the branch was gone from the remote, and this sync made it there again. */
  readonly remade: boolean;
  readonly pulled: readonly Pulled[];
  /** The newest mass deletion of another machine, as long as it is to be told. */
  readonly deletion: IncomingDeletion | undefined;
  /** What somebody's forced push took out of the remote's branch, as far as this sync has dealt with it. */
  readonly forced: Forced | undefined;
  /** Files that somebody else has taken out of the sync by a rule that ignores them: they stay on this disk. */
  readonly left: readonly Omit<Pulled, "deleted">[];
  /** Conflicts that came up in this sync, edits that were saved while it wrote included. */
  readonly conflicts: readonly Conflict[];
  /** Files that gave way to what came in and whose filter would not give them back, and where each is now. */
  readonly kept: readonly { readonly path: string; readonly file: string }[];
  /** Versions that got no copy, as too many copies of one file stand there: the commit has them. */
  readonly uncopied: readonly Uncopied[];
  /** Files that were renamed here to a name that is ignored: elsewhere they are deleted. */
  readonly hidden: readonly HiddenRename[];
  /** All conflicts that nobody has settled yet, as far as they are known. */
  readonly openConflicts: readonly OpenConflict[] | undefined;
  readonly notSynced: readonly NotSynced[];
  /**
   * Whether this machine has commits that the remote is not known to have; `undefined` when nobody
   * knows.
   */
  readonly unsent: boolean | undefined;
  /** Whether the remote itself has shown that it and this machine are equal. */
  readonly heard: boolean;
  /**
   * When it was asked so, in milliseconds since 1970: all that it had then is known here. `undefined`
   * when it was not asked or has not answered.
   */
  readonly askedAt: number | undefined;
}

/** How a sync ended. */
export type SyncOutcome =
  | { readonly kind: "synced"; readonly report: Report }
  | { readonly kind: "blocked"; readonly blocked: Blocked; readonly report: Report }
  | { readonly kind: "failed"; readonly failure: Failure; readonly report: Report };
