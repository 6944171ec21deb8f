// A sync that is asked for over the control socket: the click that it stands for, and its answer.

import type { AppEvent } from "../../core/events.ts";
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
  const outcome = await syncFor(commandOf(request), folder);
  if (outcome === undefined) {
    return { exitCode: exitCode.failed, lines: [], error: NOT_IN_FORCE };
  }
  const isConfirmed = request.command === "sync" && request.confirmDeletion;
  return answerOf(outcome, isConfirmed ? { confirmDeletion: true } : {});
}

/** Why nothing is synced. */
export const NOT_IN_FORCE = "no valid configuration is in force";

/** A command of the user, with what it is about. */
type Asked = Omit<Extract<AppEvent, { kind: "asked" }>, "kind">;

/**
 * Syncs for a command of the user and waits for the outcome; `undefined` when no configuration is in force. A sync that
 * is under way began before: the one after it counts.
 */
export async function syncFor(
  asked: Asked,
  folder: Pick<RunningFolder, "state" | "post" | "nextSync">,
): Promise<SyncOutcome | undefined> {
  const { stopping, config: { isInForce } } = folder.state;
  if (!isInForce || stopping) return undefined;
  const outcome = folder.nextSync();
  folder.post({ kind: "asked", ...asked });
  return await outcome;
}

function commandOf(request: SyncRequest): Asked {
  if (request.command === "change") {
    const { change } = request;
    return { command: change.kind, change };
  }
  const { confirmDeletion, confirmIncoming, restoreDeletion, publish, unlock } = request;
  if (publish !== undefined) return { command: "publish", path: publish };
  if (confirmIncoming) return { command: "confirm incoming" };
  if (confirmDeletion) return { command: "confirm deletion" };
  if (restoreDeletion) return { command: "restore any deletion" };
  return { command: unlock ? "unlock" : "sync" };
}
