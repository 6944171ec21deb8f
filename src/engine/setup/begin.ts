// Makes the repository of a folder that has none, and takes it back as long as nothing depends on it.

import { join } from "node:path";
import { lstatIfThere } from "../../system/file_state.ts";
import { namesIn, removeAll } from "../../system/files.ts";
import { randomReservedName } from "../../system/replace_file.ts";
import { listRefs, readHead } from "../git/commands/refs.ts";
import { expected } from "../git/process/git.ts";
import { gitRunner } from "../git/process/run_git.ts";
import { openRepository } from "../git/repository/open.ts";
import type { SyncSettings } from "../sync/settings.ts";

/** The remote and the branch of a new repository. */
export interface Beginning {
  readonly address: string;
  readonly branch: string;
}

/** Makes a repository without a commit in a folder that exists. Throws `GitError`. */
export async function beginRepository(
  settings: SyncSettings,
  { address, branch }: Beginning,
): Promise<void> {
  const run = gitRunner(settings);
  const commands = [
    ["init", "--quiet", `--initial-branch=${branch}`],
    ["remote", "add", "--", "origin", address],
    ["config", `branch.${branch}.remote`, "origin"],
    ["config", `branch.${branch}.merge`, `refs/heads/${branch}`],
  ];
  for (const args of commands) {
    expected(await run(args, { access: "reads" }), { verb: `git ${args[0]}` });
  }
}

/** Gives a clone that has no remote one. Throws `GitError`. */
export async function addRemote(settings: SyncSettings, address: string): Promise<void> {
  const args = ["remote", "add", "--", "origin", address];
  expected(await gitRunner(settings)(args, { access: "reads" }), { verb: "git remote" });
}

/** Takes the remote away again. Throws `GitError`. */
export async function removeRemote(settings: SyncSettings): Promise<void> {
  const args = ["remote", "remove", "origin"];
  expected(await gitRunner(settings)(args, { access: "reads" }), { verb: "git remote" });
}

/** Makes an empty clone begin on another branch, as the remote calls it so. Throws `GitError`. */
export async function renameUnborn(settings: SyncSettings, branch: string): Promise<void> {
  const args = ["symbolic-ref", "HEAD", `refs/heads/${branch}`];
  expected(await gitRunner(settings)(args, { access: "reads" }), { verb: "git symbolic-ref" });
}

/** Returns a new path in a folder, for something of ours that nobody syncs. */
export function ownPathIn(folder: string): string {
  return join(folder, randomReservedName());
}

/**
 * Gives a folder the git folder that was made in another one. Throws what the file system throws, also where the
 * folder has one by now.
 */
export async function placeGitFolder(from: string, folder: string): Promise<void> {
  await Deno.rename(join(from, ".git"), join(folder, ".git"));
  await Deno.remove(from).catch(() => {});
}

/**
 * Gives a folder that was made as a whole its name. Throws what the file system throws, also where something is in
 * the folder by now (rename(2)).
 */
export async function placeFolder(from: string, folder: string): Promise<void> {
  await Deno.rename(from, folder);
}

/** Returns the commit that is checked out in a clone; `undefined` where there is none. Throws `GitError`. */
export async function checkedOutCommit(settings: SyncSettings): Promise<string | undefined> {
  return (await readHead(await openRepository(settings, { leavesNoNote: true }))).oid;
}

/** The folders in which an update keeps files that may be somebody's bytes. */
const HOLDING = ["old", "new", "kept", "damaged", "locks"];

/**
 * Removes the git folder that set-up has made in a folder, unless something came from the remote by now: then it may
 * have the only copy of something. Reports whether it is gone. The lock of the repository has to be held.
 */
export async function removeGitFolder(settings: SyncSettings): Promise<boolean> {
  const repository = await openRepository(settings, { leavesNoNote: true });
  const { root, gitDir, ownDir } = repository;
  if ((await listRefs(repository, "refs/remotes/")).length > 0) return false;
  if (await lstatIfThere(join(ownDir, "update.json")) !== undefined) return false;
  for (const name of HOLDING) {
    const isThere = await lstatIfThere(join(ownDir, name)) !== undefined;
    if (isThere && (await namesIn(join(ownDir, name))).length > 0) return false;
  }
  const removed = ownPathIn(root);
  // A half-removed git folder would be a damaged one.
  await Deno.rename(gitDir, removed);
  await removeAll(removed);
  return true;
}
