// Sends requests to the running instance: `--status` and `--sync-now` print its answers.

import { closeQuietly } from "../../system/close_quietly.ts";
import * as z from "zod/mini";
import { exitCode } from "../../system/exit_code.ts";
import { type NotSynced, PROGRESS_MS, type UserRequest } from "../../engine/mod.ts";
import type { SyncAnswer } from "../../view/outcome.ts";
import { NOT_SYNCED } from "../../view/not_synced.ts";
import type { ReportedFolder } from "../run_checks.ts";
import { connectTo } from "./socket.ts";
import {
  type NamedStatus,
  type Status,
  STATUS_VERSION,
  statusLines,
  statusOfOne,
} from "../../view/status_report.ts";
import { pause } from "../../system/pause.ts";
import type { PassingLine } from "../../system/terminal/terminal.ts";
import { CONTROL_ANSWER_BYTES } from "../../system/limits/window.ts";
import { quote, shownJson } from "../../system/text.ts";
import { errorMessage } from "../../system/error_message.ts";
import {
  ANSWER_MS,
  type ControlRequest,
  type FolderRequest,
  readLine,
  requestOf,
  sendLine,
  withTimeout,
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

/** Returns why the instance does not answer that runs, in one line; `undefined` where none runs. */
export type WhyUnanswered = () => Promise<string | undefined>;

/** The options of `--status`. */
export interface StatusOptions {
  readonly whyUnanswered: WhyUnanswered;
  readonly json: boolean;
  readonly output: Output;
  /** Chooses one of several folders by its name or its place; without it, or where it returns none, all are meant. */
  readonly choose?: (folders: readonly NamedStatus[]) => Promise<NamedStatus | undefined>;
}

/** Prints the status of the running instance, as lines or as JSON, and returns the exit code. */
export async function printStatus(
  socket: string,
  { json, output, choose, whyUnanswered }: StatusOptions,
): Promise<number> {
  const answer = await sendRequest(socket, { command: "status" });
  if (answer === undefined) return await notRunning(output, whyUnanswered);
  const all = parseAnswer<Status>(answer, STATUS);
  const status = statusOfOne(all, await choose?.(all.folders ?? []));
  if (json) output.print(shownJson(status));
  else for (const line of statusLines(status)) output.print(line);
  return exitCode.success;
}

const OF_FOLDER = z.object({
  error: z.optional(z.string()),
  folder: z.optional(z.string()),
  notSynced: z.optional(z.array(
    z.object({ path: z.string(), reason: z.string(), by: z.optional(z.string()) }),
  )),
});
const OF_FOLDERS = z.extend(OF_FOLDER, { folders: z.optional(z.array(OF_FOLDER)) });

/** Returns what the running instance says of a folder; nothing when it does not answer. */
export async function reportedFolder(socket: string, folder: string): Promise<ReportedFolder> {
  const answer = await sendRequest(socket, { command: "status" }).catch(() => undefined);
  const { data } = z.safeParse(OF_FOLDERS, answer);
  const { folders } = data ?? {};
  const one = folders === undefined ? data : folders.find((one) => one.folder === folder);
  return { problem: one?.error, notSynced: one?.notSynced?.flatMap(knownReason) };
}

/**
 * Returns a file that is left out, or none: an instance of another version may have reasons that are not known here.
 */
function knownReason(
  { path, reason, by }: {
    readonly path: string;
    readonly reason: string;
    readonly by?: string | undefined;
  },
): NotSynced[] {
  if (!Object.hasOwn(NOT_SYNCED, reason)) return [];
  return [{ path, reason: reason as NotSynced["reason"], ...(by === undefined ? {} : { by }) }];
}

/**
 * Makes the running instance sync, waits for the outcome, prints it and returns the exit code. `line` shows how far it
 * is meanwhile.
 */
export async function syncNow(
  socket: string,
  { output, line, folder, whyUnanswered, ...asked }: UserRequest & {
    readonly output: Output;
    readonly whyUnanswered: WhyUnanswered;
    readonly line?: PassingLine | undefined;
    /** The path of one of its folders, or its name; without it the first is meant. */
    readonly folder?: string | undefined;
  },
): Promise<number> {
  const inFolder = (request: FolderRequest): ControlRequest =>
    folder === undefined ? request : { command: "folder", folder, request };
  const ending = new AbortController();
  const question = inFolder({ command: "progress" });
  const showing = line && showProgress(socket, { line, question, signal: ending.signal });
  const reply = await sendRequest(socket, inFolder(requestOf(asked))).finally(() => ending.abort());
  await showing;
  if (reply === undefined) return await notRunning(output, whyUnanswered);
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
export async function askForWindow(
  socket: string,
  whyUnanswered: WhyUnanswered,
): Promise<WindowAnswer> {
  const reply = await sendRequest(socket, { command: "window" });
  if (reply === undefined) {
    const why = await whyUnanswered() ??
      "Git Sync Bar is not running: start `git-sync-bar` first, " +
        "or `git-sync-bar --headless` where there is no desktop";
    throw new Error(`Cannot open the window: ${why}`);
  }
  const answer = parseAnswer<z.infer<typeof WINDOW_ANSWER>>(reply, WINDOW_ANSWER);
  if ("error" in answer) throw new Error(answer.error);
  return answer;
}

const PROGRESS_ANSWER = z.object({ line: z.string() });

/** Shows how far the running instance is, until the signal. An older one does not answer that. Never throws. */
async function showProgress(
  socket: string,
  { line, question, signal }: {
    readonly line: PassingLine;
    readonly question: ControlRequest;
    readonly signal: AbortSignal;
  },
): Promise<void> {
  while (await pause(PROGRESS_MS, { signal })) {
    const answer = await sendRequest(socket, question).catch(() => undefined);
    const { data } = z.safeParse(PROGRESS_ANSWER, answer);
    if (data === undefined || signal.aborted) break;
    line.show(data.line);
  }
  line.show("");
}

/** Returns an answer as this version understands it. Throws one line when it does not. */
function parseAnswer<Answer>(answer: unknown, schema: z.ZodMiniType): Answer {
  if (z.safeParse(schema, answer).success) return answer as Answer;
  throw new Error(
    "Cannot read what the running instance answers: it is of another version; quit it and start it again",
  );
}

async function notRunning(output: Output, whyUnanswered: WhyUnanswered): Promise<number> {
  output.printError(
    await whyUnanswered() ??
      "Git Sync Bar is not running: start `git-sync-bar`, or sync once with --once",
  );
  return exitCode.failed;
}

/** Whether the answer comes after a sync, which may take any time. */
const IS_WORK: Readonly<Record<ControlRequest["command"], boolean>> = {
  status: false,
  progress: false,
  window: false,
  sync: true,
  change: true,
  folder: true,
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
  await sendLine(connection, JSON.stringify(request));
  return JSON.parse(await readLine(connection, CONTROL_ANSWER_BYTES));
}
