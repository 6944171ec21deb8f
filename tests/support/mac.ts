// What takes itself for a Mac, as far as our icon needs one: for whoever is started on it, /usr/bin/osascript and
// systray2's program are stand-ins, and nobody else sees them.

import { basename, isAbsolute, join } from "node:path";
import { helperSource } from "../../src/adapters/tray/place_helper.ts";
import { writeProgram } from "./executable.ts";
import type { MacBar } from "./jxa.ts";
import { has } from "./needs.ts";
import { type Screen, screenSocket } from "./osascript.ts";
import { isRoot } from "./root.ts";

/** What is started on a Mac: a process with an icon, or the app. */
export const MAC_TRAY_PROCESS = join(import.meta.dirname!, "mac_tray_process.ts");
export const MAC_PROGRAM = join(import.meta.dirname!, "mac_program.ts");

/** A Mac; disposing of it removes its folder. */
export interface Mac extends AsyncDisposable {
  readonly folder: string;
  readonly env: Readonly<Record<string, string>>;
  /** The beginning of a command that runs on it. */
  readonly within: readonly string[];
  /** Makes a shell's line a program of it: in /usr/bin, or where the name is an absolute path, in /usr/sbin. */
  standIn(name: string, line: string): Promise<void>;
}

/** What stands in for an Intel program that runs. */
const RUNS = `#!/bin/sh\necho '{"type":"ready"}'\nexec cat >/dev/null\n`;

/** True when this machine lets a test make one; throws where skipping is forbidden. */
export function canBeMac(): boolean {
  return has("unshare", "mount", "strace") && isRoot();
}

/**
 * Returns the beginning of a command that runs on a Mac where the system refuses to start a program, as one for
 * Intel processors without Rosetta: the call ends with error 86 (EBADARCH), of which Linux has other words.
 */
export function withoutRosetta(mac: Mac, program: string): string[] {
  const refusal = ["-e", "trace=execve", "-e", "inject=execve:error=86", "-P", program];
  return [...mac.within, "strace", "-D", "-f", "-qq", "-o", "/dev/null", ...refusal];
}

/** Makes a Mac on which Intel programs run. */
export async function openMac(): Promise<Mac> {
  const folder = await Deno.makeTempDir({ prefix: "git-sync-bar-test-" });
  const bin = join(folder, "bin");
  const sbin = join(folder, "sbin");
  const intel = join(folder, "intel");
  await Deno.mkdir(bin);
  await Deno.mkdir(sbin);
  // macOS has no such program.
  await Deno.mkdir(join(bin, "setsid"));
  await Deno.writeTextFile(intel, RUNS);
  const deno = `'${Deno.execPath()}' run --quiet --frozen -A`;
  const config = join(import.meta.dirname!, "../../deno.json");
  const osascript = join(import.meta.dirname!, "osascript.ts");
  const mac: Mac = {
    folder,
    env: {},
    within: [
      "unshare",
      "--mount",
      "sh",
      "-c",
      'mount -t overlay -o "lowerdir=$0:/usr/bin" overlay /usr/bin && ' +
      'mount -t overlay -o "lowerdir=$1:/usr/sbin" overlay /usr/sbin && mount --bind "$2" "$3" && ' +
      'shift 3 && exec "$@"',
      bin,
      sbin,
      intel,
      helperSource("mac program"),
    ],
    standIn: (name, line) =>
      writeProgram(
        join(isAbsolute(name) ? sbin : bin, basename(name)),
        `#!/bin/sh\n${line}\n`,
      ),
    [Symbol.asyncDispose]: () => Deno.remove(folder, { recursive: true }),
  };
  await mac.standIn("osascript", `exec ${deno} --config '${config}' '${osascript}' "$@"`);
  return mac;
}

/** What is in the menu bar of whoever has this home, and the process that shows it. */
export async function lookAt(home: string): Promise<{ pid: number; bar: MacBar }> {
  const { pid, bar } = await ask(home, "");
  if (bar === undefined) throw new Error("there is no picture yet");
  return { pid, bar };
}

/** Clicks an item. */
export async function clickOn(home: string, title: string): Promise<void> {
  await ask(home, title);
}

async function ask(home: string, title: string): Promise<Screen> {
  using connection = await Deno.connect({ transport: "unix", path: screenSocket(home) });
  await connection.write(new TextEncoder().encode(`${title}\n`));
  return await new Response(connection.readable).json() as Screen;
}
