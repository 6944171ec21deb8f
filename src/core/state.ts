// What the app knows, what can happen to it, and what it can do: the words that machine, loop and view
// share. Pure.

import type { ConnectionState } from "../adapters/mqtt/channel.ts";
import type { WatchState as WatcherState } from "../adapters/watch/types.ts";
import type { Mistake } from "../adapters/config/schema.ts";
import type {
  IncomingDeletion,
  NotSynced,
  OpenConflict,
  Place,
  Problem,
  SyncOutcome,
  Transfer,
} from "../engine/mod.ts";
import type { Changes, Timing } from "./timing.ts";

/** What happened. */
export type AppEvent =
  /**
   * Something in the folder, or a branch of its repository; a guess where nobody can tell it from what an
   * update has put there.
   */
  | { readonly kind: "changed"; readonly isGuess?: boolean }
  /** Another machine says that it has sent something. */
  | { readonly kind: "remote" }
  /** The timer. */
  | { readonly kind: "due" }
  /** The machine slept, or its clock was set. */
  | { readonly kind: "woke" }
  | { readonly kind: "clicked"; readonly command: ClickedCommand; readonly path?: string }
  /** A sync ended; `chance` is a random number from 0 to 1. */
  | { readonly kind: "finished"; readonly outcome: SyncOutcome; readonly chance: number }
  /** The sync under way sends or receives so much that git tells how far it is. */
  | { readonly kind: "transfer" } & TransferProgress
  /** The connection for live updates. */
  | { readonly kind: "link"; readonly link: LiveConnection }
  /** What a person should change although live updates come; nothing when that is over. */
  | { readonly kind: "notice"; readonly line: string | undefined }
  | { readonly kind: "watch"; readonly watch: WatchState }
  /** Why there is no icon; nothing when there is one. */
  | { readonly kind: "icon"; readonly line: string | undefined }
  /** A valid configuration is in force; `fresh` when what is synced may be another folder now. */
  | {
    readonly kind: "configured";
    readonly timing: Timing;
    readonly fresh: boolean;
    readonly warnings: readonly string[];
  }
  | {
    readonly kind: "misconfigured";
    readonly mistakes: readonly Mistake[];
    readonly warnings: readonly string[];
  }
  | { readonly kind: "stop" };

/** Which way files go, and how far that is. */
export type TransferProgress = Omit<Transfer, "percent">;

/** What a person can ask for. */
export type ClickedCommand =
  | "sync"
  | "confirm deletion"
  | "confirm incoming"
  | "restore deletion"
  | "publish"
  | "unlock"
  | "pause"
  | "resume";

/** The connection for live updates: not wanted, or how it is. */
export type LiveConnection = { readonly kind: "off" } | ConnectionState;

/** Whether changes are noticed by themselves; `parts` are the folders at the top where they are not, if not all. */
export type WatchState = { readonly kind: "off" } | WatcherState;

/** What to do. */
export type Effect =
  | { readonly kind: "start sync"; readonly request: PlannedSync }
  /** Tell the other machines that there is something new. */
  | { readonly kind: "announce" }
  /** The network may be another one, or there again: find out whether the broker is. */
  | { readonly kind: "wake link" }
  /** The same for connections to the remote that are kept open, before a sync starts. */
  | { readonly kind: "renew connections" }
  /** Let the step under way end, then stop the sync. */
  | { readonly kind: "stop sync" }
  /** What is remembered over a restart has changed. */
  | { readonly kind: "remember" }
  | { readonly kind: "exit" };

/** What a sync is to do. */
export interface PlannedSync {
  /** `ask`: look at the remote; `send`: only if there is something to send; `none`: stay away from it. */
  readonly remote: "ask" | "send" | "none";
  /** Look at the whole folder, whatever the watcher says. */
  readonly fullScan: boolean;
  readonly confirmDeletion: boolean;
  /** Present when a large update may come in. */
  readonly confirmIncoming?: true;
  readonly restoreDeletion: boolean;
  /** Private paths that a person wants to be synced. */
  readonly publish?: readonly string[];
  /** Present when the locks of a killed git are to be taken away. */
  readonly unlock?: true;
  /** It is because of a message. */
  readonly message: boolean;
}

