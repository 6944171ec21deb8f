// What is due, and the one sync that does it all. Pure.

import { activePollAt } from "./active_poll.ts";
import { isFailure, isRemoteAway } from "./problems.ts";
import { changesDue } from "./timing.ts";
import type { AppState, FolderState, WantedSync } from "./state.ts";
import type { Effect, PlannedSync } from "./events.ts";

/** The state after an event, and what to do now, in order. */
export interface Transition {
  readonly state: AppState;
  readonly effects: readonly Effect[];
}

/** Returns when something is due next; Infinity when nothing will be due by itself. */
export function nextDue(state: AppState): number {
  return dueTimes(state).reduce((first, { at }) => Math.min(first, at), Infinity);
}

/** Plans a full sync at once: what failed before may work now. */
export function syncSoon(folder: FolderState, now: number): FolderState {
  return want({ ...folder, failures: 0, retryAt: undefined }, { at: now, fullScan: true });
}

/** Plans a sync; it becomes one with a sync that is planned already. */
export function want(
  folder: FolderState,
  added: Partial<WantedSync> & { readonly at: number },
): FolderState {
  const { wanted } = folder;
  return {
    ...folder,
    wanted: {
      at: Math.min(wanted?.at ?? Infinity, added.at),
      fullScan: (wanted?.fullScan ?? false) || (added.fullScan ?? false),
      confirmDeletion: (wanted?.confirmDeletion ?? false) || (added.confirmDeletion ?? false),
      ...(wanted?.confirmIncoming || added.confirmIncoming ? { confirmIncoming: true } : {}),
      restoreDeletion: (wanted?.restoreDeletion ?? false) || (added.restoreDeletion ?? false),
      ...(wanted?.restoreHere || added.restoreHere ? { restoreHere: true } : {}),
      ...(wanted?.publish || added.publish
        ? { publish: [...wanted?.publish ?? [], ...added.publish ?? []] }
        : {}),
      ...(wanted?.unlock || added.unlock ? { unlock: true } : {}),
      ...(wanted?.ownChanges || added.ownChanges
        ? { ownChanges: [...wanted?.ownChanges ?? [], ...added.ownChanges ?? []] }
        : {}),
      message: (wanted?.message ?? true) && (added.message ?? false),
      byUser: (wanted?.byUser ?? false) || (added.byUser ?? false),
    },
  };
}

type Cause = "changes" | "wanted" | "poll" | "active poll" | "scan" | "retry";

function dueTimes(state: AppState): { readonly at: number; readonly cause: Cause }[] {
  const { config, paused, stopping, folder } = state;
  const { running, wanted, changes } = folder;
  if (!config.isInForce || stopping || running !== undefined) return [];
  const times: { at: number; cause: Cause }[] = [];
  const add = (at: number | undefined, cause: Cause) => {
    if (at !== undefined) times.push({ at, cause });
  };
  if (!paused || wanted?.byUser === true) add(wanted?.at, "wanted");
  if (paused) return times;
  if (changes !== undefined) add(changesDue(changes, config.timing), "changes");
  add(folder.pollAt, "poll");
  add(activePollAt(state), "active poll");
  add(folder.watching.scanAt, "scan");
  add(folder.retryAt, "retry");
  return times;
}

/** Starts one sync for everything that is due, if anything is. */
export function start(state: AppState, now: number): Transition {
  const causes = dueTimes(state).filter(({ at }) => at <= now).map(({ cause }) => cause);
  if (causes.length === 0) return { state, effects: [] };
  const has = (cause: Cause) => causes.includes(cause);
  const { folder } = state;
  const { wanted, problem, changes, messages } = folder;
  // While the remote cannot be reached, saves go on without it. Any change may end another failure; a scan
  // that is due by itself does not.
  const isHeldBack = problem !== undefined && isFailure(problem) &&
    (isRemoteAway(problem) || !has("changes"));
  const asks = has("wanted") || has("poll") || has("retry") ||
    // Only an answer of the remote ends it.
    problem !== undefined && !isHeldBack;
  const request: PlannedSync = {
    remote: asks ? "ask" : isHeldBack ? "none" : has("active poll") ? "probe" : "send",
    fullScan: has("poll") || has("scan") || has("retry") || (has("wanted") && wanted!.fullScan),
    confirmDeletion: has("wanted") && wanted!.confirmDeletion,
    ...(has("wanted") && wanted!.confirmIncoming ? { confirmIncoming: true } : {}),
    restoreDeletion: has("wanted") && wanted!.restoreDeletion,
    ...(has("wanted") && wanted!.restoreHere ? { restoreHere: true } : {}),
    ...(has("wanted") && wanted!.publish ? { publish: wanted!.publish } : {}),
    ...(has("wanted") && wanted!.unlock ? { unlock: true } : {}),
    ...(has("wanted") && wanted!.ownChanges ? { ownChanges: wanted!.ownChanges } : {}),
    message: causes.length === 1 && has("wanted") && wanted!.message,
  };
  return {
    state: {
      ...state,
      folder: {
        ...folder,
        running: { ...request, since: now, changes },
        // Whatever the cause, everything that has changed so far is saved first.
        changes: undefined,
        wanted: has("wanted") ? undefined : wanted,
        retryAt: asks ? undefined : folder.retryAt,
        messages: has("wanted") && wanted!.message ? { ...messages, syncAt: now } : messages,
      },
    },
    effects: [{ kind: "start sync", request }],
  };
}
