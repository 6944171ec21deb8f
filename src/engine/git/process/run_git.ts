// The only place that starts git: its environment, its silence time-out, its end.
// It returns what git said and never decides what that means.

import { Buffer } from "node:buffer";
import { isAbsolute } from "node:path";
import { settlesWithin } from "../../../system/pause.ts";
import { endGroup, startFailure, startGroup } from "./process_group.ts";
import { guards, type Setting } from "./forced_settings.ts";
import { messages, type Output, wholeOutput } from "./output.ts";
import { GIT_OUTPUT_BYTES, GIT_SILENCE_MS } from "../../../system/limits.ts";
import { batchSsh } from "../values/ssh_command.ts";
import { textOf } from "../values/git_text.ts";
import { errorMessage } from "../../../system/error_message.ts";

/** What one git command may be given beside its arguments. */
export interface GitOptions {
  /** Sent to standard input as bytes (a string is taken as one byte per character, as in `GitPath`). */
  readonly stdin?: string;
  /** Talks with git while it runs, instead of sending `stdin` and collecting standard output. */
  readonly converse?: (ends: Conversation) => Promise<void>;
  /** Added to the environment of this command. */
  readonly env?: Readonly<Record<string, string>>;
  /** `reads` takes no lock that it could do without; `writes` leaves the orphan's note first. */
  readonly access: "reads" | "writes";
  /** Milliseconds without any output after which the command counts as hung. */
  readonly silenceMs?: number;
  /** Bytes of output after which the command is ended. */
  readonly mostBytes?: number;
  /** Ends a command that talks but gets no further. */
  readonly stall?: {
    /** Milliseconds from one question to the next. */
    readonly everyMs: number;
    /** Reports whether a command that began so many milliseconds ago may go on. */
    readonly goesOn: (elapsedMs: number) => Promise<boolean>;
  };
  /** Whether it may run beside another one that writes: its note is another file. */
  readonly isTransfer?: boolean;
  /** Called with each piece of standard error, for progress. */
  readonly onProgress?: (text: string) => void;
}

/** Both ends of a talk with a git that answers questions; git ends when its standard input does. */
export interface Conversation {
  /** Sends text, one byte per character. */
  write(text: string): Promise<void>;
  /** Returns the next bytes of the answer; `undefined` when git has ended. */
  read(): Promise<Uint8Array | undefined>;
}

/** What git said. A non-zero code is a result, not an exception. */
export interface GitResult {
  readonly code: number;
  /** One character per byte: names need not be UTF-8 (see `engine/git/values/path.ts`). */
  readonly stdout: string;
  readonly stderr: string;
  /** The signal that ended it; the code says nothing then. */
  readonly signal?: Deno.Signal;
  /** Why it was ended from here, when it was. */
  readonly ended?: "silence" | "abort" | "flood" | "stall";
  /** The bytes (`flood`) or milliseconds (`stall`) after which it was ended. */
  readonly limit?: number;
}

/** Runs one git command. */
export type RunGit = (args: readonly string[], options: GitOptions) => Promise<GitResult>;

/** What all git commands of one repository share. */
export interface GitSettings {
  /** The git program: a path or a name on PATH. */
  readonly program: string;
  /** The folder in which git runs. */
  readonly folder: string;
  /** The environment that the app was started with. */
  readonly environment: Readonly<Record<string, string>>;
  /** Whether the folder's volume tells names apart by their case; absent when that is not known. */
  readonly caseCounts?: boolean;
  /** Whether its volume knows how to write to the disk itself; absent when that is not known. */
  readonly canSync?: boolean;
  /** The folder of hooks, where git's own has some that must not run (see `engine/git/process/hooks.ts`). */
  readonly hooks?: string;
  /** Further settings that count more than those of any file. */
  readonly more?: readonly Setting[];
  /** The person's own ssh command, to which batch mode is added. */
  readonly sshCommand?: string;
  /** Author and committer when git knows none. */
  readonly identity?: { readonly name: string; readonly email: string };
  /** Where the orphan's note goes (see `engine/git/repository/leftovers.ts`); without it, writing commands leave none. */
  readonly note?: string;
  readonly signal?: AbortSignal;
  /** Milliseconds of silence after which a command counts as hung, where it names no number of its own. */
  readonly silenceMs?: number;
}

/** Git could not be started at all. */
export class GitStartError extends Error {
  override readonly name = "GitStartError";
}

/** The note of a git that had to be killed: no later one takes its place, as it may have left a lock. */
export function killedNote(note: string): string {
  return `${note}.killed`;
}

/** The note of a git that talks to the remote: while it does, another one may save. */
export function transferNote(note: string): string {
  return `${note}.transfer`;
}

/** How long the pipes are read on after git's end, in milliseconds. */
const DRAIN_MS = 2_000;

