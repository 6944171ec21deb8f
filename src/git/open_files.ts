// Which files some program of this user holds open.

/**
 * Those of the paths (absolute) that a program holds open. Where the system does not tell, none is said
 * to be.
 */
export async function heldOpen(paths: readonly string[]): Promise<Set<string>> {
  if (paths.length === 0) return new Set();
  const open = Deno.build.os === "linux" ? await openOnLinux() : await openByLsof();
  return new Set(paths.filter((path) => open.has(path)));
}

/** Links of open files lead to where the files are now, also when they were renamed since (proc(5)). */
async function openOnLinux(): Promise<Set<string>> {
  const open = new Set<string>();
  for await (const { name } of Deno.readDir("/proc")) {
    if (!/^\d+$/.test(name)) continue;
    try {
      for await (const { name: number } of Deno.readDir(`/proc/${name}/fd`)) {
        const target = await Deno.readLink(`/proc/${name}/fd/${number}`).catch(() => "");
        if (target.startsWith("/")) open.add(target);
      }
    } catch {
      // It ended meanwhile, or belongs to another user.
    }
  }
  return open;
}

async function openByLsof(): Promise<Set<string>> {
  try {
    const { stdout } = await new Deno.Command("lsof", {
      args: ["-n", "-P", "-w", "-a", "-u", String(Deno.uid()), "-d", "0-9999", "-F", "n"],
      stdin: "null",
      stderr: "null",
    }).output();
    const lines = new TextDecoder().decode(stdout).split("\n");
    return new Set(lines.filter((line) => line.startsWith("n/")).map((line) => line.slice(1)));
  } catch {
    return new Set();
  }
}
