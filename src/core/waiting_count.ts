// How many changes wait while syncing is paused: when they are counted. Pure.

import type { AppState, FolderState } from "./state.ts";

/** Milliseconds from the last change to a count. */
const QUIET_MS = 1_000;

/** The shortest time from one count to the next, in milliseconds, and where nothing tells of a change. */
const LEAST_MS = 3_000;
const BLIND_MS = 60_000;

/** Each count costs a scan of the folder: it takes one in so many parts of the time. */
const PARTS = 30;

/** Returns when changes are to be counted next; Infinity when not at all, as unless syncing is paused. */
export function countAt({ config, paused, stopping, folder }: AppState): number {
  const { running, changes, count, watching } = folder;
  if (!paused || stopping || !config.isInForce || running !== undefined) return Infinity;
  if (count === undefined) return changes === undefined ? -Infinity : changes.last + QUIET_MS;
  if (count.isRunning) return Infinity;
  const pauseMs = Math.max(LEAST_MS, PARTS * count.tookMs);
  if (watching.state.kind !== "watching") return count.at + Math.max(BLIND_MS, pauseMs);
  return changes === undefined || changes.last < count.at
    ? Infinity
    : Math.max(changes.last + QUIET_MS, count.at + pauseMs);
}

/** Returns the state in which a count runs; `undefined` when none is due. */
export function startCount(state: AppState, now: number): AppState | undefined {
  if (countAt(state) > now) return undefined;
  const { folder } = state;
  const count = { at: now, tookMs: 0, changes: folder.count?.changes, isRunning: true };
  return { ...state, folder: { ...folder, count } };
}

/** Notes the result of a count, unless it is for nothing by now. */
export function withCount(
  folder: FolderState,
  changes: number | undefined,
  now: number,
): FolderState {
  const { count } = folder;
  if (!count?.isRunning) return folder;
  const tookMs = Math.max(0, now - count.at);
  return { ...folder, count: { ...count, tookMs, changes, isRunning: false } };
}
