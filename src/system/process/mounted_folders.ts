// The folders in which something is mounted, as the system lists them.

import { runTool } from "./programs.ts";

/**
 * Returns the absolute paths of all folders in which something is mounted, also a folder of the same disk, which has
 * the number of that disk. None where the system does not list them in `/proc`.
 */
export async function mountedFolders(): Promise<ReadonlySet<string>> {
  if (Deno.build.os !== "linux") return new Set();
  // By a program, as Deno lets only `-A` read /proc.
  const result = await runTool(["/bin/cat", "/proc/self/mountinfo"]);
  const lines = new TextDecoder().decode(result?.stdout ?? new Uint8Array()).split("\n");
  return new Set(lines.flatMap((line) => unescaped(line.split(" ")[4]) ?? []));
}

/** Returns a path without its octal escapes (proc_pid_mountinfo(5)). */
function unescaped(path: string | undefined): string | undefined {
  return path?.replace(
    /\\([0-7]{3})/g,
    (_, digits: string) => String.fromCharCode(Number.parseInt(digits, 8)),
  );
}
