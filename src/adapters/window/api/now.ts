// The contract of the window about the present: what there is to see, and the clicks. Pure.
//
// GET `events` is a stream of lines of JSON, read with fetch: one at the beginning and one for each change.

import * as z from "zod/mini";

export type NowLine = { readonly kind: "now"; readonly now: Now };

/** The screens that a button may lead to. */
export type Screen = "now" | "history" | "conflicts" | "settings" | "set-up";

/** The action of a button: a click that the server performs, or another screen. */
export type ButtonAction =
  | {
    /**
     * The value for `CLICK_REQUEST`. It stands for this very action: where it is not offered any more, nothing is done.
     */
    readonly click: string;
    /** Present where the page asks first; the answer yes performs it. */
    readonly question?: string;
    /** It takes files away: the question names some of them, and yes is not the answer that is at hand. */
    readonly isDestructive?: true;
  }
  | { readonly screen: Screen };

export interface Button {
  readonly label: string;
  readonly action: ButtonAction;
}

/** The icon of the menu bar. */
export type IconName =
  | "up to date"
  | "syncing"
  | "offline"
  | "paused"
  | "conflict"
  | "needs you"
  | "live updates off";

/** The present state: the same as in the menu, and more of it. */
export interface Now {
  /**
   * The folders, in the order of their tabs; absent where there is one alone. This is about the one that was asked for.
   */
  readonly folders?: readonly FolderTab[];
  readonly icon: IconName;
  /** The first line of the menu, not shortened. */
  readonly line: string;
  /** The advice for the user. */
  readonly advice?: { readonly text: string; readonly button?: Button };
  /** The problem, with git's own message. */
  readonly problem?: string;
  /** The message of the last click. */
  readonly said?: string;
  readonly isPaused: boolean;
  /** Sync, pause or resume, and what else can be done to all of it. */
  readonly buttons: readonly Button[];
  /** `percent` is absent where it is not known. */
  readonly progress?: { readonly text: string; readonly percent?: number };
  /** An absolute path; absent as long as none is configured. */
  readonly folder?: string;
  readonly place?: { readonly branch: string; readonly remote: string };
  /** The name of this machine in saves; absent before the first sync. */
  readonly host?: string;
  /** As `On`, `Off, …` or nothing where they are not wanted. */
  readonly liveUpdates?: string;
  /** When the remote was last known to be equal. */
  readonly upToDate?: Moment;
  /** Saved here and not sent yet: the first of them. */
  readonly waiting: readonly FileChange[];
  readonly waitingCount: number;
  /** Changes that are not saved, while syncing is paused. */
  readonly unsaved?: number;
  /** A deletion that waits here, or that came in. */
  readonly deletion?: Deletion;
  readonly conflicts: readonly Conflict[];
  readonly notSynced: readonly NotSynced[];
  readonly recent: readonly RecentChange[];
  /** Mistakes in the configuration: whole lines. */
  readonly mistakes: readonly string[];
  /** Settings without effect, and whatever else is to be known. */
  readonly warnings: readonly string[];
  /** The user's locale for times, a BCP 47 tag; absent for a 24-hour clock. */
  readonly locale?: string;
}

/** A deletion that waits here, or that came in. */
export interface Deletion {
  readonly text: string;
  readonly buttons: readonly Button[];
  /** How many files wait, of one that waits here; GET `held` has their names. */
  readonly held?: number;
}

/** GET `held?skip=`: the files of a deletion that waits here, after the first `skip`, sorted by name. */
export interface HeldFiles {
  readonly paths: readonly string[];
  /** How many there are in all. */
  readonly count: number;
}

/** One of several folders. */
export interface FolderTab {
  readonly name: string;
  readonly icon: IconName;
  readonly line: string;
  readonly isShown: boolean;
}

/** A time, and how the menu writes it. */
export interface Moment {
  readonly time: number;
  readonly text: string;
}

export interface FileChange {
  readonly path: string;
  /** As `edited`, `added`, `deleted`, `renamed`. */
  readonly action: string;
  /** The name before. */
  readonly from?: string;
  readonly when: Moment;
}

/** GET `conflicts` */
export interface Conflicts {
  readonly conflicts: readonly Conflict[];
}

/** A conflict that is not settled. */
export interface Conflict {
  readonly path: string;
  /** The conflict copy. */
  readonly copy: string;
  /** Whose version the copy has, as `version from laptop`. */
  readonly whose: string;
  readonly host: string;
  readonly when: Moment;
  /** The copy stays on this machine, so it can only be settled by hand. */
  readonly isLocal: boolean;
}

export interface NotSynced {
  readonly path: string;
  readonly reason: string;
  readonly button?: Button;
}

export interface RecentChange {
  readonly direction: "sent" | "received" | "conflict";
  /** As in the menu, without the arrow and the time: `notes.md edited`. */
  readonly text: string;
  /** The first of its files. */
  readonly path: string;
  readonly when: Moment;
}

export const CLICK_REQUEST = z.object({ click: z.string().check(z.maxLength(10_000)) });
export interface Clicked {
  /** The message to show at once; absent where the next `Now` shows it. */
  readonly said?: string;
}
