// The outcome of a sync and its report, as values. Pure.

import type { OpenConflict } from "../conflicts/open_conflicts.ts";
import type { Conflict } from "../conflicts/conflict.ts";
import type { Uncopied } from "../merge/merge.ts";
import type { NotPublished } from "../rules/publish.ts";
import type { Forced } from "../branch/compare.ts";
import type { Edit } from "../git/values/edits.ts";
import type { HiddenRename, NotSynced } from "../save/save.ts";
import type { ReportedDeletion } from "../incoming/reported_deletion.ts";
import type { DeletionBlock, Problem } from "../problem.ts";
import type { ChangeResult } from "../restore/change.ts";

/** A change to a file; names are for the user's eyes. */
export interface FileEdit {
  readonly path: string;
  readonly kind: Edit["kind"] | "restored";
  /** Its name before, of a renamed file. */
  readonly from?: string;
}

/** A change that came from another machine. */
export interface Received extends FileEdit {
  readonly host: string;
}

/** Where the folder is published. */
export interface SyncedBranch {
  readonly branch: string;
  readonly remote: string;
}

/** The report of one sync, whatever its outcome. */
export interface Report {
  /** `undefined` when it did not come so far. */
  readonly place: SyncedBranch | undefined;
  /** Paths of the commits made by this sync. */
  readonly saved: readonly string[];
  /** The changes of these commits to files. */
  readonly edits: readonly FileEdit[];
  /** Whether the remote changed by this sync. */
  readonly pushed: boolean;
  /** Present when the user had locks taken away that a killed git had left: how many. */
  readonly unlocked?: number;
  /** Present when the user wanted the files of a mass deletion back: how many are there again. */
  readonly restored?: number;
  /** Present when the user wanted paths published that are not kept back. */
  readonly notPublished?: readonly NotPublished[];
  /** Present when changes from the history were asked for: what came of those that this sync came to. */
  readonly changed?: readonly ChangeResult[];
  /** Whether the branch was gone from the remote, and this sync made it there again. */
  readonly remade: boolean;
  readonly received: readonly Received[];
  /** The deletions that wait here for the user; everything else went on. */
  readonly heldDeletion: DeletionBlock | undefined;
  /** The newest mass deletion of another machine, as long as it is to be reported. */
  readonly deletion: ReportedDeletion["current"];
  /** The forced push of another machine, as far as this sync has dealt with it. */
  readonly forced: Forced | undefined;
  /** Files that another machine has taken out of the sync by a rule that ignores them: they stay on this disk. */
  readonly left: readonly Pick<Received, "path" | "host">[];
  /** Conflicts that came up in this sync, edits that were saved while it wrote included. */
  readonly conflicts: readonly Conflict[];
  /** Files that gave way to what came in and whose filter would not give them back, and where each is now. */
  readonly kept: readonly { readonly path: string; readonly file: string }[];
  /** Versions that got no copy, as too many copies of one file stand there: the commit has them. */
  readonly uncopied: readonly Uncopied[];
  /** Files that were renamed here to a name that is not synced: elsewhere they are deleted. */
  readonly hidden: readonly HiddenRename[];
  /** All conflicts that are not settled yet, as far as they are known. */
  readonly openConflicts: readonly OpenConflict[] | undefined;
  readonly notSynced: readonly NotSynced[];
  /**
   * Whether this machine has commits that the remote is not known to have; `undefined` when that is
   * not known.
   */
  readonly unsent: boolean | undefined;
  /** Whether the remote itself has shown that it and this machine are equal. */
  readonly confirmed: boolean;
  /**
   * When it was asked so, in milliseconds since 1970: all that it had then is known here. `undefined`
   * when it was not asked or has not answered.
   */
  readonly askedAt: number | undefined;
}

/** How a sync ended. */
export type SyncOutcome =
  | { readonly kind: "synced"; readonly report: Report }
  | { readonly kind: "problem"; readonly problem: Problem; readonly report: Report };
