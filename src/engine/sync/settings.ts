// What a sync is asked for, and what it is told of the machine and the person's wishes.

import type { OpenOptions } from "../git/repository/open.ts";
import type { GitPath } from "../git/values/path.ts";
import type { Transfer } from "../git/process/progress.ts";
import { type Volume } from "../worktree/volume.ts";
import type { RemoteWish } from "./plan.ts";

/** What a sync is asked for. */
export interface SyncRequest {
  /**
   * Names relative to the folder that changed, when nothing else can have; otherwise the whole tree is
   * looked at.
   */
  readonly paths?: readonly string[];
  readonly remote: RemoteWish;
  /** Lets a mass deletion through. */
  readonly confirmDeletion?: boolean;
  /** Lets a large update come in. */
  readonly confirmIncoming?: boolean;
  /** Brings the files back that another machine has deleted. */
  readonly restoreDeletion?: boolean;
  /** Private paths that are synced from here on, by the names that a report gives them. */
  readonly publish?: readonly string[];
  /** Takes the locks away that a killed git has left. */
  readonly unlock?: boolean;
}

/** What a person set, and what tests put in the place of the system's own. */
export interface SyncSettings extends OpenOptions {
  /** Milliseconds after which a git is ended when a rule is to blame, instead of `SCAN_MS`. */
  readonly scanMs?: number;
  /** Files above this size are left out, in bytes; 0 means that none is. */
  readonly maxFileBytes: number;
  readonly messageTemplate: string;
  /** Absolute paths of the app's own files and folders, which may lie in the folder: none is ever synced. */
  readonly ownFiles?: readonly string[];
  /** Is told how far a large transfer is. */
  readonly onTransfer?: (transfer: Transfer) => void;
  readonly volume?: Volume;
  /** The bytes that the volume of a folder has room for. */
  readonly roomIn?: (folder: string) => Promise<number | undefined>;
  /** Milliseconds that a transfer may take, instead of `FETCH_MS` and `PUSH_STALL_MS`. */
  readonly transferMs?: number;
  /** Milliseconds until changes are saved beside a transfer, instead of `SAVE_DURING_TRANSFER_MS`. */
  readonly saveDuringTransferMs?: number;
  /** Milliseconds that texts may take to merge, instead of `MERGE_MS`. */
  readonly mergeMs?: number;
  /** How long one sync goes on being refused, instead of `PATIENCE_MS`. */
  readonly patienceMs?: number;
  /** Given where the volume cannot tell some names apart: names with one key are one to it. */
  readonly fold?: (path: GitPath) => string;
}
