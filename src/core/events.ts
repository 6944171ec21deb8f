// What can happen to the app, and what it can do. Pure.

import type { ConnectionState } from "../adapters/mqtt/channel.ts";
import type { WatchState as WatcherState } from "../adapters/watch/types.ts";
import type { Mistake } from "../adapters/config/mistakes.ts";
import type { SyncOutcome, Transfer } from "../engine/mod.ts";
import type { Timing } from "./timing.ts";

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
