// The output of `--once` and `--sync-now` after their sync. Pure.

import { exitOf } from "../core/problems.ts";
import {
  type FileEdit,
  type Report,
  shownName,
  type SyncOutcome,
  type UserRequest,
} from "../engine/mod.ts";
import { exitCode } from "../system/exit_code.ts";
import { KEPT_DAYS } from "../system/limits/commits.ts";
import { COPIES_AN_HOUR } from "../system/limits/merge.ts";
import { oneLine, quote } from "../system/text.ts";
import { changedLines, isChangeDone } from "./history/changed_lines.ts";
import { notSyncedLines, notSyncedSentence } from "./not_synced.ts";
import { problemSentence } from "./problems/problems.ts";
import { counted } from "./quantities.ts";
import {
  deletedBranchSentence,
  forcedSentence,
  hiddenSentence,
  NO_DELETION,
  notPublishedSentence,
  restoredSentence,
  whoseVersion,
} from "./report_lines.ts";

/** The output for a sync, and the exit code. */
export interface SyncAnswer {
  readonly exitCode: number;
  /** For standard output: what was done and found. */
  readonly lines: readonly string[];
  /** For standard error: why the sync did not do what it should. */
  readonly error: string | undefined;
}

/** Returns the output for an outcome of a sync that was to do what is asked. */
export function answerOf(
  outcome: SyncOutcome,
  { confirmDeletion }: Pick<UserRequest, "confirmDeletion"> = {},
): SyncAnswer {
  const isInVain = confirmDeletion === true && outcome.kind === "synced" &&
    !outcome.report.edits.some(({ kind }) => kind === "deleted");
  const lines = [
    ...resultLines(outcome),
    ...notSyncedLines(outcome.report.notSynced),
    ...(isInVain ? [NO_DELETION] : []),
  ].map(oneLine);
  if (outcome.kind === "synced") {
    const { notPublished, restored, changed = [], heldDeletion } = outcome.report;
    const isAllDone = notPublished === undefined && restored !== 0 && changed.every(isChangeDone);
    // A change that was asked for is made whatever waits.
    const done = heldDeletion === undefined || changed.length > 0
      ? exitCode.success
      : exitCode.blocked;
    return { exitCode: isAllDone ? done : exitCode.failed, lines, error: undefined };
  }
  const { problem } = outcome;
  return {
    exitCode: exitCode[exitOf(problem)],
    lines,
    error: problemSentence(problem),
  };
}

/** Returns what a sync did, one line each: the outcome first, then conflicts, and each file that is not synced. */
export function outcomeLines(outcome: SyncOutcome): string[] {
  return [...resultLines(outcome), ...outcome.report.notSynced.map(notSyncedSentence)].map(oneLine);
}

function resultLines(outcome: SyncOutcome): string[] {
  const { report } = outcome;
  return [
    ...(outcome.kind === "synced" ? [syncedLine(outcome.report)] : []),
    ...(report.heldDeletion === undefined
      ? []
      : [`Not deleted elsewhere: ${problemSentence(report.heldDeletion)}`]),
    ...(report.remade
      ? [
        `${
          deletedBranchSentence(report)
        }. Was it renamed? Then check the new one out in this folder`,
      ]
      : []),
    ...(report.forced === undefined ? [] : [forcedSentence(report.forced)]),
    ...(report.changed ?? []).flatMap(changedLines),
    ...(report.unlocked === undefined ? [] : [
      `Moved ${counted(report.unlocked, "lock")} of a killed git into .git/gitsyncbar/locks`,
    ]),
    ...(report.restored === undefined ? [] : [restoredSentence(report.restored)]),
    ...(report.notPublished ?? []).map(notPublishedSentence),
    ...leftLines(report),
    ...report.hidden.map(hiddenSentence),
    ...report.conflicts.map(({ path, copy, origin }) => {
      const shown = shownName(copy);
      return conflictLine(shownName(path), shown, openAt(report, shown) ?? origin);
    }),
    ...receivedConflicts(report).map((open) => conflictLine(open.path, open.copy, open)),
    ...report.kept.map(({ path, file }) =>
      `Kept for ${KEPT_DAYS} days: ${path} as it was here, in ${quote(file)}: ` +
      "its filter cannot restore it"
    ),
    ...report.uncopied.map(({ path, origin, commit }) =>
      `Conflict: ${shownName(path)}: version from ${origin.host} is only in the history ` +
      `(commit ${
        commit.slice(0, 12)
      }), as ${COPIES_AN_HOUR} or more conflict copies of the file are here`
    ),
  ];
}

function conflictLine(
  path: string,
  copy: string,
  whose: Parameters<typeof whoseVersion>[0],
): string {
  return `Conflict: ${path}: ${whoseVersion(whose)} is in "${copy}"`;
}

/** Returns the open conflicts of another machine's merge whose copies have arrived. */
function receivedConflicts({ conflicts, received, openConflicts = [] }: Report) {
  const known = new Set(conflicts.map(({ copy }) => shownName(copy)));
  const arrived = new Set(received.map(({ path }) => path));
  return openConflicts.filter(({ copy }) => arrived.has(copy) && !known.has(copy));
}

/** Returns what is known of an open conflict by its copy. */
function openAt(
  { openConflicts = [] }: Report,
  copy: string,
): NonNullable<Report["openConflicts"]>[number] | undefined {
  return openConflicts.find((conflict) => conflict.copy === copy);
}

/** Returns which files are no longer synced, one line for each machine that ignores them. */
function leftLines({ left }: Report): string[] {
  return [...Map.groupBy(left, ({ host }) => host)].map(([host, [first, ...more]]) => {
    const others = more.length === 0 ? "" : ` and ${counted(more.length, "other file")}`;
    return `No longer synced: ${first!.path}${others}: ${host} ignores ` +
      `${more.length === 0 ? "it" : "them"} (.gitignore); each machine keeps its own`;
  });
}

function syncedLine(
  { edits, pushed, received, confirmed, heldDeletion }: SyncOutcome["report"],
): string {
  const parts = [
    ...(pushed ? [edits.length > 0 ? `sent ${changes(edits)}` : "sent what was saved before"] : []),
    ...(!pushed && edits.length > 0 ? [`saved ${changes(edits)}`] : []),
    ...(received.length > 0 ? [`received ${changes(received)}`] : []),
  ];
  // Only the remote itself can confirm that both are equal.
  const held = heldDeletion === undefined ? "" : " but for a deletion";
  const state = confirmed ? `Up to date${held}` : "Saved here";
  return parts.length === 0 ? state : `${state}: ${parts.join(", ")}`;
}

function changes(edits: readonly FileEdit[]): string {
  const deletions = edits.filter(({ kind }) => kind === "deleted").length;
  const those = deletions === 0 ? "" : ` (${counted(deletions, "deletion")})`;
  return `${counted(edits.length, "change")}${those}`;
}
