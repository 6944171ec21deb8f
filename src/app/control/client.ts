// Sends requests to the running instance: `--status` and `--sync-now` print its answers.

import * as z from "zod/mini";
import type { Confirmation } from "../../core/confirmation.ts";
import { exitCode } from "../../system/exit_code.ts";
import { readConfig } from "../../adapters/config/file.ts";
import type { ConfigLocation } from "../../adapters/config/schema.ts";
import { PROGRESS_MS, readLayout } from "../../engine/mod.ts";
import type { SyncAnswer } from "../../view/outcome.ts";
import { lockHolder, type OtherInstance } from "./repository_lock.ts";
import { connectTo } from "./socket.ts";
import { type Status, STATUS_VERSION, statusLines } from "../../view/status_report.ts";
import { pause } from "../../system/pause.ts";
import type { PassingLine } from "../../system/terminal.ts";
import { CONTROL_ANSWER_BYTES } from "../../system/limits.ts";
import { quote } from "../../system/text.ts";
import { errorMessage } from "../../system/error_message.ts";
import {
  ANSWER_MS,
  closeQuietly,
  type ControlRequest,
  readLine,
  withTimeout,
  writeLine,
} from "./protocol.ts";

const texts = z.array(z.string());

const state = z.object({ kind: z.string(), reason: z.optional(z.string()) });

/** The part of a status that is printed; as JSON, all of it is. */
const STATUS = z.object({
  version: z.literal(STATUS_VERSION),
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

/** Where lines are printed. */
export interface Output {
  readonly print: (line: string) => void;
  readonly printError: (line: string) => void;
}

/** Prints the status of the running instance, as lines or as JSON, and returns the exit code. */
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

/** Returns the problem of the running instance; `undefined` without one, and when it does not answer. */
export async function runningProblem(socket: string): Promise<string | undefined> {
  const answer = await sendRequest(socket, { command: "status" }).catch(() => undefined);
  const status = z.safeParse(z.object({ error: z.optional(z.string()) }), answer);
  return status.data?.error;
}

/**
 * Has the running instance sync, waits for the outcome, prints it and returns the exit code. `line` shows how far
 * it is meanwhile.
 */
export async function syncNow(
  socket: string,
  { output, line, ...confirmation }: Confirmation & {
    readonly output: Output;
    readonly line?: PassingLine | undefined;
  },
): Promise<number> {
  const { change } = confirmation;
  const request = change === undefined
    ? { command: "sync", ...confirmation } as const
    : { command: "change", change } as const;
  const ending = new AbortController();
  const showing = line && showProgress(socket, { line, signal: ending.signal });
  const reply = await sendRequest(socket, request).finally(() => ending.abort());
  await showing;
  if (reply === undefined) return notRunning(output);
  const answer = parseAnswer<SyncAnswer>(reply, SYNC_ANSWER);
  for (const line of answer.lines) output.print(line);
  if (answer.error !== undefined) output.printError(`Cannot sync: ${answer.error}`);
  return answer.exitCode;
}

const WINDOW_ANSWER = z.union([
  z.object({ address: z.string(), file: z.string() }),
  z.object({ error: z.string() }),
]);

/** A way into the window of the running instance. */
export interface WindowAnswer {
  /** Good once, within a minute. */
  readonly address: string;
  /** A file that leads a browser there. It is removed when one has come, or after a minute. */
  readonly file: string;
}

/** Asks the running instance for its window. Throws one line, also where it does not run. */
export async function askForWindow(socket: string): Promise<WindowAnswer> {
  const reply = await sendRequest(socket, { command: "window" });
  if (reply === undefined) {
    throw new Error(
      "Cannot open the window: Git Sync Bar is not running, start `git-sync-bar` first, " +
        "or `git-sync-bar --headless` where there is no desktop",
    );
  }
  const answer = parseAnswer<z.infer<typeof WINDOW_ANSWER>>(reply, WINDOW_ANSWER);
  if ("error" in answer) throw new Error(answer.error);
  return answer;
}

const PROGRESS_ANSWER = z.object({ line: z.string() });

/** Shows how far the running instance is, until the signal. An older one does not answer that. Never throws. */
async function showProgress(
  socket: string,
  { line, signal }: { readonly line: PassingLine; readonly signal: AbortSignal },
): Promise<void> {
  while (await pause(PROGRESS_MS, { signal })) {
    const answer = await sendRequest(socket, { command: "progress" }).catch(() => undefined);
    const { data } = z.safeParse(PROGRESS_ANSWER, answer);
    if (data === undefined || signal.aborted) break;
    line.show(data.line);
  }
  line.show("");
}

/**
 * Returns the socket of the instance that keeps a configuration's folder in sync: one of the sockets of this
 * configuration, else the socket that the lock of the repository names. Without an instance it is the first one.
 */
export async function socketOfInstance(
  places: readonly [string, ...string[]],
  origin: ConfigLocation,
): Promise<string> {
  for (const socket of places) if (await isListening(socket)) return socket;
  return (await otherInstance(origin))?.socket ?? places[0];
}

/** Reports whether an instance runs with this configuration, or keeps its folder in sync with another one. */
export async function isRunning(socket: string, origin: ConfigLocation): Promise<boolean> {
  if (await isListening(socket)) return true;
  return (await otherInstance(origin))?.socket !== undefined;
}

/** Returns the instance that has the lock on the folder of a configuration. */
async function otherInstance(origin: ConfigLocation): Promise<OtherInstance | undefined> {
  const parsed = await readConfig(origin);
  if (!("config" in parsed)) return undefined;
  const layout = await readLayout(parsed.config.sync_dir).catch(() => undefined);
  return layout && await lockHolder(layout.gitDir);
}

/** Returns an answer as this version understands it. Throws one line when it does not. */
function parseAnswer<Answer>(answer: unknown, schema: z.ZodMiniType): Answer {
  if (z.safeParse(schema, answer).success) return answer as Answer;
  throw new Error(
    "Cannot read what the running instance answers: it is of another version; quit it and start it again",
  );
}

/** Reports whether an instance listens on a socket. */
export async function isListening(socket: string): Promise<boolean> {
  const connection = await connectTo(socket).catch(() => undefined);
  connection?.close();
  return connection !== undefined;
}

function notRunning(output: Output): number {
  output.printError("Git Sync Bar is not running");
  return exitCode.failed;
}

/** Whether the answer comes after a sync, which may take any time. */
const IS_WORK: Readonly<Record<ControlRequest["command"], boolean>> = {
  status: false,
  progress: false,
  window: false,
  sync: true,
  change: true,
};

/**
 * Sends a request to the instance that listens on a socket, and returns its answer. Returns `undefined` when
 * none listens. Throws one line when there is no answer.
 */
export async function sendRequest(path: string, request: ControlRequest): Promise<unknown> {
  let connection: Deno.UnixConn | undefined;
  try {
    connection = await connectTo(path);
    if (connection === undefined) return undefined;
    const asked = ask(connection, request);
    return await (IS_WORK[request.command] ? asked : withTimeout(asked, { ms: ANSWER_MS }));
  } catch (error) {
    throw new Error(`Cannot ask the running instance at ${quote(path)}: ${errorMessage(error)}`);
  } finally {
    if (connection !== undefined) closeQuietly(connection);
  }
}

async function ask(connection: Deno.UnixConn, request: ControlRequest): Promise<unknown> {
  await writeLine(connection, JSON.stringify(request));
  return JSON.parse(await readLine(connection, CONTROL_ANSWER_BYTES));
}
