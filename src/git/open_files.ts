// Which files some program of this user holds open.

/**
 * Those of the paths (absolute) that a program holds open. Where the system does not tell, none is said
 * to be.
 */
export async function heldOpen(paths: readonly string[]): Promise<Set<string>> {
  if (paths.length === 0) return new Set();
  const open = Deno.build.os === "linux"
    ? await printed(ON_LINUX, "\0")
    : await printed(BY_LSOF, "\n");
  // lsof marks a name with the letter of its field.
  const isOpen = (path: string) => open.has(path) || open.has(`n${path}`);
  return new Set(paths.filter(isOpen));
}

// From a shell, as Deno lets only `-A` read /proc, and ask who the user is. Links of open files lead to where
// the files are now, also when they were renamed since (proc(5)).
const ON_LINUX = "find /proc/[0-9]*/fd -type l -printf '%l\\0'";
const BY_LSOF = 'lsof -n -P -w -a -u "$(id -u)" -d 0-9999 -F n';

async function printed(script: string, separator: string): Promise<Set<string>> {
  try {
    const { stdout } = await new Deno.Command("/bin/sh", {
      args: ["-c", script],
      stdin: "null",
      stderr: "null",
    }).output();
    return new Set(new TextDecoder().decode(stdout).split(separator));
  } catch {
    return new Set();
  }
}
