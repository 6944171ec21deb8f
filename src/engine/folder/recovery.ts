// Recovers a repository from an ended git or a crash, before, during and after a sync.

import { BlockedError } from "../errors.ts";
import { GitError } from "../git/process/git.ts";
import { isCommitUnderWay } from "../git/repository/git_at_work.ts";
import { endNote, settleOrphan } from "../git/repository/leftovers.ts";
import { leftLocks, lockOf, takeLeftLocksAway } from "../git/repository/locks.ts";
import { removeParts } from "../git/repository/partial_objects.ts";
import type { Repository } from "../git/repository/repository.ts";
import { StoppedError } from "../../system/pace.ts";
import { realVolume, undoUpdate } from "../worktree/update.ts";
import type { KnownFolder } from "./known_folder.ts";
import type { WorkTreeSettings } from "./settings.ts";

/**
 * Ends a git process of an earlier run that still works here, and when the user asks for it takes the locks away
 * that a killed git has left. Returns how many there were. Throws `StoppedError` when the app ends meanwhile.
 */
export async function recover(
  { repository }: KnownFolder,
  { isStopping, unlock = false }: {
    readonly isStopping: () => boolean;
    readonly unlock: boolean | undefined;
  },
): Promise<number> {
  if (await settleOrphan(repository, isStopping) === "stopped") throw new StoppedError();
  return unlock ? await takeLeftLocksAway(repository) : 0;
}

/** Undoes an update that a crash has cut off. Reports whether there was one. */
export async function undoInterrupted(
  { repository }: KnownFolder,
  { volume = realVolume }: WorkTreeSettings,
): Promise<boolean> {
  return await undoUpdate(repository, volume);
}

/** Throws the failure of a lock while a git commit is under way: its files must not move. */
export async function waitForCommit({ repository, index }: KnownFolder): Promise<void> {
  if (!await isCommitUnderWay(repository, index.stamp)) return;
  throw new GitError({ kind: "lock", detail: "a git commit is under way" }, "move the branch");
}

/**
 * Cleans up after a sync that an error has ended, and returns the error; for one about a lock that no process will
 * ever take away, a `BlockedError`. `since` is when the sync began, in milliseconds since 1970.
 */
export async function afterFailure(
  { repository }: KnownFolder,
  { error, since }: { readonly error: unknown; readonly since: number },
): Promise<unknown> {
  if (!(error instanceof BlockedError)) await removeParts(repository, since).catch(() => {});
  return await withLeftLock(repository, error);
}

/** Ends the note by which a git process of this run would be found after a crash. */
export async function endRun({ repository }: KnownFolder): Promise<void> {
  await endNote(repository);
}

async function withLeftLock(repository: Repository, error: unknown): Promise<unknown> {
  if (!(error instanceof GitError) || error.failure.kind !== "lock") return error;
  const path = await lockOf(await leftLocks(repository), error.failure.lock);
  return path === undefined ? error : new BlockedError({ kind: "left lock", path });
}
