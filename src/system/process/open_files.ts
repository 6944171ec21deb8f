// Files that a program of this user holds open.

import { lsofNames } from "./processes.ts";
import { runTool, STOPPED } from "./programs.ts";

/**
 * Returns those of the paths (absolute) that a program holds open: none where the system does not tell, all of
 * them where it does not tell in time.
 */
export async function heldOpen(paths: readonly string[]): Promise<Set<string>> {
  if (paths.length === 0) return new Set();
  const isLinux = Deno.build.os === "linux";
  // Whatever its code: lsof and find also fail for files that they may not read.
  const result = await runTool(["/bin/sh", "-c", isLinux ? ON_LINUX : BY_LSOF]);
  if (result?.code === STOPPED) return new Set(paths);
  const printed = result?.stdout ?? new Uint8Array();
  const open = new Set(
    isLinux ? new TextDecoder().decode(printed).split("\0") : lsofNames(printed),
  );
  return new Set(paths.filter((path) => open.has(path)));
}

// From a shell, as Deno lets only `-A` read /proc, and ask who the user is. Links of open files lead to where
// the files are now, also when they were renamed since (proc(5)).
const ON_LINUX = "exec find /proc/[0-9]*/fd -type l -printf '%l\\0'";
const BY_LSOF = 'exec lsof -n -P -w -a -u "$(id -u)" -d 0-9999 -F n';
