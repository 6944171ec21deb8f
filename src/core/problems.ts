// The treatment of each kind of problem: one row a kind. The words are in the view. Pure.

import type { DeletionBlock, Problem, ProblemKind } from "../engine/mod.ts";

/**
 * When a sync is tried again: with a back-off ("network", "lock", "race" with other machines); at a
 * steady pace until a block is over ("soon", and "room" for a full disk); or at the next change,
 * click or poll ("later").
 */
export type Retry = "network" | "lock" | "race" | "soon" | "room" | "later";

/** The things to watch during a problem; "access" includes the network. */
export type EndedBy = "access" | "network";

/** The treatment of one kind of problem. */
export interface Treatment {
  /** A failure did not work; a block waits until something else is done. */
  readonly is: "failure" | "block";
  /** Present for a failure that ends with the exit code of a block. */
  readonly exit?: "blocked";
  readonly retry: Retry;
  /** Whether the user has to act: always, never, or only when it does not pass by itself. */
  readonly needsUser: boolean | "if it lasts";
  /** Present when the remote cannot be reached: saves go on without it. */
  readonly isRemoteAway?: true;
  /** What on this machine may end it, if a change of that is seen: the access, or the network. */
  readonly endedBy?: EndedBy;
}

/** The treatment of each kind of problem. */
export const TREATMENTS: Readonly<Record<ProblemKind, Treatment>> = {
  offline: {
    is: "failure",
    retry: "network",
    needsUser: false,
    isRemoteAway: true,
    endedBy: "network",
  },
  hung: {
    is: "failure",
    retry: "network",
    needsUser: false,
    isRemoteAway: true,
    endedBy: "network",
  },
  "remote not found": {
    is: "failure",
    retry: "network",
    needsUser: false,
    isRemoteAway: true,
    endedBy: "access",
  },
  // A host may take a while to pass on what it received.
  "addresses differ": { is: "failure", retry: "network", needsUser: "if it lasts" },
  unknown: { is: "failure", retry: "network", needsUser: "if it lasts" },
  aborted: { is: "failure", retry: "network", needsUser: false },
  "endless output": { is: "failure", retry: "network", needsUser: true },
  "disk full": { is: "failure", retry: "network", needsUser: true },
  "remote full": { is: "failure", retry: "network", needsUser: true },
  "remote damaged": { is: "failure", retry: "network", needsUser: true },
  // Another git process is running in the folder: it waits, as for any other operation there.
  lock: { is: "failure", exit: "blocked", retry: "lock", needsUser: "if it lasts" },
  rejected: { is: "failure", retry: "race", needsUser: false },
  // Nothing tells when these are over.
  "sign in": { is: "failure", retry: "later", needsUser: true, endedBy: "access" },
  "ssh key": { is: "failure", retry: "later", needsUser: true, endedBy: "access" },
  "host key": { is: "failure", retry: "later", needsUser: true, endedBy: "access" },
  permission: { is: "failure", retry: "later", needsUser: true },
  "remote permission": { is: "failure", retry: "later", needsUser: true, endedBy: "access" },
  "remote owner": { is: "failure", retry: "later", needsUser: true },
  "too large": { is: "failure", retry: "later", needsUser: true },
  "lfs content": { is: "failure", retry: "later", needsUser: true },
  hook: { is: "failure", retry: "later", needsUser: true },
  encoding: { is: "failure", retry: "later", needsUser: true },
  "bad name": { is: "failure", retry: "later", needsUser: true },
  damaged: { is: "failure", retry: "later", needsUser: true },
  "slow rules": { is: "failure", retry: "later", needsUser: true },

  // A scan of the folder is cheap, so these end soon after their cause.
  "folder missing": { is: "block", retry: "soon", needsUser: true },
  "folder unreadable": { is: "block", retry: "soon", needsUser: true },
  "not a repository": { is: "block", retry: "soon", needsUser: true },
  "other owner": { is: "block", retry: "soon", needsUser: true },
  "not writable": { is: "block", retry: "soon", needsUser: true },
  "bad settings": { is: "block", retry: "soon", needsUser: true },
  "no remote": { is: "block", retry: "soon", needsUser: true },
  "no branch": { is: "block", retry: "soon", needsUser: true },
  "branch name": { is: "block", retry: "soon", needsUser: true },
  "damaged index": { is: "block", retry: "soon", needsUser: true },
  "not checked out": { is: "block", retry: "soon", needsUser: true },
  "other branch": { is: "block", retry: "soon", needsUser: true },
  operation: { is: "block", retry: "soon", needsUser: true },
  unmerged: { is: "block", retry: "soon", needsUser: true },
  unmounted: { is: "block", retry: "soon", needsUser: true },
  "left lock": { is: "block", retry: "soon", needsUser: true },
  "no git": { is: "block", retry: "soon", needsUser: true },
  "not locked": { is: "block", retry: "soon", needsUser: true },
  "other instance": { is: "block", retry: "soon", needsUser: false },
  // Nothing tells when a disk has room again, and each try asks the remote.
  "no room": { is: "block", retry: "room", needsUser: true },
  // Only the user or the remote ends these.
  unrelated: { is: "block", retry: "later", needsUser: true },
  "no such branch": { is: "block", retry: "later", needsUser: true },
  "mass deletion": { is: "block", retry: "later", needsUser: true },
  "large update": { is: "block", retry: "later", needsUser: true },
  "update refused": { is: "block", retry: "later", needsUser: true },
  "old git": { is: "block", retry: "later", needsUser: true },
};

/** Reports whether a problem is a failure. Any other is a block: the sync waits. */
export function isFailure({ kind }: Problem): boolean {
  return TREATMENTS[kind].is === "failure";
}

/** Returns the name of the exit code of a problem. */
export function exitOf({ kind }: Problem): "failed" | "blocked" {
  const { is, exit = is === "failure" ? "failed" : "blocked" } = TREATMENTS[kind];
  return exit;
}

/** Reports whether a problem is that the remote cannot be reached: then saves go on without it. */
export function isRemoteAway({ kind }: Problem): boolean {
  return TREATMENTS[kind].isRemoteAway === true;
}

/** Returns what may end a problem; `undefined` when no change on this machine shows it. */
export function endedBy({ kind }: Problem): EndedBy | undefined {
  return TREATMENTS[kind].endedBy;
}

/** Reports whether a problem is only that others are faster: it passes by itself. */
export function isTurnOfOthers({ kind }: Problem): boolean {
  const { retry } = TREATMENTS[kind];
  return retry === "lock" || retry === "race";
}

/** After so many failures in a row, a minute or two, a problem counts as one that lasts. */
const LASTING_FAILURES = 6;

/** Reports whether the user has to act on a problem after `failures` failures in a row. */
export function needsUser({ kind }: Problem, failures: number): boolean {
  const { needsUser } = TREATMENTS[kind];
  return needsUser === "if it lasts" ? failures >= LASTING_FAILURES : needsUser;
}

/**
 * Returns the problem that is shown: a deletion that waits comes before a problem that passes by
 * itself.
 */
export function shownProblem(
  { problem, failures, heldDeletion }: {
    readonly problem: Problem | undefined;
    readonly failures: number;
    readonly heldDeletion: DeletionBlock | undefined;
  },
): Problem | undefined {
  if (problem !== undefined && needsUser(problem, failures)) return problem;
  return heldDeletion ?? problem;
}

/**
 * Reports whether ssh said that it does not know the host. Of a changed key it says another line.
 */
export function isUnknownHost(detail: string): boolean {
  return detail.startsWith("Host key verification failed");
}
