// Finding and starting other programs than git. Each is started by its absolute path: a name that is looked
// up in a relative folder could lead into the synced folder, whose files come from others.

import { Buffer } from "node:buffer";
import { delimiter, isAbsolute, join } from "node:path";
import { errorMessage } from "../error_message.ts";
import { TOOL_MS, TOOL_OUTPUT_BYTES } from "../limits/processes.ts";
import { pause } from "../pause.ts";

/** A program, as a name to look up on PATH or as an absolute path, and its arguments. */
export type CommandLine = readonly [program: string, ...args: string[]];

/** Returns the absolute path of a program; `undefined` when no absolute folder of PATH has it. */
export async function findProgram(name: string): Promise<string | undefined> {
  if (isAbsolute(name)) return name;
  if (name.includes("/")) return undefined;
  for (const folder of (Deno.env.get("PATH") ?? "").split(delimiter)) {
    if (!isAbsolute(folder)) continue;
    const file = join(folder, name);
    const info = await Deno.stat(file).catch(() => undefined);
    if (info?.isFile && ((info.mode ?? 0o111) & 0o111) !== 0) return file;
  }
  return undefined;
}

export interface ToolOptions {
  /** Added to the environment of this program; with `clearEnv` it is all of it. */
  readonly env?: Readonly<Record<string, string>>;
  readonly clearEnv?: boolean;
  readonly cwd?: string;
  readonly input?: Uint8Array;
  /** Ends the program. */
  readonly signal?: AbortSignal;
  /** Milliseconds after which the program is ended, instead of `TOOL_MS`. */
  readonly timeoutMs?: number;
  /** Bytes that it may print, instead of `TOOL_OUTPUT_BYTES`. */
  readonly outputBytes?: number;
}

/** The end of a program. */
export interface ToolResult {
  /** The exit code, or `STOPPED`. */
  readonly code: number;
  /** Its standard output; empty when it was stopped. */
  readonly stdout: Uint8Array;
}

/** The exit code of a program that was ended by a limit or the signal. */
export const STOPPED = -1;

/**
 * Runs a program to its end and returns what it prints; its error output is dropped. Returns `undefined` when
 * the program cannot be started. Never throws.
 */
export async function runTool(
  command: CommandLine,
  options: ToolOptions = {},
): Promise<ToolResult | undefined> {
  const { input, signal, timeoutMs = TOOL_MS, outputBytes = TOOL_OUTPUT_BYTES } = options;
  const stopped: ToolResult = { code: STOPPED, stdout: new Uint8Array() };
  if (signal?.aborted) return stopped;
  const child = await spawnTool(command, options);
  if (child === undefined) return undefined;
  const reader = child.stdout.getReader();
  let isStopped = false;
  const stop = () => {
    isStopped = true;
    kill(child);
    // A program that it has started may hold its output open.
    void reader.cancel().catch(() => {});
  };
  signal?.addEventListener("abort", stop, { once: true });
  if (signal?.aborted) stop();
  const timer = timeoutMs === Infinity ? undefined : setTimeout(stop, timeoutMs);
  try {
    const writing = input === undefined ? undefined : write(child.stdin, input);
    const pieces: Uint8Array[] = [];
    for (let bytes = 0;;) {
      const { value, done } = await reader.read();
      if (done) break;
      bytes += value.length;
      if (bytes > outputBytes) stop();
      pieces.push(value);
    }
    await writing;
    const { code } = await child.status;
    return isStopped ? stopped : { code, stdout: Buffer.concat(pieces) };
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener("abort", stop);
  }
}

/** Returns what a program prints, as text; `undefined` when it cannot be started or fails. Never throws. */
export async function toolText(
  command: CommandLine,
  options: ToolOptions = {},
): Promise<string | undefined> {
  const result = await runTool(command, options);
  return result?.code === 0 ? new TextDecoder().decode(result.stdout) : undefined;
}

/**
 * Returns what a program prints, as text, while nothing else of this one runs: it has to be quick, and is named by its
 * absolute path. `undefined` when it cannot be started or fails. Never throws.
 */
export function toolTextNow([path, ...args]: CommandLine): string | undefined {
  try {
    const { success, stdout } = new Deno.Command(path, { args, stdin: "null", stderr: "null" })
      .outputSync();
    return success ? new TextDecoder().decode(stdout) : undefined;
  } catch {
    return undefined;
  }
}

async function spawnTool(
  [program, ...args]: CommandLine,
  { env, clearEnv, cwd, input }: ToolOptions,
): Promise<Deno.ChildProcess | undefined> {
  const path = await findProgram(program);
  if (path === undefined) return undefined;
  try {
    return new Deno.Command(path, {
      args,
      ...(env === undefined ? {} : { env: { ...env } }),
      ...(clearEnv === undefined ? {} : { clearEnv }),
      ...(cwd === undefined ? {} : { cwd }),
      stdin: input === undefined ? "null" : "piped",
      stdout: "piped",
      stderr: "null",
    }).spawn();
  } catch {
    return undefined;
  }
}

async function write(stdin: WritableStream<Uint8Array>, input: Uint8Array): Promise<void> {
  const writer = stdin.getWriter();
  try {
    await writer.write(input);
    await writer.close();
  } catch {
    // The program has ended without reading all of it.
  }
}

function kill(child: Deno.ChildProcess): void {
  try {
    child.kill("SIGKILL");
  } catch {
    // It has ended.
  }
}

/**
 * Runs a program in the terminal of this one and waits for its end, however long that takes. Returns
 * `undefined` when it is not found or may not be run.
 */
export async function runInThisTerminal(
  [program, ...args]: CommandLine,
): Promise<Deno.CommandStatus | undefined> {
  const path = await findProgram(program);
  if (path === undefined) return undefined;
  try {
    return await new Deno.Command(path, { args }).spawn().status;
  } catch (error) {
    const { NotFound, PermissionDenied } = Deno.errors;
    if (error instanceof NotFound || error instanceof PermissionDenied) return undefined;
    throw error;
  }
}

/**
 * Starts a program that may outlive this one. Returns its exit code when it ends within `waitMs` milliseconds,
 * "running" when it does not, "not found", or the reason why it cannot be started. Never throws.
 */
export async function startProgram(
  [program, ...args]: CommandLine,
  { cwd, waitMs }: { readonly cwd?: string | undefined; readonly waitMs: number },
): Promise<
  | { readonly kind: "ended"; readonly code: number }
  | { readonly kind: "running" | "not found" }
  | { readonly kind: "failed"; readonly reason: string }
> {
  const path = await findProgram(program);
  if (path === undefined) return { kind: "not found" };
  try {
    const child = new Deno.Command(path, {
      args,
      ...(cwd === undefined ? {} : { cwd }),
      stdin: "null",
      stdout: "null",
      stderr: "null",
      // A signal that is meant for this program must not end that one.
      detached: true,
    }).spawn();
    child.unref();
    const waiting = new AbortController();
    const status = await Promise.race([
      child.status,
      pause(waitMs, { signal: waiting.signal, ref: false }).then(() => undefined),
    ]);
    waiting.abort();
    return status === undefined ? { kind: "running" } : { kind: "ended", code: status.code };
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return { kind: "not found" };
    return { kind: "failed", reason: errorMessage(error) };
  }
}
