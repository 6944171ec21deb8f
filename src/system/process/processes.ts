// Processes of the system: groups and their members, and the names that `lsof` prints.

import { Buffer } from "node:buffer";
import process from "node:process";
import { toolText } from "./programs.ts";

/** The form of a character that lsof escapes; each byte of one that is not ASCII is `\xNN`. */
const ESCAPED = /\\(?:x([0-9a-f]{2})|(.))/g;

const NAMED: Readonly<Record<string, string>> = { b: "\b", f: "\f", n: "\n", r: "\r", t: "\t" };

/**
 * Returns the names among the fields that lsof prints (`man lsof`, "OUTPUT FOR OTHER PROGRAMS"). Without a locale
 * in its environment, as in an app that a desktop of macOS has started, it escapes all that is not ASCII.
 */
export function lsofNames(printed: Uint8Array): string[] {
  return Buffer.from(printed).toString("latin1").split("\n")
    .filter((line) => line.startsWith("n"))
    .map(nameIn);
}

/** Returns the process and the name of each file that lsof prints with the fields `p` and `n`. */
export function lsofProcesses(
  printed: Uint8Array,
): { readonly pid: number; readonly name: string }[] {
  const found: { pid: number; name: string }[] = [];
  let pid = 0;
  for (const line of Buffer.from(printed).toString("latin1").split("\n")) {
    if (line.startsWith("p")) pid = Number(line.slice(1));
    if (line.startsWith("n")) found.push({ pid, name: nameIn(line) });
  }
  return found;
}

function nameIn(line: string): string {
  return Buffer.from(line.slice(1).replace(ESCAPED, unescaped), "latin1").toString();
}

function unescaped(_all: string, code: string | undefined, letter: string): string {
  return code === undefined ? NAMED[letter] ?? letter : String.fromCharCode(parseInt(code, 16));
}

/** Reports whether a group still runs, and is not a later one with the same number. */
export async function isAlive(group: number, started: number): Promise<boolean> {
  if (!signalGroup(group, 0)) return false;
  const members = await processesOf(group);
  if (members === undefined) return true;
  const leader = members.find(({ pid }) => pid === group);
  // Times of processes are kept in steps of up to a second.
  if (leader !== undefined && leader.start > started + 2_000) return false;
  // A process that has ended keeps its number until its parent asks for its exit code, which may be never.
  return members.some(({ ended }) => !ended);
}

/** Sends a signal to a group, and reports whether it is there; 0 sends nothing. */
export function signalGroup(group: number, signal: "SIGTERM" | "SIGKILL" | 0): boolean {
  try {
    process.kill(-group, signal);
    return true;
  } catch (error) {
    return error instanceof Error && "code" in error && error.code === "EPERM";
  }
}

/** The state of a process. */
export interface ProcessState {
  readonly pid: number;
  readonly ended: boolean;
  /** In milliseconds since 1970. */
  readonly start: number;
}

/** Returns the processes of a group; `undefined` when that is not known. */
export async function processesOf(group: number): Promise<ProcessState[] | undefined> {
  const printed = await toolText(["ps", "-A", "-o", "pgid=,pid=,stat=,lstart="], {
    env: { LC_ALL: "C" },
  });
  return printed?.split("\n")
    .map((line) => line.trim().split(/\s+/))
    .filter(([pgid]) => Number(pgid) === group)
    .map(([, pid, state, ...start]) => ({
      pid: Number(pid),
      ended: state!.startsWith("Z"),
      start: Date.parse(start.join(" ")),
    }));
}

/**
 * Returns how many bytes of memory those processes of a group have whose command line matches; 0 when that is not
 * known.
 */
export async function memoryOf(group: number, commandLine: RegExp): Promise<number> {
  const printed = await toolText(["ps", "-A", "-o", "pgid=,rss=,args="], {
    env: { LC_ALL: "C" },
  });
  return [...(printed ?? "").matchAll(/^ *(\d+) +(\d+) +(.*)$/gm)]
    .filter(([, pgid, , args]) => Number(pgid) === group && commandLine.test(args!.slice(0, 4096)))
    .reduce((sum, [, , kilobytes]) => sum + Number(kilobytes) * 1024, 0);
}
