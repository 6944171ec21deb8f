// What messages of other machines are worth: when they are looked after, and when they need not be. Pure.

import type { Report } from "../engine/sync/outcome.ts";
import { want } from "./due.ts";
import { FRUITLESS_MESSAGES, NOISE_MS, restAfter } from "./timing.ts";
import type { AppState } from "./state.ts";

/** A message came: it is looked after at once, unless the topic is noisy. */
export function onMessage(state: AppState, now: number): AppState {
  const crowd = state.wanted === undefined ? crowdWith(state, now) : state.crowd;
  return want({ ...state, messageAt: now, crowd }, { at: soonest(state, now), message: true });
}

/** Whoever saves every few seconds is no crowd; many are who save at once. */
function crowdWith({ running, lastLook, crowd }: AppState, now: number): number {
  const isClose = running?.message === true || now - lastLook.endedAt <= lastLook.tookMs;
  return isClose ? crowd + 1 : 0;
}

function soonest({ fruitless, messageLookAt, restUntil }: AppState, now: number): number {
  const isNoisy = fruitless >= FRUITLESS_MESSAGES;
  return Math.max(now, restUntil, isNoisy ? messageLookAt + NOISE_MS : now);
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
    return report.pulled.length > 0 ? { ...settled, fruitless: 0 } : settled;
  }
  const tookMs = now - running.since;
  const looked = {
    ...settled,
    fruitless: report.pulled.length > 0 ? 0 : state.fruitless + 1,
    lastLook: { endedAt: now, tookMs },
    restUntil: now + restAfter({ tookMs, crowd: state.crowd }),
  };
  const { wanted } = settled;
  if (wanted?.message !== true) return looked;
  return { ...looked, wanted: { ...wanted, at: Math.max(wanted.at, soonest(looked, now)) } };
}

function settleMessages(state: AppState, { askedAt = -Infinity }: Report): AppState {
  const isSettled = state.wanted?.message === true && state.messageAt < askedAt;
  return isSettled ? { ...state, wanted: undefined } : state;
}
