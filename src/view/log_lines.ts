// The lines of the log about an event: what a user would want to know later. A problem has one line when it
// begins and one when it is over, none for each retry. Pure.

import { quote } from "../system/text.ts";
import { FOLLOWED_SAVES } from "../core/timing.ts";
import type { AppState } from "../core/state.ts";
import type { AppEvent } from "../core/events.ts";
import { editLines } from "./edits.ts";
import { notSyncedSentence } from "./not_synced.ts";
import { outcomeLines } from "./outcome.ts";
import { problemSentence, wordsOf } from "./problems/problems.ts";
import { grouped } from "./quantities.ts";
import { deletionSentence, pollingSentence } from "./report_lines.ts";

/** Returns the lines for an event. */
export function logLinesOf(event: AppEvent, before: AppState, after: AppState): string[] {
  switch (event.kind) {
    case "finished":
      return [
        ...outcomeLogLines(event, before),
        ...editLines(event.outcome.report),
        ...followedLogLines(event, before, after),
        ...deletionLogLines(before, after),
        ...problemLogLines(before, after),
        ...heldDeletionLogLines(before, after),
      ];
    case "asked":
      return [`Asked to ${event.command}${requestedScope(event, before)}`];
    case "connection":
      return event.connection.kind === before.live.connection.kind
        ? []
        : [connectionLine(event.connection)];
    case "notice":
      return event.line === undefined || event.line === before.live.notice ? [] : [event.line];
    case "watch":
      return event.watch.kind === before.folder.watching.state.kind ? [] : [watchLine(event.watch)];
    case "icon":
      return iconLogLines(event.line, before.noIcon);
    case "configured":
      return [...newWarnings(event, before), "The configuration is in force"];
    case "misconfigured":
      return [
        ...newWarnings(event, before),
        ...event.mistakes.map(({ message }) => message)
          .filter((message) =>
            before.config.mistakes.every((mistake) => mistake.message !== message)
          ),
      ];
    case "woke":
      return ["Woke from sleep, or the clock changed"];
    case "stop":
      return ["Stopping"];
    case "changed":
    case "began":
    case "message":
    case "active":
    case "access changed":
    case "progress":
    case "counted":
    case "due":
      return [];
  }
}

/** Returns what exactly the user has asked for: the path, or how many files were confirmed. */
function requestedScope(
  { command, path, change }: Extract<AppEvent, { kind: "asked" }>,
  { folder: { problem, heldDeletion } }: AppState,
): string {
  if (path !== undefined) return ` ${quote(path)}`;
  if (change?.kind === "settle") return ` ${quote(change.copy)}: keep ${change.keep}`;
  if (change !== undefined) return ` ${quote(change.kind === "undo" ? change.id : change.path)}`;
  if (command === "confirm deletion" && heldDeletion?.kind === "mass deletion") {
    return `: ${heldDeletion.deleted} of ${heldDeletion.tracked} files`;
  }
  return command === "confirm incoming" && problem?.kind === "large update"
    ? `: ${grouped(problem.files)} files`
    : "";
}

function newWarnings(
  { warnings }: { readonly warnings: readonly string[] },
  before: AppState,
): string[] {
  return warnings.filter((line) => !before.config.warnings.includes(line));
}

function outcomeLogLines(
  { outcome }: Extract<AppEvent, { kind: "finished" }>,
  before: AppState,
): string[] {
  const { report } = outcome;
  const known = new Set(before.folder.notSynced.map(notSyncedSentence));
  const isWork = report.saved.length > 0 || report.received.length > 0 || report.pushed ||
    report.conflicts.length > 0 || report.kept.length > 0 ||
    report.unlocked !== undefined || report.restored !== undefined ||
    report.changed !== undefined;
  return outcomeLines(outcome).filter((line) =>
    line.startsWith("Not synced:") ? !known.has(line) : isWork
  );
}

/** Returns that a program, as a hook, writes a file at each sync, once it counts as that. */
function followedLogLines(
  { outcome: { report: { saved } } }: Extract<AppEvent, { kind: "finished" }>,
  before: AppState,
  after: AppState,
): string[] {
  const { followed } = after.folder.sends;
  if (followed !== FOLLOWED_SAVES || before.folder.sends.followed === followed) return [];
  return [
    `A program, such as a hook, writes ${
      quote(saved[0] ?? "")
    } at each sync, so changes wait up to a minute: ` +
    "if nobody needs it, ignore it (.gitignore, git rm --cached)",
  ];
}

function deletionLogLines(
  { folder: { deletion: known } }: AppState,
  { folder: { deletion } }: AppState,
): string[] {
  return deletion === undefined || deletion.time === known?.time
    ? []
    : [deletionSentence(deletion)];
}

function problemLogLines(
  { folder: { problem: before } }: AppState,
  { folder: { problem } }: AppState,
): string[] {
  if (problem === undefined) return before === undefined ? [] : ["Syncing works again"];
  const { log = "Cannot sync" } = wordsOf(problem);
  const isTold = log !== "nothing" && problem.kind !== before?.kind;
  return isTold ? [`${log}: ${problemSentence(problem)}`] : [];
}

function heldDeletionLogLines(
  { folder: { heldDeletion: before } }: AppState,
  { folder: { heldDeletion } }: AppState,
): string[] {
  if (heldDeletion === undefined) {
    return before === undefined ? [] : ["No deletion waits any more"];
  }
  const isTold = heldDeletion.kind !== before?.kind;
  return isTold ? [`Not deleted elsewhere: ${problemSentence(heldDeletion)}`] : [];
}

function watchLine(watch: AppState["folder"]["watching"]["state"]): string {
  switch (watch.kind) {
    case "polling":
      return pollingSentence(watch);
    case "watching":
      return "Watching the folder";
    case "off":
      return "Not watching the folder";
  }
}

function iconLogLines(line: string | undefined, before: string | undefined): string[] {
  if (line === before) return [];
  return [line ?? "The icon is there"];
}

function connectionLine(connection: AppState["live"]["connection"]): string {
  return connection.kind === "down"
    ? `Live updates are off: ${connection.reason}`
    : `Live updates are ${connection.kind === "up" ? "on" : "off"}`;
}