/** The sync under way. */
export interface Running extends PlannedSync {
  readonly since: number;
  /** It began with these, which it has yet to save and to send. */
  readonly changes: Changes | undefined;
  readonly transfer?: TransferProgress;
}

/** A look that is wanted at a time. */
export interface WantedSync extends Omit<PlannedSync, "remote"> {
  readonly at: number;
  /** A person asked for it, so that a pause does not hold it back. */
  readonly byUser: boolean;
}

/** A change that went through, for the person to see. */
export interface RecentChange {
  readonly path: string;
  readonly direction: "sent" | "received";
  readonly deleted: boolean;
  readonly host: string | undefined;
  readonly time: number;
}

/** A change that is saved here and not sent yet. */
export type WaitingChange = Pick<RecentChange, "path" | "deleted">;

/** Everything that the app knows. */
export interface AppState {
  readonly config: ConfigState;
  readonly paused: boolean;
  readonly stopping: boolean;
  readonly live: LiveState;
  /** Why there is no icon, where there should be one. */
  readonly noIcon: string | undefined;
  readonly folder: FolderState;
}

/** The configuration. */
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
  /** What the user should change although live updates arrive. */
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
  /** `scanAt` is when to scan the folder next, while nothing watches it. */
  readonly watching: { readonly state: WatchState; readonly scanAt: number | undefined };
  /** Where the folder is published, as the last sync has found it. */
  readonly place: Place | undefined;
  readonly changes: Changes | undefined;
  readonly wanted: WantedSync | undefined;
  /** When to ask the remote next, whatever happens. */
  readonly pollAt: number;
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
  readonly recent: readonly RecentChange[];
  readonly conflicts: readonly OpenConflict[];
  readonly notSynced: readonly NotSynced[];
  /** The newest mass deletion of another machine, as long as the user has not been told. */
  readonly deletion: IncomingDeletion | undefined;
}

/** So many recent changes are kept. */
export const RECENT_CHANGES = 8;

/** What is remembered over a restart. */
export interface SavedState {
  readonly paused: boolean;
  readonly recent: readonly RecentChange[];
  readonly upToDateAt: number | undefined;
}

/** The state at the start: nothing is known yet, and nothing happens before a configuration is in force. */
export function initialState({ paused, ...saved }: SavedState): AppState {
  return {
    config: {
      isInForce: false,
      timing: { delayMs: 0, pollMs: Infinity },
      mistakes: [],
      warnings: [],
    },
    paused,
    stopping: false,
    live: { connection: { kind: "off" }, notice: undefined },
    noIcon: undefined,
    folder: freshFolder(saved),
  };
}

/** A folder of which nothing is known but what was saved. */
export function freshFolder({ recent, upToDateAt }: Omit<SavedState, "paused">): FolderState {
  return {
    running: undefined,
    watching: { state: { kind: "off" }, scanAt: undefined },
    place: undefined,
    changes: undefined,
    wanted: undefined,
    pollAt: Infinity,
    problem: undefined,
    failures: 0,
    retryAt: undefined,
    messages: FRESH_MESSAGES,
    upToDateAt,
    confirmedSinceStart: false,
    waiting: [],
    unsent: false,
    recent,
    conflicts: [],
    notSynced: [],
    deletion: undefined,
  };
}

const FRESH_MESSAGES: MessageHistory = {
  receivedAt: -Infinity,
  syncAt: -Infinity,
  lastSync: { endedAt: -Infinity, tookMs: 0 },
  emptyFetches: 0,
  burstLength: 0,
  throttledUntil: -Infinity,
};
