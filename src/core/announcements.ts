// What messages of other machines are worth: when they are looked after, and when they need not be. Pure.

import type { Report } from "../engine/mod.ts";
import { want } from "./due.ts";
import { EMPTY_FETCHES, NOISY_TOPIC_MS, throttleAfter } from "./timing.ts";
import type { AppState } from "./state.ts";

/** A message came: it is looked after at once, unless the topic is noisy. */
export function onMessage(state: AppState, now: number): AppState {
  const burstLength = state.wanted === undefined ? burstLengthWith(state, now) : state.burstLength;
  return want({ ...state, messageAt: now, burstLength }, {
    at: earliestSync(state, now),
    message: true,
  });
}

/** Whoever saves every few seconds is no crowd; many are who save at once. */
function burstLengthWith({ running, lastMessageSync, burstLength }: AppState, now: number): number {
  const isClose = running?.message === true ||
    now - lastMessageSync.endedAt <= lastMessageSync.tookMs;
  return isClose ? burstLength + 1 : 0;
}

function earliestSync(
  { emptyFetches, messageSyncAt, throttledUntil }: AppState,
  now: number,
): number {
  const isNoisy = emptyFetches >= EMPTY_FETCHES;
  return Math.max(now, throttledUntil, isNoisy ? messageSyncAt + NOISY_TOPIC_MS : now);
}

/**
 * A sync has ended. What it has heard from the remote settles every message that came before it asked.
 * While one look follows the other, as many machines save at once, there are pauses in between: one look
 * then does for several messages.
 */
export function afterSync(state: AppState, report: Report, now: number): AppState {
  const settled = settleMessages(state, report);
  const { running } = state;
  if (running?.message !== true) {
    return report.pulled.length > 0 ? { ...settled, emptyFetches: 0 } : settled;
  }
  const tookMs = now - running.since;
  const synced = {
    ...settled,
    emptyFetches: report.pulled.length > 0 ? 0 : state.emptyFetches + 1,
    lastMessageSync: { endedAt: now, tookMs },
    throttledUntil: now + throttleAfter({ tookMs, burstLength: state.burstLength }),
  };
  const { wanted } = settled;
  if (wanted?.message !== true) return synced;
  return { ...synced, wanted: { ...wanted, at: Math.max(wanted.at, earliestSync(synced, now)) } };
}

function settleMessages(state: AppState, { askedAt = -Infinity }: Report): AppState {
  const isSettled = state.wanted?.message === true && state.messageAt < askedAt;
  return isSettled ? { ...state, wanted: undefined } : state;
}
