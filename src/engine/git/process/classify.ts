// Classifies the failure of a git command by git's messages. Pure.

import {
  DETAIL_CHARACTERS,
  FAILURE_CHARACTERS,
  FAILURE_LINE_CHARACTERS,
} from "../../../system/limits/processes.ts";
import { redact } from "../../../system/redact.ts";
import { cut, messageLines } from "./message_lines.ts";
import { decodeText } from "../values/git_text.ts";
import type { Failure, FailureKind } from "./failure.ts";
import {
  ERROR_PATTERNS,
  NOT_LET_IN,
  REMOTE_LINES,
  SAID_BY_REMOTE,
  SETTINGS_PATTERN,
} from "./error_patterns.ts";

/** The parts of a `GitResult` (see `types.ts`) that classify a failure. */
export interface FailedCommand {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
  readonly signal?: string;
  readonly ended?: "silence" | "abort" | "flood" | "memory" | "stall";
  /** The bytes (`flood`, `memory`) or milliseconds (`stall`) after which it was ended. */
  readonly limit?: number;
}

/** Git's only message when a `pre-push` hook fails without output. */
const SILENT_HOOK = /^failed to push some refs to .*/;

/** The kind of failure when git was ended. */
const ENDED = {
  silence: "hung",
  abort: "aborted",
  flood: "endless output",
  memory: "endless output",
  stall: "hung",
} as const;

/** Reports whether a failure is about git's configuration on this machine: no clone would help. */
export function isAboutSettings({ kind, detail }: Failure): boolean {
  return kind === "damaged" && SETTINGS_PATTERN.test(detail);
}

/**
 * Returns the failure of a git command. The command must have run with `LC_ALL=C`; a push also with
 * `--porcelain`, which prints on standard output why the remote refused the branch.
 */
export function classify(result: FailedCommand): Failure {
  const lines = messageLines(result.stderr);
  const { ended, limit = 0 } = result;
  if (ended !== undefined) return endedFailure({ ended, limit }, lines);
  const output = outputLines(result.stdout);
  const messages = lines.filter((line) => !WARNING_LINE.test(line));
  const refusals = output.filter((line) => line.startsWith(REFUSAL));
  const ofLfs = output.filter((line) => /LFS upload failed:$|^ {2}\(\w+\) /.test(line));
  const text = [...messages, ...refusals, ...ofLfs].join("\n");
  const own = NOT_LET_IN.test(text) ? text : text.replace(REMOTE_LINES, "");
  for (const [pattern, kind] of ERROR_PATTERNS) {
    const said = SAID_BY_REMOTE.has(kind) ? text : own;
    const match = pattern.exec(said);
    if (match === null) continue;
    const message = kind === "hook" || kind === "lfs content"
      ? hookMessage([...lines, ...output])
      : kind === "remote damaged"
      ? messages.filter((line) => line.startsWith("remote: fatal: ")).map(shownLine)[0]
      : undefined;
    const { lock, path } = match.groups ?? {};
    return {
      kind,
      detail: message ??
        shownLine(lineAt(said, match.index)).replace(
          SILENT_HOOK,
          "the pre-push hook failed without output",
        ),
      ...(lock === undefined ? {} : { lock: lock.replaceAll("/./", "/") }),
      ...(path === undefined ? {} : { path }),
    };
  }
  for (const line of refusals) {
    const reason = reasonInBrackets(line);
    if (reason === undefined) continue;
    const unpacking = messages.filter((line) => line.startsWith("error: remote unpack failed: "));
    const words = [reason, ...unpacking.slice(0, 1), ...messages.filter(isFromRemote).slice(-1)]
      .map((words) => shownLine(words));
    return { kind: refusalKind(reason), detail: redact(cut(words.join(": "), DETAIL_CHARACTERS)) };
  }
  const { code, signal } = result;
  const words = allLines(text);
  if (signal === undefined) {
    return { kind: "unknown", detail: words ?? `git ended with code ${code}` };
  }
  // The shell of a script has a word of its own for it.
  const end = `git was ended by ${signal}`;
  return { kind: "unknown", detail: words === undefined ? end : `${end}: ${words}` };
}

/** Reports whether a fetch failed because the remote does not have the branch. */
export function lacksBranch({ ended, stderr }: FailedCommand): boolean {
  return ended === undefined &&
    messageLines(stderr).some((line) => line.startsWith("fatal: couldn't find remote ref "));
}

function endedFailure(
  { ended, limit }: { readonly ended: keyof typeof ENDED; readonly limit: number },
  lines: readonly string[],
): Failure {
  const last = lines.at(-1);
  const said = last === undefined ? "it said nothing" : shownLine(last);
  const detail = ended === "flood"
    ? `git was ended after it had printed ${Math.round(limit / 1024 / 1024)} MB: ${said}`
    : ended === "memory"
    ? `git was ended as it held more than ${
      Math.round(limit / 1024 / 1024)
    } MB of it in memory: ${said}`
    : ended === "stall"
    ? `git was ended after ${Math.ceil(limit / 60_000)} min, as too little was transferred: ${said}`
    : said;
  return { kind: ENDED[ended], detail };
}

