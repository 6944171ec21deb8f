// The result of a choice about a deletion in the window, in words. Pure.

import type { UserCommand } from "../../core/events.ts";
import type { SyncOutcome } from "../../engine/mod.ts";
import { oneLine } from "../../system/text.ts";
import { problemSentence } from "../problems/problems.ts";
import { counted } from "../quantities.ts";
import { NO_DELETION, restoredSentence } from "../report_lines.ts";

const COMMANDS = ["confirm deletion", "restore here", "restore deletion"] as const;

/** A choice about a deletion. */
export type DeletionCommand = typeof COMMANDS[number];

/** Reports whether a command is a choice about a deletion. */
export function isAboutDeletion(command: UserCommand): command is DeletionCommand {
  return COMMANDS.some((one) => one === command);
}

/** Returns what the sync did about the deletion. */
export function deletionOutcome(
  command: DeletionCommand,
  { report, ...outcome }: SyncOutcome,
): { readonly line: string; readonly isDone: boolean } {
  const isRestore = command !== "confirm deletion";
  const deleted = report.edits.filter(({ kind }) => kind === "deleted").length;
  if (isRestore && report.restored !== undefined) {
    return { line: restoredSentence(report.restored), isDone: report.restored > 0 };
  }
  if (outcome.kind === "problem") {
    const said = oneLine(problemSentence(outcome.problem));
    const tried = isRestore ? "restore the files" : "send the deletion";
    return { line: `Cannot ${tried}: ${said}`, isDone: false };
  }
  if (isRestore) return { line: restoredSentence(0), isDone: false };
  return deleted === 0
    ? { line: NO_DELETION, isDone: false }
    : { line: `Deleted ${counted(deleted, "file")} on all machines`, isDone: true };
}
