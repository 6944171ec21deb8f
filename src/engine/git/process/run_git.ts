// The only place that starts git: its environment, its streams, its end.
// It returns what git said and never decides what that means.

import { settlesWithin } from "../../../system/pause.ts";
import { watchLimits } from "./command_limits.ts";
import { signalOf, startFailure, startGroup } from "./process_group.ts";
import { messages, wholeOutput } from "./output.ts";
import { textOf } from "../values/git_text.ts";
import { errorMessage } from "../../../system/error_message.ts";
import { isForIntel, startReason } from "../../../system/process/start_failure.ts";
import {
  type GitOptions,
  type GitResult,
  type GitSettings,
  GitStartError,
  type RunGit,
} from "./types.ts";
import { gitEnvironment } from "./environment.ts";
import { collect, converse, feed } from "./streams.ts";
import { keepNote, noteOf } from "./running_note.ts";

/**
 * The beginning of a script. On SIGTERM the shell waits for the git process that runs, which removes its locks, and
 * starts no other one.
 */
const SERIES = `trap "exit 143" TERM; echo $$ > "$0" && git=$1 && shift`;

/** How long the pipes are read on after git's end, in milliseconds. */
const DRAIN_MS = 2_000;

/**
 * Returns the runner for one repository.
 *
 * The command it returns throws `GitStartError` when git cannot be started. Each git process is a process group of its
 * own, so that a time-out or an abort ends its children (ssh, hooks, filters) with it: with git alone killed they would
 * hold the pipes.
 */
export function gitRunner(settings: GitSettings): RunGit {
  const base = gitEnvironment(settings);
  return (args, options) => {
    const env = { ...base, ...options.env };
    if (options.access === "reads") env.GIT_OPTIONAL_LOCKS = "0";
    return run(settings, { args, env, options });
  };
}

async function run(
  settings: GitSettings,
  call: {
    readonly args: readonly string[];
    readonly env: Record<string, string>;
    readonly options: GitOptions;
  },
): Promise<GitResult> {
  const { options } = call;
  if (settings.signal?.aborted) return { code: -1, stdout: "", stderr: "", ended: "abort" };
  const child = spawn(settings, call);
  using limits = watchLimits(child, { settings, options });
  const talk = options.converse &&
    converse(child, {
      use: options.converse,
      count: limits.count,
      onAwait: limits.setAwaited,
    });
  const stdout = talk === undefined
    ? collect(child.stdout, {
      output: wholeOutput(),
      isWanted: (piece) => {
        options.onOutput?.(piece);
        return limits.count(piece) && options.onOutput === undefined;
      },
    })
    : undefined;
  const decoder = new TextDecoder();
  const stderr = collect(child.stderr, {
    output: messages(),
    isWanted: (piece) => {
      options.onProgress?.(decoder.decode(piece, { stream: true }));
      return limits.count(piece);
    },
  });
  const input = options.stdin === undefined ? undefined : feed(child.stdin, options.stdin);
  const broken = await talk;
  const { code, signal } = await child.status;
  await input;
  const isEnded = limits.reached.ended !== undefined;
  // Where git itself has failed, its words tell more.
  if (broken !== undefined && !isEnded && (code === 0 || !broken.isOver)) throw broken.error;
  if (isEnded && signal === "SIGKILL") await keepNote(settings, options);
  // A child that git left running (a credential cache) may hold the pipes: what git itself wrote
  // is in them by now.
  await settlesWithin(Promise.all([stdout?.done, stderr.done]), DRAIN_MS);
  await Promise.all([stdout?.stop(), stderr.stop()]);
  const failure = startFailure(code, stderr.bytes().toString("utf8"));
  if (failure !== undefined) throw cannotStart(settings, failure);
  const died = signal ?? (options.script === undefined ? null : signalOf(code));
  return {
    code: died === null ? code : -1,
    stdout: stdout === undefined ? "" : textOf(stdout.bytes()),
    stderr: stderr.bytes().toString("utf8"),
    ...(died === null ? {} : { signal: died }),
    ...limits.reached,
  };
}

function spawn(
  settings: GitSettings,
  call: {
    readonly args: readonly string[];
    readonly env: Record<string, string>;
    readonly options: GitOptions;
  },
): Deno.ChildProcess {
  const { args, env, options } = call;
  // The note must be there before git writes anything, and only the process itself knows its number
  // by then: so a shell writes it and becomes git, number and group unchanged.
  const note = noteOf(settings, options);
  const { script } = options;
  const command = script !== undefined
    ? ["/bin/sh", "-c", `${SERIES} && ${script}`, note ?? "/dev/null", settings.program, ...args]
    : note !== undefined
    ? ["/bin/sh", "-c", 'echo $$ > "$0" && exec "$@"', note, settings.program, ...args]
    : [settings.program, ...args];
  try {
    return startGroup(command, {
      cwd: settings.folder,
      env,
      stdin: options.stdin === undefined && options.converse === undefined ? "null" : "piped",
    });
  } catch (error) {
    const message = errorMessage(error);
    throw cannotStart(settings, message.replace(/^Failed to spawn '.*': /s, ""));
  }
}

function cannotStart({ program }: GitSettings, reason: string): GitStartError {
  return new GitStartError(`Cannot start git "${program}": ${startReason(reason)}`, {
    isForIntel: isForIntel(reason),
  });
}
