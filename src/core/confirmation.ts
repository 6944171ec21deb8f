// The confirmations of a user for one sync. Pure.

import type { OwnChange } from "../engine/mod.ts";

/** The user's permission for one sync. */
export interface Confirmation {
  /** Saves a mass deletion. */
  readonly confirmDeletion: boolean;
  /** Receives a large update. */
  readonly confirmIncoming?: true;
  /** Restores the files of a mass deletion: one that waits here, else the newest one of another machine. */
  readonly restoreDeletion?: true;
  /** Syncs a private path, named as `--status` names it, or all private paths below a folder. */
  readonly publish?: string;
  /** Takes away the locks that a killed git process has left. */
  readonly unlock?: true;
  /** Restores a version from the history, undoes a save, or settles a conflict. */
  readonly change?: OwnChange;
}
