// The state of set-up: the answers of the user and the findings. Pure.

import type {
  ChosenFolder,
  CredentialHelper,
  FirstSave,
  HostKey,
  Problem,
  Reached,
  SshKey,
} from "../../engine/mod.ts";
import type { Invitation, LiveInvitation } from "./join_code.ts";

/** The thing to sync: the first answer. */
export type Source =
  /** Without a password. */
  | { readonly kind: "address"; readonly url: string }
  | { readonly kind: "code"; readonly invitation: Invitation }
  /** A folder of this machine, by its absolute path. */
  | { readonly kind: "folder" };

/** The configuration before set-up. */
export type ConfigFound =
  /** It has mistakes, or cannot be read. */
  | { readonly kind: "mistaken"; readonly message: string }
  | {
    readonly kind: "read";
    /** The folders that it names, as absolute paths without links; none where they were never chosen. */
    readonly folders: readonly string[];
    /** Whether its live updates stay as they are: they are on, or there is a login that belongs to a broker. */
    readonly keepsLive: boolean;
  };

/** The git program. */
export type GitFound =
  | { readonly kind: "usable" }
  /** `text` says what is wrong. */
  | { readonly kind: "unusable"; readonly text: string };

/** The broker of live updates that the user has chosen. */
export type LiveChoice =
  | { readonly kind: "none" | "kept" }
  /** Our default one; with the topic of the first machine, where there is one. */
  | { readonly kind: "usual" }
  | { readonly kind: "invited"; readonly live: LiveInvitation }
  | { readonly kind: "own"; readonly broker: Broker };

/** A broker of the user's own. */
export interface Broker {
  readonly host: string;
  readonly port: number;
  readonly isEncrypted: boolean;
  readonly user?: string;
  readonly password?: string;
}

/** Why an answer was not taken, or what is in the way: shown with the next question. */
export type Complaint =
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "folder"; readonly chosen: ChosenFolder }
  | { readonly kind: "other clone"; readonly path: string; readonly address: string }
  /** It is in the folder `other`, which is synced, or that one is in it. */
  | { readonly kind: "overlap"; readonly path: string; readonly other: string }
  /** The configuration has as many folders as it may. */
  | { readonly kind: "full"; readonly folders: number }
  | { readonly kind: "problem"; readonly problem: Problem }
  /** The remote can be read, and not written. */
  | { readonly kind: "no push"; readonly problem: Problem }
  | { readonly kind: "changed host key" };

/** How the first sync ended. */
export type Connected =
  | { readonly kind: "synced"; readonly lines: readonly string[] }
  | { readonly kind: "failed"; readonly problem: Problem };

/** A task that could not be done: it is tried again. */
export interface FailedTask {
  readonly reason: string;
}

/** All that is known. Absent is what was not asked or found yet. */
export interface Known {
  readonly git?: GitFound | undefined;
  readonly config?: ConfigFound | undefined;
  readonly source?: Source | undefined;
  /** The path of the folder, absolute. */
  readonly folder?: string | undefined;
  readonly chosen?: ChosenFolder | undefined;
  /** The address of the remote, where the source has none. */
  readonly address?: string | undefined;
  readonly reached?: Reached | undefined;
  readonly hostKey?: HostKey | "changed" | undefined;
  readonly mayTrust?: boolean | undefined;
  readonly sshKey?: SshKey | undefined;
  readonly helper?: CredentialHelper | undefined;
  readonly maySetHelper?: boolean | undefined;
  readonly user?: string | undefined;
  /** Only until git's helper has it. */
  readonly password?: string | undefined;
  /** How often a password was given to git, or a key to the remote. */
  readonly tries?: number | undefined;
  readonly branch?: string | undefined;
  readonly firstSave?: FirstSave | undefined;
  /** The positions of the risky files that are synced all the same. */
  readonly sent?: readonly number[] | undefined;
  readonly maySendCommits?: boolean | undefined;
  readonly mayMerge?: boolean | undefined;
  readonly live?: LiveChoice | undefined;
  /** The user wants a broker of their own, which is not named yet. */
  readonly wantsBroker?: boolean | undefined;
  readonly broker?: Broker | undefined;
  readonly brokerWorks?: boolean | undefined;
  /** Whether the app starts at login already. */
  readonly startsAtLogin?: boolean | undefined;
  readonly wantsLogin?: boolean | undefined;
  readonly connected?: Connected | undefined;
  /** Lines about what happens from now on; present when all is done. */
  readonly finished?: readonly string[] | undefined;
  readonly isGivenUp?: boolean | undefined;
  /** Lines about everything that stays after set-up was given up. */
  readonly undone?: readonly string[] | undefined;
  readonly failedTask?: FailedTask | undefined;
  readonly complaint?: Complaint | undefined;
}
