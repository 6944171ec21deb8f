// When to ask the remote between two polls: while the user is at work here and no broker tells what is new. Pure.

import type { AppState, FolderState } from "./state.ts";

/** The user counts as at work for this long after a sign of it, in milliseconds. */
export const AT_WORK_MS = 15 * 60_000;

/**
 * Returns the pause from one question to the next, in milliseconds; `undefined` when the poll alone asks.
 * `idleMs` is the time from the last sign of work to the last question. The pause grows with it, so that each
 * one is about twice as long as the one before.
 */
export function activePause(
  idleMs: number,
  { activePollMs, pollMs }: AppState["config"]["timing"],
): number | undefined {
  if (activePollMs === 0) return undefined;
  const pauseMs = activePollMs + Math.max(0, idleMs - AT_WORK_MS);
  return pauseMs < pollMs ? pauseMs : undefined;
}

/**
 * Returns when to ask the remote next, `undefined` when the poll, a message or a retry does. A problem has a
 * pace of its own: a sign-in that fails each minute could lock an account.
 */
export function activePollAt({ config, live, folder }: AppState): number | undefined {
  const { problem, activePoll: { activeAt, askedAt } } = folder;
  if (problem !== undefined || live.connection.kind === "up") return undefined;
  if (askedAt === undefined || activeAt === undefined) return undefined;
  const pauseMs = activePause(askedAt - activeAt, config.timing);
  return pauseMs === undefined ? undefined : askedAt + pauseMs;
}

/** Returns how often the remote is asked at present, in milliseconds. */
export function askingEvery(state: AppState): number {
  const { activePoll: { askedAt } } = state.folder;
  const at = activePollAt(state);
  return at === undefined || askedAt === undefined ? state.config.timing.pollMs : at - askedAt;
}

/** Notes a sign that the user is at work here. */
export function withActivity(folder: FolderState, now: number): FolderState {
  return { ...folder, activePoll: { ...folder.activePoll, activeAt: now } };
}
