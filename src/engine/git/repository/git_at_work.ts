// The git processes that run, from whatever program: their folders, and what they do.

import { basename, dirname, join, resolve } from "node:path";
import { namesIn } from "../../../system/files.ts";
import { lsofProcesses } from "../../../system/process/processes.ts";
import { type CommandLine, runTool } from "../../../system/process/programs.ts";
import { lstatIfThere, stampAt } from "../../../system/file_state.ts";
import type { Repository } from "./repository.ts";
import { isWithin } from "../../../system/real_path.ts";

/** A git process of this user. */
export interface GitProcess {
  /** Its working folder. */
  readonly folder: string;
  /** Its arguments, the program first. */
  readonly args: readonly string[];
}

/**
 * Reports whether any git process runs with its working folder in this repository, all its work trees included, as
 * they share most locks: an editor that `git commit` waits for holds a lock without having it open. When that
 * cannot be found out, the answer is yes.
 */
export async function isGitAtWork(repository: Repository): Promise<boolean> {
  const processes = await gitProcesses();
  if (processes === undefined) return true;
  const roots = await rootsOf(repository);
  return processes.some(({ folder }) => roots.some((root) => isWithin(folder, root)));
}

/**
 * Reports whether a `git commit` is under way in this work tree, as it is while its editor or a hook of it
 * runs. Such a process notes where the branch is, and fails when that moves. Reads processes only when the index
 * is not as we know it (`indexStamp`), or a message was begun since the branch moved.
 */
export async function isCommitUnderWay(
  { root, gitDir }: Repository,
  indexStamp: string | undefined,
): Promise<boolean> {
  const [index, message, moved] = await Promise.all([
    stampAt(join(gitDir, "index")),
    lstatIfThere(join(gitDir, "COMMIT_EDITMSG")),
    lstatIfThere(join(gitDir, "logs", "HEAD")),
  ]);
  const begun = message?.mtime?.getTime() ?? -Infinity;
  const isBegun = message !== undefined && begun >= (moved?.mtime?.getTime() ?? -Infinity);
  if (index === indexStamp && !isBegun) return false;
  const processes = await gitProcesses() ?? [];
  // Git goes to the top of the work tree first; a repository inside of it has a top of its own.
  return processes.some(({ folder, args }) => folder === root && isCommit(args));
}

/** Options of git itself that have a value as an argument of its own (git, "OPTIONS"). */
const WITH_VALUE = ["-c", "-C", "--git-dir", "--work-tree", "--namespace", "--config-env"];

/** Reports whether these are the arguments of a `git commit`. */
export function isCommit([program = "", ...args]: readonly string[]): boolean {
  if (basename(program) === "git-commit") return true;
  let at = 0;
  while (args[at]?.startsWith("-")) at += WITH_VALUE.includes(args[at]!) ? 2 : 1;
  return args[at] === "commit";
}

/**
 * Returns the folders of a repository: this one, its git folder, its other work trees (gitrepository-layout,
 * "worktrees").
 */
async function rootsOf({ root, commonDir }: Repository): Promise<string[]> {
  const roots = [root, commonDir];
  if (basename(commonDir) === ".git") roots.push(dirname(commonDir));
  const linked = join(commonDir, "worktrees");
  for (const name of await namesIn(linked)) {
    const gitFile = await Deno.readTextFile(join(linked, name, "gitdir")).catch(() => undefined);
    if (gitFile !== undefined) roots.push(dirname(resolve(linked, name, gitFile.trim())));
  }
  return roots;
}

/** Returns the git processes of this user, without our own program; `undefined` when they cannot be found out. */
async function gitProcesses(): Promise<GitProcess[] | undefined> {
  return Deno.build.os === "linux" ? await processesOnLinux() : await processesByLsof();
}

/** From a shell, as Deno lets only `-A` read /proc. Prints folder and arguments of each git (proc(5)). */
const LIST_GITS = `[ -r /proc/self/comm ] || exit 1
for process in /proc/[0-9]*; do
  read -r name <"$process/comm" && case $name in
    git-sync-bar) ;;
    git*) printf '%s\\0' "$(readlink "$process/cwd")"; tr '\\0' '\\001' <"$process/cmdline"; printf '\\0' ;;
  esac
done
exit 0`;

async function processesOnLinux(): Promise<GitProcess[] | undefined> {
  const printed = await output(["/bin/sh", "-c", LIST_GITS]);
  if (printed === undefined) return undefined;
  const fields = new TextDecoder().decode(printed).split("\0");
  return Array.from({ length: Math.floor(fields.length / 2) }, (_, at) => ({
    folder: fields[2 * at]!,
    args: fields[2 * at + 1]!.split("\x01").slice(0, -1),
  }));
}

async function processesByLsof(): Promise<GitProcess[] | undefined> {
  // `-c ^NAME` leaves those out whose command begins so (lsof(8)); without any git it ends with 1.
  const commands = ["-c", "git", "-c", "^git-sync-bar"];
  const printed = await output(["lsof", "-w", "-a", ...commands, "-d", "cwd", "-F", "pn"], [0, 1]);
  if (printed === undefined) return undefined;
  const found: GitProcess[] = [];
  for (const { pid, name } of lsofProcesses(printed)) {
    const words = await output(["ps", "-ww", "-o", "args=", "-p", `${pid}`]);
    const line = new TextDecoder().decode(words ?? new Uint8Array()).trim();
    found.push({ folder: name, args: line.split(/\s+/) });
  }
  return found;
}

/** Returns what a program prints; `undefined` when it fails. */
async function output(
  command: CommandLine,
  codes: readonly number[] = [0],
): Promise<Uint8Array | undefined> {
  const result = await runTool(command);
  return result !== undefined && codes.includes(result.code) ? result.stdout : undefined;
}
