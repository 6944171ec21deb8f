// Which events are worth a notification, and how often: a conflict once, a problem that needs the user once
// and again after a day; never success, being offline, or another try. Pure.

import { shownName } from "../engine/mod.ts";
import { advice } from "./advice.ts";
import { oneLine } from "../system/text.ts";
import {
  deletedBranchSentence,
  deletionAdvice,
  deletionSentence,
  forcedConsequence,
  hiddenSentence,
  whoseVersion,
} from "./report_lines.ts";
import { wordsOf } from "./problems/problems.ts";
import { shownProblem } from "../core/problems.ts";
import type { AppState } from "../core/state.ts";
import type { AppEvent } from "../core/events.ts";
import { condition, type FormatTime, statusLine } from "./status_line.ts";

/** A notification, each part on one line. */
export interface Notification {
  readonly title: string;
  readonly text: string;
}

/**
 * The problem that needs the user, as its status line, since when it does, and when the user was last
 * notified of it. Times are in milliseconds since 1970.
 */
export interface LastProblem {
  readonly line: string | undefined;
  readonly since: number;
  readonly time: number;
}

/** Nothing needs the user. */
export const NO_PROBLEM: LastProblem = { line: undefined, since: 0, time: -Infinity };

/** A problem that lasts is notified again after this time. */
const REPEAT_MS = 24 * 60 * 60 * 1000;

/** The user's own work with git is worth a notification only when it seems to be forgotten. */
const OWN_WORK_MS = 10 * 60 * 1000;

/** The values on which the notifications depend besides the states. */
export interface NotificationContext {
  readonly last: LastProblem;
  readonly now: number;
  readonly clock: FormatTime;
  /** As in `Deno.build.os`. */
  readonly system: string;
}

/** Returns the notifications that an event is worth, and what is to be remembered of them. */
export function notificationsAfter(
  event: AppEvent,
  { before, after, ...at }: NotificationContext & {
    readonly before: AppState;
    readonly after: AppState;
  },
): { readonly notifications: readonly Notification[]; readonly last: LastProblem } {
  const needs = problemNotifications(after, at);
  const notifications = [
    ...conflictNotifications(event, before, after),
    ...branchNotifications(event),
    ...forcedNotifications(event),
    ...hiddenNotifications(event),
    ...deletionNotifications(event, before),
    ...iconNotifications(event, before),
  ];
  return {
    notifications: [...notifications, ...needs.notifications].map(onOneLine),
    last: needs.last,
  };
}

function conflictNotifications(event: AppEvent, before: AppState, after: AppState): Notification[] {
  if (event.kind !== "finished") return [];
  // A conflict that was open when the app started is old; one that came up in its first sync is new.
  const known = new Set(
    (before.folder.confirmedSinceStart ? before : after).folder.conflicts.map(({ copy }) => copy),
  );
  const copies = new Map([
    ...event.outcome.report.conflicts.map(({ path, copy, origin }) => ({
      path: shownName(path),
      copy: shownName(copy),
      host: origin.host,
    })),
    // They say more.
    ...after.folder.conflicts.filter(({ copy }) => !known.has(copy)),
  ].map((conflict) => [conflict.copy, conflict]));
  const [first, ...more] = copies.values();
  if (first === undefined) return [];
  if (more.length > 0) {
    const title = `${copies.size} files were changed on two machines; both versions are here`;
    return [{ title, text: "Open the menu to see which" }];
  }
  const { path, copy } = first;
  const whose = whoseVersion(first);
  return [{
    title: `${path} was changed on two machines; both versions are here`,
    text: `${whose[0]!.toUpperCase()}${whose.slice(1)} is in ${copy}: ` +
      "delete or rename that copy, or move it over the file, to settle it",
  }];
}

/**
 * Returns the notification of a branch that is made anew: after a rename elsewhere, nobody would see what is sent under
 * the old name.
 */
function branchNotifications(event: AppEvent): Notification[] {
  if (event.kind !== "finished" || !event.outcome.report.remade) return [];
  return [{
    title: deletedBranchSentence(event.outcome.report),
    text: "Was it renamed? Then check the new one out in this folder",
  }];
}

function forcedNotifications(event: AppEvent): Notification[] {
  if (event.kind !== "finished") return [];
  const { forced } = event.outcome.report;
  if (forced === undefined) return [];
  const title = forced.isReplaced
    ? "The remote has a rewritten history"
    : "The remote lacks commits that it had";
  return [{ title, text: forcedConsequence(forced) }];
}

function hiddenNotifications(event: AppEvent): Notification[] {
  if (event.kind !== "finished") return [];
  const [first] = event.outcome.report.hidden;
  if (first === undefined) return [];
  return [{ title: `${first.newName} is not synced`, text: hiddenSentence(first) }];
}

/** Returns the notification of a mass deletion that came in: once, by the sync that received it. */
function deletionNotifications(
  event: AppEvent,
  { folder: { running, deletion: known } }: AppState,
): Notification[] {
  if (event.kind !== "finished") return [];
  const { deletion } = event.outcome.report;
  if (deletion === undefined || deletion.time === known?.time) return [];
  if (deletion.time < (running?.since ?? 0)) return [];
  return [{ title: deletionSentence(deletion), text: deletionAdvice(deletion) }];
}

function iconNotifications(event: AppEvent, before: AppState): Notification[] {
  if (event.kind !== "icon" || event.line === undefined || event.line === before.noIcon) return [];
  return [{ title: "Git Sync Bar works without an icon", text: event.line }];
}

function problemNotifications(
  state: AppState,
  { last, now, clock, system }: NotificationContext,
): { readonly notifications: readonly Notification[]; readonly last: LastProblem } {
  const { config: { mistakes } } = state;
  const problem = shownProblem(state.folder);
  if (problem === undefined && mistakes.length === 0) {
    return { notifications: [], last: NO_PROBLEM };
  }
  // A problem that comes back after a time without the network was notified before.
  if (condition(state, now) !== "needs you") return { notifications: [], last };
  // A pause, or that the app ends, makes no other problem of it.
  const line = statusLine({ ...state, paused: false, stopping: false }, { now, clock });
  const known = last.line === line ? last : { ...NO_PROBLEM, line, since: now };
  const isOwnWork = mistakes.length === 0 && problem !== undefined &&
    wordsOf(problem).isOwnWork === true;
  if (isOwnWork && now - known.since < OWN_WORK_MS) return { notifications: [], last: known };
  if (now - known.time < REPEAT_MS) return { notifications: [], last: known };
  return {
    notifications: [{
      title: line,
      text: advice(state, system, "elsewhere") ?? "Git Sync Bar needs you",
    }],
    last: { ...known, time: now },
  };
}

function onOneLine({ title, text }: Notification): Notification {
  return { title: oneLine(title), text: oneLine(text) };
}
