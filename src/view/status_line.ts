// The state -> the words that a person sees. Pure.

import type { Blocked, FailureKind } from "../engine/mod.ts";
import type { AppState, Trouble } from "../core/state.ts";
import { isNetwork } from "../core/timing.ts";
import { counted, grouped } from "./sentences.ts";

/** Writes a time as the person's clock shows it. */
export type Clock = (time: number) => string;

/** A sync is work that is worth a word when it takes longer than this, in milliseconds. */
const WORK_MS = 1_000;

const MB = 1024 * 1024;

/** What is going on, in the order of what matters most. */
export type Condition =
  | "not set up"
  | "needs you"
  | "conflict"
  | "paused"
  | "offline"
  | "syncing"
  | "live updates off"
  | "changes waiting"
  | "up to date";

/** What mostly passes by itself and has not after so many tries in a row, a minute or two, needs the person. */
const LASTING_FAILURES = 6;

/** The one condition that stands for the state. */
export function condition(state: AppState, now: number): Condition {
  const { folder: { trouble } } = state;
  if (!state.config.isInForce && state.config.mistakes.length === 0) return "not set up";
  if (state.config.mistakes.length > 0 || trouble !== undefined && needsPerson(trouble, state)) {
    return "needs you";
  }
  const isOffline = trouble !== undefined && !isTurn(trouble) && !isTransferring(state);
  if (state.folder.conflicts.length > 0) return isOffline && !state.paused ? "offline" : "conflict";
  if (state.paused) return "paused";
  if (isOffline) return "offline";
  if (trouble !== undefined) return "syncing";
  // Before the remote was heard, nobody knows whether it is up to date: that is being found out.
  if (isAtWork(state, now) || !state.folder.confirmedSinceStart) return "syncing";
  if (state.live.connection.kind === "down") return "live updates off";
  if (hasChanges(state)) return "changes waiting";
  return "up to date";
}

/** When the view of a state changes by itself, because time goes on; Infinity when it does not. */
export function viewChangesAt({ folder: { running } }: AppState, now: number): number {
  const at = running === undefined ? Infinity : running.since + WORK_MS;
  return at > now ? at : Infinity;
}

/** Whether files go to or fro right now: then the remote is there, whatever the last sync said. */
function isTransferring({ folder: { running } }: AppState): boolean {
  return running?.transfer !== undefined;
}

function isAtWork({ folder: { running } }: AppState, now: number): boolean {
  return running !== undefined && now - running.since >= WORK_MS;
}

/** Whether something is known that the remote does not have yet. */
function hasChanges(state: AppState): boolean {
  return isSaving(state) || state.folder.unsent || state.folder.waiting.length > 0;
}

function isSaving({ folder: { changes, running } }: AppState): boolean {
  return [changes, running?.changes].some((some) => some !== undefined && !some.isGuess);
}

/** The first line of the menu and of `--status`. */
export function statusLine(state: AppState, { now, clock }: { now: number; clock: Clock }): string {
  if (state.stopping) return "Quitting…";
  // Conflicts have lines of their own: they hide neither a pause nor a problem.
  switch (condition({ ...state, folder: { ...state.folder, conflicts: [] } }, now)) {
    case "not set up":
      return "Not set up yet · Edit Configuration";
    case "needs you":
    case "offline":
    case "paused":
      if (state.config.mistakes.length > 0) return mistakeLine(state);
      return [
        ...(state.paused ? ["Paused"] : []),
        ...(state.folder.trouble === undefined ? [] : [troubleLine(state.folder.trouble, state)]),
      ].join(" · ");
    case "syncing":
      if (state.folder.trouble !== undefined && !isTransferring(state)) {
        return troubleLine(state.folder.trouble, state);
      }
      if (state.folder.trouble === undefined && !isAtWork(state, now)) return "Starting…";
      return workLine(state);
    case "live updates off":
      return `Live updates off · checking every ${interval(state.config.timing.pollMs)}`;
    case "changes waiting":
      return isSaving(state) ? "Saving changes…" : "Changes waiting";
    case "conflict":
    case "up to date":
      return `Up to date · ${clock(state.folder.upToDateAt!)}`;
  }
}

/** `Sending… 12 MB of 40`, `Receiving… 3 MB`, `Syncing…` */
function workLine({ folder: { running, waiting } }: AppState): string {
  const { transfer } = running ?? {};
  if (transfer === undefined) return waiting.length > 0 ? "Sending…" : "Syncing…";
  const { direction, bytes = 0, total = 0 } = transfer;
  const verb = direction === "sending" ? "Sending…" : "Receiving…";
  const all = Math.round(total / MB);
  const done = Math.floor(bytes / MB);
  if (all > 0) return `${verb} ${Math.min(done, all)} MB of ${all}`;
  return done > 0 ? `${verb} ${done} MB` : verb;
}

function mistakeLine({ config: { mistakes } }: AppState): string {
  const key = mistakes[0]?.key;
  return `Configuration has a mistake${key === undefined ? "" : `: ${key}`}`;
}

