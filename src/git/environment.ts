// The git program and the environment for it: a program started from a desktop has neither the
// shell's PATH nor its ssh agent.

import { delimiter, join } from "node:path";

/** Where git and its helpers are when PATH does not say so: Homebrew on both processors, then the system. */
const USUAL_FOLDERS = ["/opt/homebrew/bin", "/usr/local/bin", "/usr/bin", "/bin"];

/** The environment for git: PATH with the usual folders at its end, and the ssh agent that launchd knows. */
export async function desktopEnvironment(
  environment: Readonly<Record<string, string>>,
  system: string,
): Promise<Record<string, string>> {
  const folders = (environment.PATH ?? "").split(delimiter).filter((folder) => folder !== "");
  const path = [...new Set([...folders, ...USUAL_FOLDERS])].join(delimiter);
  const agent = environment.SSH_AUTH_SOCK ??
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
