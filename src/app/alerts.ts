// What a person is told by a notification: a conflict once, what needs him once and again after a day,
// a halted deletion. Never success, being offline, or another try. Pure.

import type { AppState } from "./state.ts";
import { type Clock, condition, statusLine } from "./view.ts";

/** A notification. */
export interface Alert {
  readonly title: string;
  readonly text: string;
}

/** What was told last of what needs the person, and when. */
export interface Told {
  readonly line: string | undefined;
  readonly time: number;
}

/** Nothing was told yet. */
export const NOTHING_TOLD: Told = { line: undefined, time: 0 };

const AGAIN_MS = 24 * 60 * 60 * 1000;

/** The notifications that a step is worth, and what has been told then. */
export function alertsOf(
  before: AppState,
  after: AppState,
  { told, now, clock }: { readonly told: Told; readonly now: number; readonly clock: Clock },
): { readonly alerts: readonly Alert[]; readonly told: Told } {
  const known = new Set(before.conflicts.map(({ copy }) => copy));
  // What was open when the app started is no news.
  const fresh = before.heard ? after.conflicts.filter(({ copy }) => !known.has(copy)) : [];
  const conflicts = fresh.map(({ path, copy, host }) => ({
    title: `Both versions of ${path} are kept`,
    text: `The version of ${host} is in ${copy}`,
  }));
  if (condition(after, now) !== "needs you") {
    return { alerts: conflicts, told: NOTHING_TOLD };
  }
  const line = statusLine(after, { now, clock });
  const isKnown = told.line === line && now - told.time < AGAIN_MS;
  return isKnown ? { alerts: conflicts, told } : {
    alerts: [...conflicts, { title: "Git Sync Bar needs you", text: line }],
    told: { line, time: now },
  };
}
