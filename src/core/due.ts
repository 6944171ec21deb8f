// What is due, and the one sync that does it. Pure.

import { changesDue, isNetwork } from "./timing.ts";
import type { AppState, Effect, PlannedSync, WantedSync } from "./state.ts";

/** A new state, and what to do now, in order. */
export interface Transition {
  readonly state: AppState;
  readonly effects: readonly Effect[];
}

/** When the timer has to ring next: Infinity when nothing will be due by itself. */
export function nextDue(state: AppState): number {
  return dueTimes(state).reduce((first, { at }) => Math.min(first, at), Infinity);
}

/** A look at everything, as soon as can be; what failed before may work now. */
export function syncSoon(state: AppState, now: number): AppState {
  return want({ ...state, failures: 0, retryAt: undefined }, { at: now, fullScan: true });
}

/** Wants a look; several wishes become one. */
export function want(
  state: AppState,
  wish: Partial<WantedSync> & { readonly at: number },
): AppState {
  const { wanted } = state;
  return {
    ...state,
    wanted: {
      at: Math.min(wanted?.at ?? Infinity, wish.at),
      fullScan: (wanted?.fullScan ?? false) || (wish.fullScan ?? false),
      confirmDeletion: (wanted?.confirmDeletion ?? false) || (wish.confirmDeletion ?? false),
      ...(wanted?.confirmIncoming || wish.confirmIncoming ? { confirmIncoming: true } : {}),
      restoreDeletion: (wanted?.restoreDeletion ?? false) || (wish.restoreDeletion ?? false),
      ...(wanted?.publish || wish.publish
        ? { publish: [...wanted?.publish ?? [], ...wish.publish ?? []] }
        : {}),
      ...(wanted?.unlock || wish.unlock ? { unlock: true } : {}),
      message: (wanted?.message ?? true) && (wish.message ?? false),
      byUser: (wanted?.byUser ?? false) || (wish.byUser ?? false),
    },
  };
}

type Cause = "changes" | "wanted" | "poll" | "look" | "retry";

function dueTimes(state: AppState): { readonly at: number; readonly cause: Cause }[] {
  const { configured, stopping, running, paused, wanted, changes, timing } = state;
  if (!configured || stopping || running !== undefined) return [];
  const times: { at: number; cause: Cause }[] = [];
  const add = (at: number | undefined, cause: Cause) => {
    if (at !== undefined) times.push({ at, cause });
  };
  if (!paused || wanted?.byUser === true) add(wanted?.at, "wanted");
  if (paused) return times;
  if (changes !== undefined) add(changesDue(changes, timing), "changes");
  add(state.pollAt, "poll");
  add(state.scanAt, "look");
  add(state.retryAt, "retry");
  return times;
}

/** Starts one sync for everything that is due. */
export function start(state: AppState, now: number): Transition {
  const causes = dueTimes(state).filter(({ at }) => at <= now).map(({ cause }) => cause);
  if (causes.length === 0) return { state, effects: [] };
  const has = (cause: Cause) => causes.includes(cause);
  const { wanted, trouble, changes } = state;
  // While the remote is away, saves go on without it. Other failures may end with any change, but not
  // with a look that is due by itself.
  const isHeldBack = trouble?.kind === "failed" &&
    (isNetwork(trouble.failure.kind) || !has("changes"));
  const asks = has("wanted") || has("poll") || has("retry") ||
    // Only the remote's word ends trouble.
    trouble !== undefined && !isHeldBack;
  const request: PlannedSync = {
    remote: asks ? "ask" : isHeldBack ? "none" : "send",
    fullScan: has("poll") || has("look") || has("retry") || (has("wanted") && wanted!.fullScan),
    confirmDeletion: has("wanted") && wanted!.confirmDeletion,
    ...(has("wanted") && wanted!.confirmIncoming ? { confirmIncoming: true } : {}),
    restoreDeletion: has("wanted") && wanted!.restoreDeletion,
    ...(has("wanted") && wanted!.publish ? { publish: wanted!.publish } : {}),
    ...(has("wanted") && wanted!.unlock ? { unlock: true } : {}),
    message: causes.length === 1 && has("wanted") && wanted!.message,
  };
  return {
    state: {
      ...state,
      running: { ...request, since: now, changes },
      // Whatever the reason, everything that has changed so far is saved first.
      changes: undefined,
      wanted: has("wanted") ? undefined : wanted,
      retryAt: asks ? undefined : state.retryAt,
      messageSyncAt: has("wanted") && wanted!.message ? now : state.messageSyncAt,
    },
    effects: [{ kind: "start sync", request }],
  };
}
