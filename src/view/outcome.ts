// What `--once` and `--sync-now` print when their sync has ended. Pure.

import { exitCode } from "../system/exit_code.ts";
import type { SyncOutcome } from "../engine/mod.ts";
import { blockedSentence, failureSentence, outcomeLines } from "./sentences.ts";

/** What is printed of a sync, and the exit code. */
export interface SyncAnswer {
  readonly exitCode: number;
  /** What was done and found. */
  readonly lines: readonly string[];
  /** Why it did not work. */
  readonly error: string | undefined;
}

/** The outcome as an answer. */
export function answerOf(outcome: SyncOutcome): SyncAnswer {
  const lines = outcomeLines(outcome);
  switch (outcome.kind) {
    case "synced": {
      const isDone = outcome.report.notPublished === undefined;
      return { exitCode: isDone ? exitCode.success : exitCode.failed, lines, error: undefined };
    }
    case "blocked":
      return { exitCode: exitCode.blocked, lines, error: blockedSentence(outcome.blocked) };
    case "failed": {
      // Another git is at work in the folder: it has to wait, as for anything that is under way there.
      const code = outcome.failure.kind === "lock" ? exitCode.blocked : exitCode.failed;
      return { exitCode: code, lines, error: failureSentence(outcome.failure) };
    }
  }
}
