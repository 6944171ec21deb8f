// The git program and the environment for it: a program started from a desktop has neither the
// shell's PATH nor its ssh agent.

import { delimiter, isAbsolute, join } from "node:path";

/** Where git and its helpers are when PATH does not say so: Homebrew on both processors, then the system. */
const USUAL_FOLDERS = ["/opt/homebrew/bin", "/usr/local/bin", "/usr/bin", "/bin"];

/** What a program has that no shell has started (launchd's default). */
const SYSTEM_FOLDERS = ["/usr/bin", "/bin", "/usr/sbin", "/sbin"];

/**
 * PATH for git: the person's, with the usual folders behind it; where it names no folder but the system's,
 * nobody has chosen, and they come first, as in a terminal. A folder that is not absolute would be looked
 * for in the synced folder, whose files come from others: it is left out. Pure.
 */
export function searchPath(path: string): string {
  const folders = path.split(delimiter).filter((folder) => isAbsolute(folder));
  const isChosen = folders.some((folder) => !SYSTEM_FOLDERS.includes(folder));
  const all = isChosen ? [...folders, ...USUAL_FOLDERS] : [...USUAL_FOLDERS, ...folders];
  return [...new Set(all)].join(delimiter);
}

/** The environment for git: a PATH on which it finds its helpers, and the ssh agent that launchd knows. */
export async function desktopEnvironment(
  environment: Readonly<Record<string, string>>,
  system: string,
): Promise<Record<string, string>> {
  const path = searchPath(environment.PATH ?? "");
  const agent = environment.SSH_AUTH_SOCK ||
    (system === "darwin" ? await agentOfLaunchd() : undefined);
  return { ...environment, PATH: path, ...(agent === undefined ? {} : { SSH_AUTH_SOCK: agent }) };
}

/** The first git on a PATH, or `undefined` when there is none. */
export async function findGit(path: string): Promise<string | undefined> {
  for (const folder of path.split(delimiter)) {
    const file = join(folder, "git");
    const info = await Deno.stat(file).catch(() => undefined);
    if (info?.isFile && ((info.mode ?? 0o111) & 0o111) !== 0) return file;
  }
  return undefined;
}

/** launchd keeps the socket of the session's ssh-agent for whoever asks (launchctl(1), "getenv"). */
async function agentOfLaunchd(): Promise<string | undefined> {
  try {
    const { stdout } = await new Deno.Command("/bin/launchctl", {
      args: ["getenv", "SSH_AUTH_SOCK"],
      stdin: "null",
      stderr: "null",
    }).output();
    return new TextDecoder().decode(stdout).trim() || undefined;
  } catch {
    return undefined;
  }
}
