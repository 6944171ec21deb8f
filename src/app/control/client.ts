// Asks the running instance: `--status` and `--sync-now` print what it answers.

import * as z from "zod/mini";
import type { Confirmation } from "../../core/confirmation.ts";
import { exitCode } from "../../system/exit_code.ts";
import { readConfig } from "../../adapters/config/file.ts";
import type { ConfigLocation } from "../../adapters/config/schema.ts";
import { readLayout } from "../../engine/mod.ts";
import type { SyncAnswer } from "../../view/outcome.ts";
import { sendRequest } from "./server.ts";
import { lockHolder, type OtherInstance } from "./repository_lock.ts";
import { connectTo } from "./socket.ts";
import { type Status, statusLines } from "../../view/status_report.ts";

const texts = z.array(z.string());
const state = z.object({ kind: z.string(), reason: z.optional(z.string()) });

/** What is printed of a status; whoever asks for JSON gets the rest, too. */
const STATUS = z.object({
  condition: z.string(),
  line: z.string(),
  waiting: texts,
  conflicts: z.array(
    z.object({ path: z.string(), copy: z.string(), host: z.string(), time: z.string() }),
  ),
  notSynced: z.array(z.object({ path: z.string(), reason: z.string() })),
  mistakes: texts,
  warnings: texts,
  link: state,
  watch: state,
});

const SYNC_ANSWER = z.object({
  exitCode: z.number(),
  lines: texts,
  error: z.optional(z.string()),
});

/** Where the words go: what was asked for to `tell`, errors to `reportError`. */
export interface Output {
  readonly print: (line: string) => void;
  readonly printError: (line: string) => void;
}

/** Prints what the running instance is doing, for a person or as JSON; answers the exit code. */
export async function printStatus(
  socket: string,
  { json, output }: { readonly json: boolean; readonly output: Output },
): Promise<number> {
  const answer = await sendRequest(socket, { command: "status" });
  if (answer === undefined) return notRunning(output);
  const status = parseAnswer<Status>(answer, STATUS);
  if (json) output.print(JSON.stringify(status, null, 2));
  else for (const line of statusLines(status)) output.print(line);
  return exitCode.success;
}

/** What is in the way of the running instance; nothing when that is unknown, too. */
export async function problemOf(socket: string): Promise<string | undefined> {
  const answer = await sendRequest(socket, { command: "status" }).catch(() => undefined);
  const status = z.safeParse(z.object({ error: z.optional(z.string()) }), answer);
  return status.data?.error;
}

/** Tells the running instance to sync, waits for the outcome and prints it; answers the exit code. */
export async function syncNow(
  socket: string,
  { output, ...confirmation }: Confirmation & { readonly output: Output },
): Promise<number> {
  const request = { command: "sync", ...confirmation } as const;
  const reply = await sendRequest(socket, request);
  if (reply === undefined) return notRunning(output);
  const answer = parseAnswer<SyncAnswer>(reply, SYNC_ANSWER);
  for (const line of answer.lines) output.print(line);
  if (answer.error !== undefined) output.printError(`Cannot sync: ${answer.error}`);
  return answer.exitCode;
}

/**
 * Returns where the instance listens that keeps a configuration's folder in sync: at one of the places for
 * this configuration, else where the lock of the repository says. The first place when there is none.
 */
export async function socketOfInstance(
  places: readonly [string, ...string[]],
  origin: ConfigLocation,
): Promise<string> {
  for (const socket of places) if (await isListening(socket)) return socket;
  return (await otherInstance(origin))?.socket ?? places[0];
}

/** Whether an instance runs with this configuration, or keeps its folder in sync with another one. */
export async function isRunning(socket: string, origin: ConfigLocation): Promise<boolean> {
  if (await isListening(socket)) return true;
  return (await otherInstance(origin))?.socket !== undefined;
}

/** Returns who has the lock on the folder of a configuration. */
async function otherInstance(origin: ConfigLocation): Promise<OtherInstance | undefined> {
  const parsed = await readConfig(origin);
  if (!("config" in parsed)) return undefined;
  const layout = await readLayout(parsed.config.sync_dir).catch(() => undefined);
  return layout && await lockHolder(layout.gitDir);
}

/** The answer, when it is what this version prints. Throws one line when it is not. */
function parseAnswer<Answer>(answer: unknown, schema: z.ZodMiniType): Answer {
  if (z.safeParse(schema, answer).success) return answer as Answer;
  throw new Error(
    "Cannot read what the running instance answers: it is of another version; quit it and start it again",
  );
}

/** Whether an instance runs with the configuration of this socket. */
export async function isListening(socket: string): Promise<boolean> {
  const connection = await connectTo(socket).catch(() => undefined);
  connection?.close();
  return connection !== undefined;
}

function notRunning(output: Output): number {
  output.printError("Git Sync Bar is not running");
  return exitCode.failed;
}
