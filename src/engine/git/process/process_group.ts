// Starts each git process in a process group of its own. Ending the group ends all that git has
// started (ssh, hooks, filters), and Ctrl-C in a terminal reaches the app alone.

import { constants } from "node:os";
import { settlesWithin } from "../../../system/pause.ts";

/** How long a group may take to end after SIGTERM, in milliseconds: git removes its locks then. */
const GRACE_MS = 2_000;

/** The same when the app ends, which must not take long. */
export const SHORT_GRACE_MS = 500;

// Asked for a group, Deno forks itself, which copies its memory's tables: 5 to 40 ms for each git,
// a start without that a third of it. So on Linux a tiny program makes the group and becomes git,
// its number unchanged (util-linux and busybox have it; macOS does not).
const SETSID = ["/usr/bin/setsid", "/bin/setsid"].find(isFile);

/** Starts a program as the first of a new process group. Throws when it cannot be started. */
export function startGroup(
  [program, ...args]: readonly string[],
  options: {
    readonly cwd: string;
    /** All of the environment. */
    readonly env: Record<string, string>;
    readonly stdin: "null" | "piped";
  },
): Deno.ChildProcess {
  const [first, ...rest] = SETSID === undefined ? [program!, ...args] : [SETSID, program!, ...args];
  return new Deno.Command(first, {
    ...options,
    args: rest,
    clearEnv: true,
    stdout: "piped",
    stderr: "piped",
    detached: SETSID === undefined,
  }).spawn();
}

/** Returns why a program could not be started, where that shows only in how its group ended. */
export function startFailure(code: number, stderr: string): string | undefined {
  // POSIX, "Command Search and Execution": 126 and 127 are for this.
  return code === 126 || code === 127
    ? /^setsid: .{0,40}\bexecute .*?: (.+)$/m.exec(stderr)?.[1]
    : undefined;
}

/** Returns the signal that ended the last program of a shell's script, from the shell's code. */
export function signalOf(code: number): Deno.Signal | null {
  // POSIX, "Exit Status for Commands": more than 128. Shells add the number; git itself ends with
  // 128 and 129.
  const found = Object.entries(constants.signals).find(([, number]) => 128 + number === code);
  return found === undefined || code === 129 ? null : found[0] as Deno.Signal;
}

/**
 * Ends a process group: SIGTERM, then SIGKILL if its leader is still there after some milliseconds.
 */
export async function endGroup(
  { pid, status }: Deno.ChildProcess,
  graceMs = GRACE_MS,
): Promise<void> {
  signalGroup(pid, "SIGTERM");
  await settlesWithin(status, graceMs);
  signalGroup(pid, "SIGKILL");
}

function signalGroup(pid: number, signal: Deno.Signal): void {
  try {
    Deno.kill(-pid, signal);
  } catch (error) {
    // It has ended, or is about to become a group: then SIGKILL finds it. macOS answers EPERM for a
    // group that has ended and whose code was not read yet (killpg1 of XNU).
    const { NotFound, PermissionDenied } = Deno.errors;
    if (!(error instanceof NotFound) && !(error instanceof PermissionDenied)) throw error;
  }
}

function isFile(path: string): boolean {
  try {
    return Deno.statSync(path).isFile;
  } catch {
    return false;
  }
}