/** The beginning of the line about a refused branch (git-push, "OUTPUT"). */
const REFUSAL = "!\t";

/** Returns lines of standard output: a hook prints at its beginning, git the branch's line at its end. */
function outputLines(stdout: string): string[] {
  const most = 2 * FAILURE_CHARACTERS;
  const some = stdout.length <= 2 * most
    ? stdout
    : `${stdout.slice(0, most)}\n${stdout.slice(-most)}`;
  return decodeText(some).split("\n").map((line) => cut(line, FAILURE_LINE_CHARACTERS));
}

/** Returns REASON of `!\tFROM:TO\t[remote rejected] (REASON)` (git-push, "OUTPUT"). */
function reasonInBrackets(line: string): string | undefined {
  const status = line.split(/[\t ]\[/, 2)[1];
  if (status === undefined) return undefined;
  const begin = status.indexOf("] (");
  const end = status.lastIndexOf(")");
  return begin === -1 || end <= begin + 3 ? undefined : status.slice(begin + 3, end);
}

/**
 * Returns the kind of a refused push: a server with an internal error may accept it later; any other refusal is
 * intended.
 */
function refusalKind(reason: string): FailureKind {
  return /unpack|internal|transaction|failed to (?:write|delete|start|lock)|\berror\b/i.test(reason)
    ? "unknown"
    : "remote permission";
}

function isFromRemote(line: string): boolean {
  return line.startsWith("remote: ");
}

// Warnings and hints, which git prints on success as well. Newer ssh clients begin warnings with "**".
const WARNING_LINE = /^(?:remote: )?(?:warning:|hint:|\*\* )/i;

function lineAt(text: string, index: number): string {
  const end = text.indexOf("\n", index);
  return text.slice(text.lastIndexOf("\n", index - 1) + 1, end === -1 ? undefined : end);
}

/** Returns a line as it is shown: without prefixes, control characters and secrets. */
function shownLine(line: string): string {
  const plain = line.replace(/\p{Cc}+/gu, " ").trim();
  const reason = line.startsWith(REFUSAL) ? reasonInBrackets(line) : undefined;
  const words = withoutEnd((reason ?? plain).replace(PREFIXES, ""));
  return redact(cut(words === "" ? plain : words, DETAIL_CHARACTERS)) ||
    "nothing that can be shown";
}

/** The prefixes of a message. The counts are limited, so that matching takes linear time. */
const PREFIXES = /^(?:remote: {0,9})?(?:(?:fatal|error): {0,9}){0,9}/i;

/** Returns a text without spaces, dots and colons at its end, in linear time. */
function withoutEnd(text: string): string {
  let end = text.length;
  while (end > 0 && " \t.:".includes(text[end - 1]!)) end--;
  return text.slice(0, end).trim();
}

/**
 * Returns what a hook itself printed, one at the remote in preference to a local one. A line that ends with a colon
 * goes on in the next one: git-lfs names the files so that it does not have.
 */
function hookMessage(lines: readonly string[]): string | undefined {
  const own = lines.filter((line) =>
    /\p{L}/u.test(line.replace(/^remote: /, "")) && !WARNING_LINE.test(line) &&
    !GIT_PROGRESS.test(line)
  );
  const remote = own.filter((words) => words.startsWith("remote: "));
  const [line, next] = remote.length > 0 ? remote : own;
  if (line === undefined) return undefined;
  if (!line.endsWith(":") || next === undefined) return shownLine(line);
  return shownLine(`${line} ${next.replace(/^remote: /, "").trimStart()}`);
}

// Lines that git itself prints in a push: progress, and the status of the branch.
const GIT_PROGRESS =
  /\d+% \(\d+\/\d+\)|, done\.?$|^Total \d|^Delta compression|^To |^[-!*=+ ]\t|^Done$|failed to push some refs|hook declined to|aborted by hook/;

/** Returns all lines, the error itself first. */
function allLines(text: string): string | undefined {
  const lines = text.split("\n").filter((line) => line !== "");
  const main =
    lines.find((line) => /^(?:remote: )?(?:fatal|error): (?!Could not read from)/.test(line)) ??
      lines[0];
  if (main === undefined) return undefined;
  // The list of all options explains nothing.
  const usage = lines.findIndex((line) => line.startsWith("usage: "));
  const others = lines.slice(0, usage === -1 ? undefined : usage).filter((line) => line !== main);
  return cut([main, ...others].map(shownLine).join("; "), DETAIL_CHARACTERS);
}
