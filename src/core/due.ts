// The work that is due, and the one sync that does all of it. Pure.

import type { UserRequest } from "../engine/mod.ts";
import { activePollAt } from "./active_poll.ts";
import { isFailure, isRemoteAway } from "./problems.ts";
import { changesDue } from "./timing.ts";
import { countAt } from "./waiting_count.ts";
import type { AppState, FolderState, PlannedSync } from "./state.ts";
import type { Effect, SyncTask } from "./events.ts";

/** The state after an event, and what to do now, in order. */
export interface Transition {
  readonly state: AppState;
  readonly effects: readonly Effect[];
}

/** Returns when something is due next; Infinity when nothing will be due by itself. */
export function nextDue(state: AppState): number {
  return dueTimes(state).reduce((first, { at }) => Math.min(first, at), countAt(state));
}

/** Plans a full sync at once: what failed before may work now. */
export function syncSoon(folder: FolderState, now: number): FolderState {
  return planSync({ ...folder, failures: 0, retryAt: undefined }, { at: now, fullScan: true });
}

/** Plans a sync; it becomes one with a sync that is planned already. */
export function planSync(
  folder: FolderState,
  added: Partial<PlannedSync> & { readonly at: number },
): FolderState {
  const { planned } = folder;
  return {
    ...folder,
    planned: {
      at: Math.min(planned?.at ?? Infinity, added.at),
      fullScan: (planned?.fullScan ?? false) || (added.fullScan ?? false),
      asked: bothAsked(planned?.asked ?? {}, added.asked ?? {}),
      message: (planned?.message ?? true) && (added.message ?? false),
      byUser: (planned?.byUser ?? false) || (added.byUser ?? false),
    },
  };
}

/** Returns what a user has asked for in two requests. */
function bothAsked(first: UserRequest, next: UserRequest): UserRequest {
  const publish = [...first.publish ?? [], ...next.publish ?? []];
  const ownChanges = [...first.ownChanges ?? [], ...next.ownChanges ?? []];
  return {
    ...first,
    ...next,
    ...(publish.length === 0 ? {} : { publish }),
    ...(ownChanges.length === 0 ? {} : { ownChanges }),
  };
}

type Cause = "changes" | "planned" | "poll" | "active poll" | "scan" | "retry";

function dueTimes(state: AppState): { readonly at: number; readonly cause: Cause }[] {
  const { config, paused, stopping, folder } = state;
  const { running, planned, changes } = folder;
  if (!config.isInForce || stopping || running !== undefined) return [];
  const times: { at: number; cause: Cause }[] = [];
  const add = (at: number | undefined, cause: Cause) => {
    if (at !== undefined) times.push({ at, cause });
  };
  if (!paused || planned?.byUser === true) add(planned?.at, "planned");
  if (paused) return times;
  if (changes !== undefined) {
    add(changesDue(changes, config.timing, folder.sends.followed), "changes");
  }
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
  const { planned, problem, changes, messages } = folder;
  // While the remote cannot be reached, saves go on without it. Any change may end another failure; a scan
  // that is due by itself does not.
  const isHeldBack = problem !== undefined && isFailure(problem) &&
    (isRemoteAway(problem) || !has("changes"));
  const asks = has("planned") || has("poll") || has("retry") ||
    // Only an answer of the remote ends it.
    problem !== undefined && !isHeldBack;
  const request: SyncTask = {
    remote: asks ? "ask" : isHeldBack ? "none" : has("active poll") ? "probe" : "send",
    fullScan: has("poll") || has("scan") || has("retry") || (has("planned") && planned!.fullScan),
    asked: has("planned") ? planned!.asked : {},
    message: causes.length === 1 && has("planned") && planned!.message,
  };
  return {
    state: {
      ...state,
      folder: {
        ...folder,
        running: { ...request, since: now, changes },
        // Everything that has changed so far is saved first, for any cause.
        changes: undefined,
        count: undefined,
        planned: has("planned") ? undefined : planned,
        retryAt: asks ? undefined : folder.retryAt,
        messages: has("planned") && planned!.message ? { ...messages, syncAt: now } : messages,
      },
    },
    effects: [{ kind: "start sync", request }],
  };
}
