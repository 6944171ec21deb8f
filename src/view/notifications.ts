// Which events are worth a notification, and how often: a conflict once, a problem that needs the user once
// and again after a day; never success, being offline, or another try. Pure.

import { shownName } from "../engine/mod.ts";
import { advice } from "./advice.ts";
import { oneLine } from "../system/text.ts";
import {
  deletionAdvice,
  deletionSentence,
  forcedConsequence,
  hiddenSentence,
  remadeSentence,
} from "./report_lines.ts";
import { wordsOf } from "./problems.ts";
import type { AppEvent, AppState } from "../core/state.ts";
import { type Clock, condition, statusLine } from "./status_line.ts";

/** A notification, each part on one line. */
export interface Alert {
  readonly title: string;
  readonly text: string;
}

/**
 * The problem that needs the user, as its status line, since when it does, and when the user was last
 * notified of it. Times are in milliseconds since 1970.
 */
export interface Told {
  readonly line: string | undefined;
  readonly since: number;
  readonly time: number;
}

/** Nothing needs the user. */
export const NOTHING_TOLD: Told = { line: undefined, since: 0, time: -Infinity };

/** A problem that lasts is notified again after this time. */
const AGAIN_MS = 24 * 60 * 60 * 1000;

/** The user's own work with git is worth a notification only when it seems to be forgotten. */
const OWN_WORK_MS = 10 * 60 * 1000;

/** What the notifications depend on besides the states. */
export interface AlertSurroundings {
  readonly told: Told;
  readonly now: number;
  readonly clock: Clock;
  /** As in `Deno.build.os`. */
  readonly system: string;
}

/** Returns the notifications that an event is worth, and what is to be remembered of them. */
export function alertsOf(
  event: AppEvent,
  { before, after, ...at }: AlertSurroundings & {
    readonly before: AppState;
    readonly after: AppState;
  },
): { readonly alerts: readonly Alert[]; readonly told: Told } {
  const needs = needsOf(after, at);
  const alerts = [
    ...conflictAlerts(event, before, after),
    ...branchAlerts(event),
    ...forcedAlerts(event),
    ...hiddenAlerts(event),
    ...deletionAlerts(event, before),
    ...iconAlerts(event, before),
  ];
  return { alerts: [...alerts, ...needs.alerts].map(clean), told: needs.told };
}

function conflictAlerts(event: AppEvent, before: AppState, after: AppState): Alert[] {
  if (event.kind !== "finished") return [];
  // A conflict that was open when the app started is old; one that came up in its first sync is new.
  const known = new Set(
    (before.folder.confirmedSinceStart ? before : after).folder.conflicts.map(({ copy }) => copy),
  );
  const copies = new Map([
    ...after.folder.conflicts.filter(({ copy }) => !known.has(copy)),
    ...event.outcome.report.conflicts.map(({ path, copy, origin }) => ({
      path: shownName(path),
      copy: shownName(copy),
      host: origin.host,
    })),
  ].map((conflict) => [conflict.copy, conflict]));
  const [first, ...more] = copies.values();
  if (first === undefined) return [];
  if (more.length > 0) {
    const title = `${copies.size} files were changed on two machines; both versions are here`;
    return [{ title, text: "Open the menu to see which" }];
  }
  const { path, copy, host } = first;
  return [{
    title: `${path} was changed on two machines; both versions are here`,
    text: `The version of ${host} is in ${copy}`,
  }];
}

/** After a rename of the branch elsewhere, nobody would see what is sent under the old name. */
function branchAlerts(event: AppEvent): Alert[] {
  if (event.kind !== "finished" || !event.outcome.report.remade) return [];
  return [{
    title: remadeSentence(event.outcome.report),
    text: "Was it renamed? Then check the new one out in this folder",
  }];
}

function forcedAlerts(event: AppEvent): Alert[] {
  if (event.kind !== "finished") return [];
  const { forced } = event.outcome.report;
  if (forced === undefined) return [];
  const title = forced.isReplaced
    ? "Somebody rewrote the history at the remote"
    : "Somebody's forced push took commits away from the remote";
  return [{ title, text: forcedConsequence(forced) }];
}

function hiddenAlerts(event: AppEvent): Alert[] {
  if (event.kind !== "finished") return [];
  const [first] = event.outcome.report.hidden;
  if (first === undefined) return [];
  return [{ title: `${first.now} is not synced`, text: hiddenSentence(first) }];
}

/** A deletion is notified once, by the sync that received it. */
function deletionAlerts(
  event: AppEvent,
  { folder: { running, deletion: known } }: AppState,
): Alert[] {
  if (event.kind !== "finished") return [];
  const { deletion } = event.outcome.report;
  if (deletion === undefined || deletion.time === known?.time) return [];
  if (deletion.time < (running?.since ?? 0)) return [];
  return [{ title: deletionSentence(deletion), text: deletionAdvice(deletion) }];
}

function iconAlerts(event: AppEvent, before: AppState): Alert[] {
  if (event.kind !== "icon" || event.line === undefined || event.line === before.noIcon) return [];
  return [{ title: "Git Sync Bar works without an icon", text: event.line }];
}

function needsOf(
  state: AppState,
  { told, now, clock, system }: AlertSurroundings,
): { readonly alerts: readonly Alert[]; readonly told: Told } {
  const { folder: { problem }, config: { mistakes } } = state;
  if (problem === undefined && mistakes.length === 0) return { alerts: [], told: NOTHING_TOLD };
  // A problem that comes back after a time without the network was notified before.
  if (condition(state, now) !== "needs you") return { alerts: [], told };
  // A pause, or that the app ends, makes no other problem of it.
  const line = statusLine({ ...state, paused: false, stopping: false }, { now, clock });
  const known = told.line === line ? told : { ...NOTHING_TOLD, line, since: now };
  const isOwnWork = mistakes.length === 0 && problem !== undefined &&
    wordsOf(problem).isOwnWork === true;
  if (isOwnWork && now - known.since < OWN_WORK_MS) return { alerts: [], told: known };
  if (now - known.time < AGAIN_MS) return { alerts: [], told: known };
  return {
    alerts: [{ title: line, text: advice(state, system) ?? "Git Sync Bar needs you" }],
    told: { ...known, time: now },
  };
}

function clean({ title, text }: Alert): Alert {
  return { title: oneLine(title), text: oneLine(text) };
}
