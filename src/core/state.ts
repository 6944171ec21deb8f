// Everything that the app knows, as one value. Pure.

import type { Mistake } from "../adapters/config/mistakes.ts";
import type {
  DeletionBlock,
  FileEdit,
  IncomingDeletion,
  NotSynced,
  OpenConflict,
  Problem,
  Progress,
  SyncedBranch,
} from "../engine/mod.ts";
import type { Timing, UnsavedChanges } from "./timing.ts";
import type { LiveConnection, SyncTask, WatchState } from "./events.ts";

/** The sync under way. */
export interface Running extends SyncTask {
  readonly since: number;
  /** The changes with which it began; they are still to be saved and sent. */
  readonly changes: UnsavedChanges | undefined;
  readonly progress?: Progress | undefined;
  /** Present when it has sent or received something: the remote can be reached, whatever the last sync found. */
  readonly hasTransferred?: true;
}

/** A sync that is planned for a time. */
export interface PlannedSync extends Omit<SyncTask, "remote"> {
  readonly at: number;
  /** The user has asked for it, so that a pause does not hold it back. */
  readonly byUser: boolean;
}

/** A save that was sent or received, or a conflict, for the user to see. */
export interface RecentSave {
  readonly direction: "sent" | "received";
  /** The one action on all of its files; "changed" where they differ. */
  readonly kind: FileEdit["kind"] | "changed" | "conflict";
  /** The first of its files. */
  readonly path: string;
  /** Its name before, where it was renamed. */
  readonly from?: string | undefined;
  /** The number of its files. */
  readonly count: number;
  /** The machine that it came from. */
  readonly host: string | undefined;
  /** In milliseconds since 1970. */
  readonly time: number;
}

/** A change that is saved here and not sent yet. */
export interface WaitingChange extends FileEdit {
  /** When it was saved, in milliseconds since 1970. */
  readonly time: number;
}

/** A count of the changes that are not saved, while syncing is paused. */
export interface WaitingCount {
  /** When it began, in milliseconds since 1970. */
  readonly at: number;
  /** How long it took, in milliseconds; 0 while it runs. */
  readonly tookMs: number;
  /** `undefined` while the first one runs, and when it was not possible. */
  readonly changes: number | undefined;
  readonly isRunning: boolean;
}

/** The state of the app with one of its folders. */
export interface AppState {
  readonly config: ConfigState;
  readonly paused: boolean;
  readonly stopping: boolean;
  readonly live: LiveState;
  /** Why there is no icon, where there should be one. */
  readonly noIcon: string | undefined;
  readonly folder: FolderState;
}

/** The configuration, as it was last read. */
export interface ConfigState {
  /** Whether a valid configuration is in force. */
  readonly isInForce: boolean;
  readonly timing: Timing;
  readonly mistakes: readonly Mistake[];
  /** The settings without effect when the file was last read: whole lines. */
  readonly warnings: readonly string[];
}

/** The live updates. */
export interface LiveState {
  readonly connection: LiveConnection;
  /** The advice for the user although live updates arrive. */
  readonly notice: string | undefined;
}

/** The messages of other machines. Times are in milliseconds since 1970. */
export interface MessageHistory {
  /** When the newest message came. */
  readonly receivedAt: number;
  /** When the last sync for messages began. */
  readonly syncAt: number;
  /** The last sync for messages that has ended. */
  readonly lastSync: { readonly endedAt: number; readonly tookMs: number };
  /** Syncs for messages in a row that received nothing. */
  readonly emptyFetches: number;
  /** How many messages in a row came close to the sync before them; those that came together are one. */
  readonly burstLength: number;
  /** No sync for messages begins before this time. */
  readonly throttledUntil: number;
}

