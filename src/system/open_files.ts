// Which files some program of this user holds open.

import { lsofNames } from "./processes.ts";

/**
 * Those of the paths (absolute) that a program holds open. Where the system does not tell, none is said
 * to be.
 */
export async function heldOpen(paths: readonly string[]): Promise<Set<string>> {
  if (paths.length === 0) return new Set();
  const open = new Set(await (Deno.build.os === "linux" ? openOnLinux() : openByLsof()));
  return new Set(paths.filter((path) => open.has(path)));
}

// From a shell, as Deno lets only `-A` read /proc, and ask who the user is. Links of open files lead to where
// the files are now, also when they were renamed since (proc(5)).
const ON_LINUX = "find /proc/[0-9]*/fd -type l -printf '%l\\0'";
const BY_LSOF = 'lsof -n -P -w -a -u "$(id -u)" -d 0-9999 -F n';

async function openOnLinux(): Promise<string[]> {
  return new TextDecoder().decode(await printed(ON_LINUX)).split("\0");
}

async function openByLsof(): Promise<string[]> {
  return lsofNames(await printed(BY_LSOF));
}

async function printed(script: string): Promise<Uint8Array> {
  try {
    const { stdout } = await new Deno.Command("/bin/sh", {
      args: ["-c", script],
      stdin: "null",
      stderr: "null",
    }).output();
    return stdout;
  } catch {
    return new Uint8Array();
  }
}
