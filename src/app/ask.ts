// Asks the running instance: `--status` and `--sync-now` print what it answers.

import { exitCode } from "../cli.ts";
import { readConfig } from "../config/file.ts";
import type { Origin } from "../config/schema.ts";
import { readLayout } from "../git/layout.ts";
import type { SyncAnswer } from "./app.ts";
import { askControl } from "./control.ts";
import { isLocked } from "./instance.ts";
import type { Voice } from "./once.ts";
import { type Status, statusLines } from "./status.ts";

type Speech = Pick<Voice, "tell" | "complain">;

/** Prints what the running instance is doing, for a person or as JSON; answers the exit code. */
export async function printStatus(
  socket: string,
  { json, voice }: { readonly json: boolean; readonly voice: Speech },
): Promise<number> {
  const status = await askControl(socket, { command: "status" }) as Status | undefined;
  if (status === undefined) return notRunning(voice);
  if (json) voice.tell(JSON.stringify(status, null, 2));
  else for (const line of statusLines(status)) voice.tell(line);
  return exitCode.well;
}

/** Tells the running instance to sync, waits for the outcome and prints it; answers the exit code. */
export async function syncNow(
  socket: string,
  { confirmDeletion, voice }: { readonly confirmDeletion: boolean; readonly voice: Speech },
): Promise<number> {
  const request = { command: "sync", confirmDeletion } as const;
  const answer = await askControl(socket, request) as SyncAnswer | undefined;
  if (answer === undefined) return notRunning(voice);
  for (const line of answer.lines) voice.tell(line);
  if (answer.error !== undefined) voice.complain(`Cannot sync: ${answer.error}`);
  return answer.exitCode;
}

/** Whether an instance runs with this configuration, or keeps its folder in sync with another one. */
export async function isRunning(socket: string, origin: Origin): Promise<boolean> {
  // One that gives no answer runs, too.
  const status = await askControl(socket, { command: "status" }).catch(() => "silent");
  if (status !== undefined) return true;
  const parsed = await readConfig(origin);
  if (!("config" in parsed)) return false;
  const layout = await readLayout(parsed.config.sync_dir).catch(() => undefined);
  return layout !== undefined && await isLocked(layout.gitDir);
}

function notRunning(voice: Speech): number {
  voice.complain("Cannot ask the running instance: none is running with this configuration");
  return exitCode.failed;
}
