// The lines of set-up before a task that may take a while. Pure.

import { shareableAddress } from "../../core/setup/address.ts";
import { remoteAddress } from "../../core/setup/next_step.ts";
import type { Known } from "../../core/setup/known.ts";
import type { Task } from "../../core/setup/step.ts";
import { quote } from "../../system/text.ts";

/** Returns the line about a task; `undefined` for one that takes no time. */
export function taskLine(task: Task, known: Known): string | undefined {
  switch (task) {
    case "reach remote":
      return `Asking ${shareableAddress(remoteAddress(known) ?? "the remote")} …`;
    case "list first save":
      return "Looking for files that you may not want to send …";
    case "connect":
      return connectLine(known);
    case "try broker":
      return "Trying the broker …";
    case "undo":
      return "Taking back what set-up has made …";
    default:
      return undefined;
  }
}

function connectLine({ chosen, reached }: Known): string {
  const folder = quote(chosen?.path ?? "");
  const isEmpty = reached?.kind === "reached" && reached.branches.length === 0;
  if (chosen?.kind === "new" || chosen?.kind === "empty") {
    return isEmpty ? `Making ${folder} …` : `Receiving the files into ${folder} …`;
  }
  return isEmpty ? `Sending the files of ${folder} for the first time …` : `Syncing ${folder} …`;
}