function needsPerson(trouble: Trouble, { folder: { failures } }: AppState): boolean {
  if (trouble.kind === "blocked") return trouble.blocked.reason !== "other instance";
  const { kind } = trouble.failure;
  if (failures >= LASTING_FAILURES && ["addresses differ", "lock", "unknown"].includes(kind)) {
    return true;
  }
  return !isNetwork(kind) && !PASSING.has(kind);
}

/** Others are at it, here or at the remote: no failure, but it takes a while until it is this one's turn. */
function isTurn(trouble: Trouble): boolean {
  return trouble.kind === "failed" &&
    (trouble.failure.kind === "rejected" || trouble.failure.kind === "lock");
}

/** Failures that mostly end by themselves. */
const PASSING: ReadonlySet<FailureKind> = new Set([
  "addresses differ",
  "lock",
  "rejected",
  "aborted",
  "unknown",
]);

function troubleLine(trouble: Trouble, state: AppState): string {
  if (trouble.kind === "blocked") return blockedLine(trouble.blocked);
  const { kind, path } = trouble.failure;
  const waits = hasChanges(state);
  const again = state.paused ? "" : " · trying again";
  switch (kind) {
    case "offline":
    case "hung":
      return waits ? "Changes waiting · offline" : "Offline";
    case "remote not found":
      return waits ? "Changes waiting · remote not found" : "Remote not found";
    case "sign in":
    case "ssh key":
      return "Sign-in needed";
    case "host key":
      return "The server's identity is not confirmed";
    case "permission":
      return "No permission";
    case "addresses differ":
      return `Not the same at all addresses of the remote${again}`;
    case "remote permission":
      return "The remote does not permit it";
    case "remote owner":
      return "A repository belongs to another user";
    case "too large":
      return path === undefined
        ? "Can't send: a file is too large"
        : `Can't send: ${path} is too large`;
    case "hook":
      return "Can't sync: a hook or a filter refused";
    case "lock":
      return "Waiting: another git is at work";
    case "disk full":
      return "Disk full";
    case "remote damaged":
      return "The remote is damaged";
    case "remote full":
      return "Can't send: the remote's disk is full";
    case "damaged":
      return "The repository is damaged";
    case "not a repository":
      return "Not a repository";
    case "no remote branch":
      return "The remote has no such branch";
    case "encoding":
      return path === undefined
        ? "A file is not in its encoding"
        : `${path} is not in its encoding`;
    case "bad name":
      return path === undefined
        ? "A name is not allowed"
        : `Refused: the remote has a file named ${path}`;
    case "rejected":
      return `Another machine is pushing${state.paused ? "" : " · retrying"}`;
    case "slow rules":
      return path === undefined ? "A rule does not end" : `A rule does not end: ${path}`;
    case "endless output":
      return "The remote prints without end";
    case "aborted":
    case "unknown":
      return `Something went wrong${again}`;
  }
}

function blockedLine(blocked: Blocked): string {
  switch (blocked.reason) {
    case "folder missing":
      return "Folder not found";
    case "no permission":
      return "No permission to read the folder";
    case "other owner":
      return "The folder belongs to another user";
    case "not a repository":
      return "The folder is not a git repository";
    case "not writable":
      return `No permission to write ${blocked.path}`;
    case "damaged":
      return "The repository is damaged";
    case "no remote":
      return "The folder has no remote";
    case "no branch":
      return "Waiting: no branch is checked out";
    case "not checked out":
      return `Waiting: ${blocked.branch} was never checked out`;
    case "other branch":
      return `Waiting: ${blocked.branch} is checked out`;
    case "operation":
      return `Waiting: a ${blocked.operation} is in progress`;
    case "unmerged":
      return `Waiting: ${blocked.path} has an unresolved conflict`;
    case "no such branch":
      return `The remote has no branch ${blocked.branch}`;
    case "unrelated":
      return "The folder and its remote have nothing in common";
    case "unmounted":
      return `Confirm: ${counted(blocked.deleted, "file")} gone with ${blocked.folder}`;
    case "mass deletion":
      return `Confirm: ${blocked.deleted} of ${blocked.tracked} files deleted`;
    case "large update":
      return blocked.needs === undefined
        ? `Confirm: ${grouped(blocked.files)} changed files come in`
        : `No room on the disk for ${counted(blocked.files, "changed file")}`;
    case "update refused":
      return `Refused: too much comes in on ${blocked.branch}`;
    case "left lock":
      return "A git was killed and left a lock";
    case "no git":
      return "git cannot be started";
    case "old git":
      return `git ${blocked.version} is too old`;
    case "not locked":
      return "The folder can't be locked";
    case "other instance":
      return "Another Git Sync Bar syncs this folder";
  }
}

function interval(ms: number): string {
  if (ms < 120_000) return `${Math.round(ms / 1000)} s`;
  return `${Math.round(ms / 60_000)} min`;
}