// Set by a git that called us (a hook, an alias), they would point our git somewhere else.
// The list is `git rev-parse --local-env-vars`, and what bends the reading of paths and differences,
// the time of a commit, or forbids to move a branch (git-receive-pack, "quarantine").
const STRIPPED = [
  "GIT_ALTERNATE_OBJECT_DIRECTORIES",
  "GIT_ATTR_SOURCE",
  "GIT_AUTHOR_DATE",
  "GIT_COMMITTER_DATE",
  "GIT_COMMON_DIR",
  "GIT_CONFIG",
  "GIT_CONFIG_COUNT",
  "GIT_CONFIG_PARAMETERS",
  "GIT_DIFF_OPTS",
  "GIT_DIR",
  "GIT_EXTERNAL_DIFF",
  "GIT_GLOB_PATHSPECS",
  "GIT_GRAFT_FILE",
  "GIT_ICASE_PATHSPECS",
  "GIT_IMPLICIT_WORK_TREE",
  "GIT_INDEX_FILE",
  "GIT_LITERAL_PATHSPECS",
  "GIT_NAMESPACE",
  "GIT_NOGLOB_PATHSPECS",
  "GIT_NO_REPLACE_OBJECTS",
  "GIT_OBJECT_DIRECTORY",
  "GIT_PREFIX",
  "GIT_QUARANTINE_PATH",
  "GIT_REPLACE_REF_BASE",
  "GIT_SHALLOW_FILE",
  "GIT_WORK_TREE",
];

/**
 * The environment of every git command: its language and its manners. Nobody can answer a prompt, so
 * each way of asking fails at once. Pure.
 */
export function gitEnvironment(settings: GitSettings): Record<string, string> {
  const env: Record<string, string> = { ...settings.environment };
  for (const name of STRIPPED) delete env[name];
  delete env.LANGUAGE;
  env.LC_ALL = "C";
  env.GIT_TERMINAL_PROMPT = "0";
  env.GIT_ASKPASS = "false";
  env.SSH_ASKPASS = "false";
  env.SSH_ASKPASS_REQUIRE = "never";
  env.GCM_INTERACTIVE = "never";
  env.GIT_EDITOR = "false";
  env.GIT_PAGER = "cat";
  env.GIT_SSH_COMMAND = batchSsh(settings.sshCommand ?? "ssh");
  // A relative one would be looked for in the synced folder.
  if (env.GIT_EXEC_PATH !== undefined && !isAbsolute(env.GIT_EXEC_PATH)) delete env.GIT_EXEC_PATH;
  const { caseCounts = false, canSync = false, hooks, more = [] } = settings;
  Object.assign(env, guards(Deno.build.os, { caseCounts, canSync, hooks, more }));
  if (settings.identity !== undefined) {
    for (const role of ["AUTHOR", "COMMITTER"]) {
      env[`GIT_${role}_NAME`] ??= settings.identity.name;
      env[`GIT_${role}_EMAIL`] ??= settings.identity.email;
    }
  }
  return env;
}

