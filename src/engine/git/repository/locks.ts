// The lock files of git in a repository, and those that a git process has left which was killed.

import { basename, join } from "node:path";
import { namesIn } from "../../../system/files.ts";
import { isGitAtWork } from "./git_at_work.ts";
import { lstatIfThere } from "../../../system/file_state.ts";
import type { Repository } from "./repository.ts";
import { LOCK_AGE_MS } from "../../../system/limits/processes.ts";
import { realPath } from "../../../system/real_path.ts";

/** Locks that were taken away are kept for so long, in milliseconds. */
const KEPT_MS = 30 * 24 * 60 * 60 * 1000;

/** The locks of git's upkeep: as long as one is there, git silently leaves that out. */
const UPKEEP = [
  "objects/maintenance",
  "objects/info/commit-graph",
  "objects/info/commit-graphs/commit-graph-chain",
];

/** Returns the paths of all lock files of this work tree and of what all work trees share. */
export async function locksIn({ gitDir, commonDir, ownDir }: Repository): Promise<string[]> {
  const found: string[] = [];
  const consider = async (path: string) => {
    if ((await lstatIfThere(path))?.isFile) found.push(path);
  };
  for (const name of ["index", "HEAD", "config.worktree"]) {
    await consider(join(gitDir, `${name}.lock`));
  }
  for (const name of ["packed-refs", "config", "shallow", ...UPKEEP]) {
    await consider(join(commonDir, `${name}.lock`));
  }
  for (const name of await namesIn(ownDir)) {
    if (name.endsWith(".lock")) await consider(join(ownDir, name));
  }
  for await (const path of filesBelow(join(commonDir, "refs"))) {
    if (path.endsWith(".lock")) await consider(path);
  }
  return found;
}

/**
 * Returns the locks that are older than a minute while no git process lives in any work tree of the repository:
 * the process that made them is gone.
 */
export async function leftLocks(repository: Repository): Promise<string[]> {
  const old: string[] = [];
  for (const path of await locksIn(repository)) {
    const modified = (await lstatIfThere(path))?.mtime?.getTime() ?? Infinity;
    if (Date.now() - modified > LOCK_AGE_MS) old.push(path);
  }
  return old.length > 0 && !await isGitAtWork(repository) ? old : [];
}

/** Returns the one of some locks at which git has failed, by the path that git named. */
export async function lockOf(
  locks: readonly string[],
  named: string | undefined,
): Promise<string | undefined> {
  // Of the configuration's lock git names only the configuration.
  if (named === undefined) return locks.find((path) => basename(path) === "config.lock");
  const real = await realPath(named);
  for (const lock of locks) if (await realPath(lock) === real) return lock;
  return undefined;
}

/**
 * Takes the locks away that a killed git process has left. They are renamed into our folder and stay there for 30
 * days. Returns how many there were.
 */
export async function takeLeftLocksAway(repository: Repository): Promise<number> {
  const folder = join(repository.ownDir, "locks");
  await Deno.mkdir(folder, { recursive: true });
  for (const name of await namesIn(folder)) {
    const info = await lstatIfThere(join(folder, name));
    const since = info?.ctime?.getTime() ?? Infinity;
    if (Date.now() - since > KEPT_MS) await Deno.remove(join(folder, name)).catch(() => {});
  }
  const locks = await leftLocks(repository);
  for (const lock of locks) {
    const name = `${basename(lock)}-${crypto.randomUUID()}`;
    await Deno.rename(lock, join(folder, name)).catch((error) => {
      if (!(error instanceof Deno.errors.NotFound)) throw error;
    });
  }
  return locks.length;
}

async function* filesBelow(folder: string): AsyncGenerator<string> {
  for await (const entry of Deno.readDir(folder)) {
    const path = join(folder, entry.name);
    if (entry.isDirectory) yield* filesBelow(path);
    else yield path;
  }
}
