// A sync that is asked for over the control socket: the click that it stands for, and its answer.

import type { AppEvent, UserCommand } from "../../core/events.ts";
import type { SyncOutcome } from "../../engine/mod.ts";
import { exitCode } from "../../system/exit_code.ts";
import { answerOf, type SyncAnswer } from "../../view/outcome.ts";
import type { RunningFolder } from "../folders/running_folder.ts";
import type { ControlRequest } from "./protocol.ts";

type SyncRequest = Extract<ControlRequest, { command: "sync" | "change" }>;

/** Syncs as asked and returns what it did and found. */
export async function answerSync(
  request: SyncRequest,
  folder: Pick<RunningFolder, "state" | "post" | "nextSync">,
): Promise<SyncAnswer> {
  const outcome = await syncAsAsked(request, folder);
  if (outcome !== undefined) return answerOf(outcome, request.command === "sync" ? request : {});
  return { exitCode: exitCode.failed, lines: [], error: NOT_IN_FORCE };
}

/** Why nothing is synced. */
export const NOT_IN_FORCE = "no valid configuration is in force";

/**
 * Syncs as asked and waits for the outcome; `undefined` when no configuration is in force. A sync that is under way began
 * before: the one after it counts.
 */
export async function syncAsAsked(
  request: SyncRequest,
  folder: Pick<RunningFolder, "state" | "post" | "nextSync">,
): Promise<SyncOutcome | undefined> {
  if (request.command === "change") {
    const { change } = request;
    return await syncFor({ command: change.kind, change }, folder);
  }
  const { publish } = request;
  const path = publish === undefined ? {} : { path: publish };
  return await syncFor({ command: commandOf(request), ...path }, folder);
}

/** Syncs for a command of the user, as `syncAsAsked` does. */
export async function syncFor(
  asked: Omit<Extract<AppEvent, { kind: "asked" }>, "kind">,
  folder: Pick<RunningFolder, "state" | "post" | "nextSync">,
): Promise<SyncOutcome | undefined> {
  const { stopping, config: { isInForce } } = folder.state;
  if (!isInForce || stopping) return undefined;
  const outcome = folder.nextSync();
  folder.post({ kind: "asked", ...asked });
  return await outcome;
}

function commandOf(
  { confirmDeletion, confirmIncoming, restoreDeletion, publish, unlock, older }: Extract<
    SyncRequest,
    { command: "sync" }
  >,
): UserCommand {
  if (publish !== undefined) return "publish";
  if (confirmIncoming) return "confirm incoming";
  if (confirmDeletion) return "confirm deletion";
  if (restoreDeletion) return "restore any deletion";
  if (older) return "fetch older";
  return unlock ? "unlock" : "sync";
}