/**
 * The runner for one repository.
 *
 * The command it returns throws `GitStartError` when git cannot be started. Each git is a process
 * group of its own, so that a time-out or an abort ends its children (ssh, hooks, filters) with it:
 * with git alone killed they would hold the pipes.
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
  let ended: GitResult["ended"];
  let limit: number | undefined;
  const end = (reason: NonNullable<GitResult["ended"]>, at?: number) => {
    if (ended !== undefined) return;
    ended = reason;
    limit = at;
    void endGroup(child);
  };
  const silenceMs = options.silenceMs ?? settings.silenceMs ?? GIT_SILENCE_MS;
  let silence = setTimeout(() => end("silence"), silenceMs);
  const mostBytes = options.mostBytes ?? GIT_OUTPUT_BYTES;
  let room = mostBytes;
  const heard = (piece: Uint8Array) => {
    clearTimeout(silence);
    silence = setTimeout(() => end("silence"), silenceMs);
    room -= piece.length;
    if (room < 0) end("flood", mostBytes);
    return room >= 0;
  };
  const stopAsking = options.stall && askAgain(options.stall, (elapsed) => end("stall", elapsed));
  const abort = () => end("abort");
  settings.signal?.addEventListener("abort", abort, { once: true });
  try {
    const decoder = new TextDecoder();
    const talk = options.converse && converse(child, { use: options.converse, heard });
    const stdout = talk === undefined
      ? collect(child.stdout, { output: wholeOutput(), isWanted: heard })
      : undefined;
    const stderr = collect(child.stderr, {
      output: messages(),
      isWanted: (piece) => {
        options.onProgress?.(decoder.decode(piece, { stream: true }));
        return heard(piece);
      },
    });
    const input = options.stdin === undefined ? undefined : feed(child.stdin, options.stdin);
    const broken = await talk;
    const { code, signal } = await child.status;
    await input;
    // Where git itself has failed, its words tell more.
    if (broken !== undefined && (ended === undefined && (code === 0 || !broken.isOver))) {
      throw broken.error;
    }
    if (ended !== undefined && signal === "SIGKILL") await keepNote(settings, options);
    // A child that git left running (a credential cache) may hold the pipes: what git itself wrote
    // is in them by now.
    await settlesWithin(Promise.all([stdout?.done, stderr.done]), DRAIN_MS);
    await Promise.all([stdout?.stop(), stderr.stop()]);
    const failure = startFailure(code, stderr.bytes().toString("utf8"));
    if (failure !== undefined) throw cannotStart(settings, failure);
    return {
      code: signal === null ? code : -1,
      stdout: stdout === undefined ? "" : textOf(stdout.bytes()),
      stderr: stderr.bytes().toString("utf8"),
      ...(signal === null ? {} : { signal }),
      ...(ended === undefined ? {} : { ended }),
      ...(limit === undefined ? {} : { limit }),
    };
  } finally {
    clearTimeout(silence);
    stopAsking?.();
    settings.signal?.removeEventListener("abort", abort);
  }
}

/** Asks every so often whether a command may go on. Returns how to stop that. */
function askAgain(
  { everyMs, goesOn }: NonNullable<GitOptions["stall"]>,
  end: (elapsedMs: number) => void,
): () => void {
  const began = performance.now();
  let isOver = false;
  const ask = async () => {
    const elapsed = performance.now() - began;
    if (!await goesOn(elapsed)) end(elapsed);
    else if (!isOver) timer = setTimeout(ask, everyMs);
  };
  let timer = setTimeout(ask, everyMs);
  return () => {
    isOver = true;
    clearTimeout(timer);
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
  const command = note !== undefined
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

/** An earlier one stays: it knows of its own lock, and of later ones as well. */
async function keepNote(settings: GitSettings, options: GitOptions): Promise<void> {
  const note = noteOf(settings, options);
  if (note === undefined) return;
  const kept = killedNote(settings.note!);
  if (await Deno.lstat(kept).catch(() => undefined) !== undefined) return;
  // Gone together with the folder, it is of no use.
  await Deno.rename(note, kept).catch(() => {});
}

function noteOf(
  { note }: GitSettings,
  { access, isTransfer = false }: GitOptions,
): string | undefined {
  if (note === undefined || access === "reads") return undefined;
  return isTransfer ? transferNote(note) : note;
}

function cannotStart({ program }: GitSettings, reason: string): GitStartError {
  return new GitStartError(`Cannot start git "${program}": ${reason}`);
}

/** Reads a stream to its end and keeps the pieces for which `isWanted` says so. */
function collect(
  stream: ReadableStream<Uint8Array>,
  { output, isWanted }: {
    readonly output: Output;
    readonly isWanted: (piece: Uint8Array) => boolean;
  },
) {
  const reader = stream.getReader();
  const done = (async () => {
    for (;;) {
      const { value } = await reader.read();
      if (value === undefined) return;
      if (isWanted(value)) output.add(value);
    }
  })();
  return {
    done,
    bytes: output.bytes,
    stop: async () => {
      await reader.cancel();
      await done;
    },
  };
}

/**
 * Lets git's ends be used, then closes them, which ends git. Returns what `use` has thrown, and whether git
 * had ended by then.
 */
async function converse(
  child: Deno.ChildProcess,
  { use, heard }: {
    readonly use: NonNullable<GitOptions["converse"]>;
    readonly heard: (piece: Uint8Array) => boolean;
  },
): Promise<{ readonly error: unknown; readonly isOver: boolean } | undefined> {
  const writer = child.stdin.getWriter();
  const reader = child.stdout.getReader();
  let isOver = false;
  try {
    await use({
      // A git that has ended reads nothing; that it has shows in what it says.
      write: (text) => writer.write(Buffer.from(text, "latin1")).catch(() => {}),
      read: async () => {
        const { value } = await reader.read();
        isOver ||= value === undefined || !heard(value);
        return isOver ? undefined : value;
      },
    });
    return undefined;
  } catch (error) {
    return { error, isOver };
  } finally {
    await writer.close().catch(() => {});
    await reader.cancel().catch(() => {});
  }
}

/** Bytes that are sent at a time: those of a list of files would be in memory twice. */
const FED_AT_ONCE = 256 * 1024;

async function feed(stream: WritableStream<Uint8Array>, text: string): Promise<void> {
  const writer = stream.getWriter();
  try {
    for (let at = 0; at < text.length; at += FED_AT_ONCE) {
      await writer.write(Buffer.from(text.slice(at, at + FED_AT_ONCE), "latin1"));
    }
    await writer.close();
  } catch {
    // Git ended without reading all of it; its code and its message tell why.
  }
}
