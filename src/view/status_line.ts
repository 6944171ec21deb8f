// The first line of the menu, made from the state. Pure.

import type { Problem } from "../engine/mod.ts";
import { askingEvery } from "../core/active_poll.ts";
import { isTurnOfOthers, needsUser, shownProblem } from "../core/problems.ts";
import type { AppState, Running } from "../core/state.ts";
import { problemLine } from "./problems/problems.ts";
import { progressLine } from "./progress_line.ts";
import { counted } from "./quantities.ts";

/** Writes a time, in milliseconds since 1970, as the user's clock shows it. */
export type FormatTime = (time: number) => string;

/** A sync is shown when it takes longer than this, in milliseconds. */
const WORK_MS = 1_000;

/** The conditions of the app. When several apply, the one that comes first here is shown. */
export const CONDITIONS = [
  "not set up",
  "needs you",
  "conflict",
  "paused",
  "offline",
  "syncing",
  "live updates off",
  "changes waiting",
  "up to date",
] as const;

export type Condition = typeof CONDITIONS[number];

/** Returns the condition that is shown for a state. */
export function condition(state: AppState, now: number): Condition {
  const { folder: { problem, failures }, config: { isInForce, mistakes } } = state;
  if (!isInForce && mistakes.length === 0) return "not set up";
  const shown = shownProblem(state.folder);
  if (mistakes.length > 0 || shown !== undefined && needsUser(shown, failures)) return "needs you";
  const isOffline = problem !== undefined && !isTurnOfOthers(problem) && !isTransferring(state);
  if (state.folder.conflicts.length > 0) return isOffline && !state.paused ? "offline" : "conflict";
  if (state.paused) return "paused";
  if (isOffline) return "offline";
  if (problem !== undefined) return "syncing";
  // Before the remote has answered, it is not known whether the folder is up to date.
  if (isAtWork(state, now) || !state.folder.confirmedSinceStart) return "syncing";
  if (state.live.connection.kind === "down") return "live updates off";
  if (hasChanges(state)) return "changes waiting";
  return "up to date";
}

/** Returns when the view of a state changes as time passes; Infinity when it does not. */
export function viewChangesAt({ folder: { running } }: AppState, now: number): number {
  const at = running === undefined ? Infinity : running.since + WORK_MS;
  return at > now ? at : Infinity;
}

/** Reports whether a transfer is under way, or was: then the remote is reachable, whatever the last sync found. */
function isTransferring({ folder: { running } }: AppState): boolean {
  return running?.hasTransferred === true;
}

function isAtWork({ folder: { running } }: AppState, now: number): boolean {
  return running !== undefined && !isQuiet(running) && now - running.since >= WORK_MS;
}

/** Reports whether a sync only asks whether there is anything new: the icon would change each minute. */
function isQuiet({ remote, changes, hasTransferred }: Running): boolean {
  return remote === "probe" && changes === undefined && hasTransferred === undefined;
}

/** Reports whether there are changes that the remote is not known to have. */
function hasChanges(state: AppState): boolean {
  return isSaving(state) || state.folder.unsent || state.folder.waiting.length > 0;
}

function isSaving({ folder: { changes, running } }: AppState): boolean {
  return [changes, running?.changes].some((some) => some !== undefined && !some.isGuess);
}

/** Returns the first line of the menu and of `--status`. */
export function statusLine(
  state: AppState,
  { now, clock }: { now: number; clock: FormatTime },
): string {
  if (state.stopping) return "Quitting…";
  // Conflicts have their own lines in the menu, so here they hide neither a pause nor a problem.
  switch (condition({ ...state, folder: { ...state.folder, conflicts: [] } }, now)) {
    case "not set up":
      return "Not set up yet";
    case "needs you":
    case "offline":
    case "paused": {
      if (state.config.mistakes.length > 0) return mistakeLine(state);
      const problem = shownProblem(state.folder);
      return [
        ...(state.paused ? ["Paused"] : []),
        ...(problem === undefined ? waitingWords(state) : [lineOf(problem, state)]),
      ].join(" · ");
    }
    case "syncing":
      if (state.folder.problem !== undefined && !isTransferring(state)) {
        return lineOf(state.folder.problem, state);
      }
      if (state.folder.problem === undefined && !isAtWork(state, now)) return "Starting…";
      return workLine(state);
    case "live updates off":
      return `Live updates off · checking every ${interval(askingEvery(state))}`;
    case "changes waiting":
      return isSaving(state) ? "Saving changes…" : "Changes waiting";
    case "conflict":
    case "up to date":
      return `Up to date · ${clock(state.folder.upToDateAt!)}`;
  }
}

/** Returns how far the sync under way is. */
function workLine({ folder: { running, waiting } }: AppState): string {
  const { progress } = running ?? {};
  if (progress !== undefined) return progressLine(progress);
  return waiting.length > 0 ? "Sending…" : "Syncing…";
}

/** Returns `3 changes wait`, for a pause. */
function waitingWords({ folder: { waiting, count } }: AppState): string[] {
  const changes = waiting.length + (count?.changes ?? 0);
  return changes === 0 ? [] : [`${counted(changes, "change")} ${changes === 1 ? "waits" : "wait"}`];
}

function mistakeLine({ config: { mistakes } }: AppState): string {
  const key = mistakes[0]?.key;
  return `Configuration has a mistake${key === undefined ? "" : `: ${key}`}`;
}

function lineOf(problem: Problem, state: AppState): string {
  return problemLine(problem, { hasChanges: hasChanges(state), isPaused: state.paused });
}

function interval(ms: number): string {
  if (ms < 120_000) return `${Math.round(ms / 1000)} s`;
  return `${Math.round(ms / 60_000)} min`;
}