/** Everything that is known of the folder. */
export interface FolderState {
  readonly running: Running | undefined;
  /** `scanAt` is when to scan the folder next, whatever is reported; `undefined` where it is not to be watched. */
  readonly watching: { readonly state: WatchState; readonly scanAt: number | undefined };
  /** Where the folder is published, as the last sync has found it. */
  readonly place: SyncedBranch | undefined;
  readonly changes: UnsavedChanges | undefined;
  /** How many changes wait while syncing is paused; `undefined` when they are yet to be counted. */
  readonly count: WaitingCount | undefined;
  readonly planned: PlannedSync | undefined;
  /** When to ask the remote next, whatever happens. */
  readonly pollAt: number;
  /** When the user was last seen at work, and when the remote last answered. */
  readonly activePoll: {
    readonly activeAt: number | undefined;
    readonly askedAt: number | undefined;
  };
  /** Why the last sync did not do what it should. */
  readonly problem: Problem | undefined;
  /** Failures in a row. */
  readonly failures: number;
  readonly retryAt: number | undefined;
  readonly messages: MessageHistory;
  /** When a sync last ended with this machine and the remote known to be equal. */
  readonly upToDateAt: number | undefined;
  /** Whether that was since the start: the saved state says nothing of what happened in between. */
  readonly confirmedSinceStart: boolean;
  /** Changes that are saved here and not sent yet, as far as they are known. */
  readonly waiting: readonly WaitingChange[];
  /** Whether this machine has anything that the remote is not known to have. */
  readonly unsent: boolean;
  /** When the last sync ended that has sent a save, and how many of these in a row were for a change that followed. */
  readonly sends: { readonly endedAt: number; readonly followed: number };
  readonly recent: readonly RecentSave[];
  readonly conflicts: readonly OpenConflict[];
  readonly notSynced: readonly NotSynced[];
  /** The deletions that wait here for the user; everything else goes on. */
  readonly heldDeletion: DeletionBlock | undefined;
  /** The newest mass deletion of another machine, until it is restored or two weeks old. */
  readonly deletion: IncomingDeletion | undefined;
}

/** The number of recent saves that are kept. */
export const RECENT_SAVES = 20;

/** The part of the state that survives a restart. */
export interface SavedState {
  readonly paused: boolean;
  readonly recent: readonly RecentSave[];
  readonly upToDateAt: number | undefined;
}

/** Returns the state at the start: nothing happens before a configuration is in force. */
export function initialState({ paused, ...saved }: SavedState): AppState {
  return {
    config: {
      isInForce: false,
      timing: { delayMs: 0, pollMs: Infinity, activePollMs: 0, scanMs: Infinity },
      mistakes: [],
      warnings: [],
    },
    paused,
    stopping: false,
    live: { connection: { kind: "off" }, notice: undefined },
    noIcon: undefined,
    folder: initialFolder(saved),
  };
}

/** Returns a folder of which nothing is known but the saved state. */
export function initialFolder({ recent, upToDateAt }: Omit<SavedState, "paused">): FolderState {
  return {
    running: undefined,
    watching: { state: { kind: "off" }, scanAt: undefined },
    place: undefined,
    changes: undefined,
    count: undefined,
    planned: undefined,
    pollAt: Infinity,
    activePoll: { activeAt: undefined, askedAt: undefined },
    problem: undefined,
    failures: 0,
    retryAt: undefined,
    messages: FRESH_MESSAGES,
    upToDateAt,
    confirmedSinceStart: false,
    waiting: [],
    unsent: false,
    sends: { endedAt: -Infinity, followed: 0 },
    recent,
    conflicts: [],
    notSynced: [],
    heldDeletion: undefined,
    deletion: undefined,
  };
}

/** The history of messages at the start: none has come. */
export const FRESH_MESSAGES: MessageHistory = {
  receivedAt: -Infinity,
  syncAt: -Infinity,
  lastSync: { endedAt: -Infinity, tookMs: 0 },
  emptyFetches: 0,
  burstLength: 0,
  throttledUntil: -Infinity,
};
