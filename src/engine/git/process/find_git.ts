// The git program and the environment for it: a program started from a desktop has neither the
// shell's PATH nor its ssh agent.

import { delimiter, isAbsolute, join } from "node:path";
import { stampAt } from "../../../system/file_state.ts";
import { runTool, toolText } from "../../../system/process/programs.ts";
import { isWithin, realPath } from "../../../system/real_path.ts";
import { oneLine } from "../../../system/text.ts";
import { classify } from "./classify.ts";
import { GitError } from "./git.ts";
import { GitStartError, type RunGit } from "./types.ts";
import { gitVersion } from "./version.ts";

/** The PATH of launchd's programs, which no shell has started. */
const SYSTEM_FOLDERS = ["/usr/bin", "/bin", "/usr/sbin", "/sbin"];

/** The folders of Homebrew on both processors, MacPorts, and Nix for the system and all users. */
const PACKAGE_FOLDERS = [
  "/opt/homebrew/bin",
  "/usr/local/bin",
  "/opt/local/bin",
  "/run/current-system/sw/bin",
  "/nix/var/nix/profiles/default/bin",
];

/**
 * Returns the PATH for git: the user's, then the usual folders. The usual ones come first where the
 * user's has only folders of the system, as on a desktop. A relative folder is left out: it would
 * be looked up in the synced folder, whose files come from others. Pure.
 */
export function searchPath(path: string, home?: string): string {
  const folders = path.split(delimiter).filter((folder) => isAbsolute(folder));
  const isChosen = folders.some((folder) => !SYSTEM_FOLDERS.includes(folder));
  const profile = home !== undefined && isAbsolute(home) ? [join(home, ".nix-profile/bin")] : [];
  const usual = [...PACKAGE_FOLDERS, ...profile, ...SYSTEM_FOLDERS];
  const all = isChosen ? [...folders, ...usual] : [...usual, ...folders];
  return [...new Set(all)].join(delimiter);
}

/** Returns a PATH without the folders that lie in one of these, or lead into it. */
async function pathOutside(path: string, synced: readonly string[]): Promise<string> {
  const roots = await Promise.all(synced.map((folder) => realPath(folder)));
  const folders = path.split(delimiter);
  const places = await Promise.all(folders.map((folder) => realPath(folder)));
  return folders.filter((_, at) => roots.every((root) => !isWithin(places[at]!, root)))
    .join(delimiter);
}

/** Reports whether a completed PATH has a folder that lies in one of these. */
export async function leadsInto(
  { PATH = "", HOME }: Readonly<Record<string, string>>,
  synced: readonly string[],
): Promise<boolean> {
  const path = searchPath(PATH, HOME);
  return await pathOutside(path, synced) !== path;
}

/**
 * Returns the environment for git: a PATH with its helpers, without the synced folders, and the ssh
 * agent that launchd knows.
 */
export async function desktopEnvironment(
  environment: Readonly<Record<string, string>>,
  { system, synced }: { readonly system: string; readonly synced: readonly string[] },
): Promise<Record<string, string>> {
  const path = await pathOutside(
    searchPath(environment.PATH ?? "", environment.HOME),
    synced,
  );
  const agent = environment.SSH_AUTH_SOCK ||
    (system === "darwin" ? await agentOfLaunchd() : undefined);
  return { ...environment, PATH: path, ...(agent === undefined ? {} : { SSH_AUTH_SOCK: agent }) };
}

/** Where Apple's command line tools put theirs. */
const GIT_OF_TOOLS = "/Library/Developer/CommandLineTools/usr/bin/git";

/**
 * Returns the first git on a PATH. Where there is none: its name, or on a Mac the place where the
 * tools will put it.
 */
export async function findGit(path: string, system: string): Promise<string> {
  for (const folder of path.split(delimiter)) {
    const file = join(folder, "git");
    const info = await Deno.stat(file).catch(() => undefined);
    if (!info?.isFile || ((info.mode ?? 0o111) & 0o111) === 0) continue;
    if (system !== "darwin" || file !== "/usr/bin/git" || await hasTools()) return file;
  }
  return system === "darwin" ? GIT_OF_TOOLS : "git";
}

/**
 * Reports whether Apple's command line tools are there. Without them, /usr/bin/git opens a window
 * that offers to install them.
 */
async function hasTools(): Promise<boolean> {
  const result = await runTool(["/usr/bin/xcode-select", "--print-path"]);
  // 2 says that there are none; whatever else is in the way, git itself says so.
  return result?.code !== 2;
}

/** Returns the socket of the session's ssh-agent, which launchd has (launchctl(1), "getenv"). */
async function agentOfLaunchd(): Promise<string | undefined> {
  return (await toolText(["/bin/launchctl", "getenv", "SSH_AUTH_SOCK"]))?.trim() || undefined;
}

/** To say its version takes git no time and no more than a line. */
export const BRIEFLY = { silenceMs: 10_000, mostBytes: 64 * 1024 } as const;

/** The versions of the programs that were asked, with the stamps of these programs. */
const versions = new Map<string, { readonly stamp: string; readonly version: string }>();

/**
 * Returns the version of a git program; asks again only when the program has changed. Throws
 * `GitStartError` when it is not git.
 */
export async function versionOf(run: RunGit, program: string): Promise<string> {
  // One that is looked up on PATH by its name may be another one the next time.
  const stamp = isAbsolute(program) ? await stampAt(await realPath(program)) : "none";
  const known = versions.get(program);
  if (stamp !== "none" && known?.stamp === stamp) return known.version;
  const answer = await run(["version"], { access: "reads", ...BRIEFLY });
  const version = gitVersion(answer.stdout);
  if (version !== undefined) {
    versions.set(program, { stamp, version });
    return version;
  }
  if (answer.ended === "abort") throw new GitError(classify(answer), "start git");
  // Without the command line tools, a Mac has a `git` that only says how to install them.
  const [words = ""] = answer.stderr.trim().split("\n");
  const said = answer.ended === "silence" ? ": it gives no answer" : words && `: ${oneLine(words)}`;
  throw new GitStartError(`Cannot use "${program}": it does not answer as git does${said}`);
}
