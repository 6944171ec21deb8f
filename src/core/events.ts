// The events of the app, and its effects. Pure.

import type { ConnectionState } from "../adapters/mqtt/channel.ts";
import type { WatcherState } from "../adapters/watch/types.ts";
import type { Mistake } from "../adapters/config/mistakes.ts";
import type { OwnChange, Progress, RemoteUse, SyncOutcome, UserRequest } from "../engine/mod.ts";
import type { Timing } from "./timing.ts";

/** An event. */
export type AppEvent =
  /**
   * Files in the folder have changed, or a branch of its repository has. It is a guess where the change may be
   * that of an update.
   */
  | { readonly kind: "changed"; readonly isGuess?: boolean }
  /** Another machine has announced that it has sent something. */
  | { readonly kind: "message" }
  /** The timer has fired. */
  | { readonly kind: "due" }
  /** The machine slept, or its clock was set. */
  | { readonly kind: "woke" }
  /** Credentials, keys, known hosts or the network have changed. */
  | { readonly kind: "access changed" }
  /** The user is at work with the app: the menu was opened or clicked. */
  | { readonly kind: "active" }
  | {
    readonly kind: "asked";
    readonly command: UserCommand;
    readonly path?: string;
    readonly change?: OwnChange;
  }
  /** The sync under way has begun: before, it waited for the syncs of other folders. */
  | { readonly kind: "began" }
  /** A sync ended; `chance` is a random number from 0 to 1. */
  | { readonly kind: "finished"; readonly outcome: SyncOutcome; readonly chance: number }
  /** How far the sync under way is, where it takes its time; `undefined` when that is not known. */
  | { readonly kind: "progress"; readonly progress: Progress | undefined }
  /** The changes that wait were counted; `undefined` when that was not possible. */
  | { readonly kind: "counted"; readonly changes: number | undefined }
  /** The broker connection has changed. */
  | { readonly kind: "connection"; readonly connection: LiveConnection }
  /** The advice for the user although live updates arrive; `undefined` when that is over. */
  | { readonly kind: "notice"; readonly line: string | undefined }
  | { readonly kind: "watch"; readonly watch: WatchState }
  /** Why there is no icon; `undefined` when there is one. */
  | { readonly kind: "icon"; readonly line: string | undefined }
  /** A valid configuration is in force; `fresh` when the folder, or how it is synced, is another one. */
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

const ABOUT_THE_APP: readonly AppEvent["kind"][] = [
  "woke",
  "connection",
  "notice",
  "icon",
  "configured",
  "misconfigured",
  "stop",
];

/** Reports whether an event is about the whole app: then it comes to each of its folders. */
export function isAboutTheApp({ kind }: AppEvent): boolean {
  return ABOUT_THE_APP.includes(kind);
}

/** The commands of a user. */
export type UserCommand =
  | "sync"
  | "confirm deletion"
  | "confirm incoming"
  /** Restores the files that another machine has deleted. */
  | "restore deletion"
  /** Restores the files of a mass deletion that waits here. */
  | "restore here"
  /** Restores the files of either. */
  | "restore any deletion"
  | "publish"
  | "unlock"
  /** Fetches older history. */
  | "fetch older"
  | "restore"
  | "undo"
  | "settle"
  | "pause"
  | "resume";

/** The broker connection; off when live updates are not wanted. */
export type LiveConnection = { readonly kind: "off" } | ConnectionState;

/** How changes are noticed; off when the user does not want the folder to be watched. */
export type WatchState = { readonly kind: "off" } | WatcherState;

/** An effect: work for the app to do. */
export type Effect =
  | { readonly kind: "start sync"; readonly request: SyncTask }
  /** Announce to the other machines that there is something new. */
  | { readonly kind: "announce" }
  /** Find out whether the broker answers: the network may have changed. */
  | { readonly kind: "wake connection" }
  /** End the ssh connections that are kept open and idle: the network may have changed. */
  | { readonly kind: "renew connections" }
  /** Count the changes that are not saved. */
  | { readonly kind: "count changes" }
  /** Let the step under way end, then stop the sync. */
  | { readonly kind: "stop sync" }
  /** Write the saved state, which has changed. */
  | { readonly kind: "remember" }
  | { readonly kind: "exit" };

/** The task of a sync. */
export interface SyncTask {
  readonly remote: RemoteUse;
  /** Scan the whole folder, whatever the watcher reports. */
  readonly fullScan: boolean;
  /** Its only cause is a message of another machine. */
  readonly message: boolean;
  readonly asked: UserRequest;
}
