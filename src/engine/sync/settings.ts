// The request for a sync, and its settings.

import type { TransferSettings } from "../branch/transfer.ts";
import type { WorkTreeSettings } from "../folder/settings.ts";
import type { OwnChange } from "../restore/change.ts";
import type { RemoteUse } from "./next_step.ts";

/** The part of a sync that only the user asks for; absent is no. */
export interface UserRequest {
  /** Saves a mass deletion. */
  readonly confirmDeletion?: true;
  /** Receives a large update. */
  readonly confirmIncoming?: true;
  /** Restores the files of the newest mass deletion of another machine. */
  readonly restoreDeletion?: true;
  /** Restores the files of a mass deletion that was made here and waits; it goes before `restoreDeletion`. */
  readonly restoreHere?: true;
  /** Syncs private paths from here on, or all private paths below a folder, by the names that a report gives them. */
  readonly publish?: readonly string[];
  /** Restores versions from the history, undoes saves, settles conflicts, in this order. */
  readonly ownChanges?: readonly OwnChange[];
  /** Fetches some of the older history that a shallow clone lacks. */
  readonly older?: true;
  /** Removes the locks that a killed git process has left. */
  readonly unlock?: true;
}

/** The request for one sync. */
export interface SyncRequest extends UserRequest {
  /**
   * Names relative to the folder that changed, when nothing else can have; otherwise the whole tree is
   * scanned.
   */
  readonly paths?: readonly string[];
  readonly remote: RemoteUse;
}

/** The settings of the user and the machine, and replacements of the system's own for tests. */
export interface SyncSettings extends WorkTreeSettings, TransferSettings {
  /** The bytes that the volume of a folder has room for. */
  readonly freeSpaceIn?: (folder: string) => Promise<number | undefined>;
  /** Milliseconds until changes are saved beside a transfer, instead of `SAVE_DURING_TRANSFER_MS`. */
  readonly saveDuringTransferMs?: number;
  /** Milliseconds that texts may take to merge, instead of `MERGE_MS`. */
  readonly mergeMs?: number;
  /** Milliseconds for which one sync goes on being refused, instead of `REFUSED_MS`. */
  readonly refusedMs?: number;
  /** Milliseconds of the first wait for a lock of another git process, instead of `LOCK_WAIT_MS`. */
  readonly lockWaitMs?: number;
}
