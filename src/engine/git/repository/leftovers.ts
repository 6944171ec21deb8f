// A git process that outlived a killed app, or was cut off, and what it left: locks and parts of objects. The
// note about it is written by `engine/git/process/run_git.ts` before a git process starts that writes.

import { join } from "node:path";
import { readTextFile, remove, stat } from "../../../system/disk/quick_files.ts";
import { namesIn, removeAll } from "../../../system/files.ts";
import { ifWrittenSince } from "../../../system/file_state.ts";
import { pause } from "../../../system/pause.ts";
import { killedNote, transferNote } from "../process/running_note.ts";
import { GIT_SILENCE_MS } from "../../../system/limits/processes.ts";
import { isGitAtWork } from "./git_at_work.ts";
import { locksIn } from "./locks.ts";
import type { Repository } from "./repository.ts";
import { GitError } from "../process/git.ts";
import { removeParts } from "./partial_objects.ts";
import { isAlive, signalGroup } from "../../../system/process/processes.ts";

const POLL_MS = 50;

/**
 * Waits for a git process of an earlier run that still works here, ends it when it takes longer than the
 * silence time, and removes the locks that it left. A lock is removed only when all hold: there is a
 * note, its process group is gone, the lock is not older than the note, and no living git works in
 * this folder. Everything else belongs to another program: throws `GitError` of kind `lock` when only the last
 * does not hold, so that it is checked again.
 *
 * Returns "stopped" and leaves everything as it is when `isStopping` says so while it waits.
 */
export async function settleOrphan(
  repository: Repository,
  isStopping: () => boolean,
): Promise<"settled" | "stopped"> {
  const found: Note[] = [];
  const note = noteFile(repository);
  const files = [killedNote(note), transferNote(note), note];
  for (const file of files) for (const read of await notesIn(file)) found.push(read);
  if (found.length === 0) return "settled";
  for (const { group, started } of found) {
    // An empty note was written by a shell that was killed before it became git.
    if (!Number.isInteger(group) || group <= 1) continue;
    // The user's ProxyCommand lives in the group of the git process that began a connection, for as long as that
    // is open. The transfer of the git process itself goes on.
    await repository.connections?.end("idle");
    const until = Date.now() + GIT_SILENCE_MS;
    while (await isAlive(group, started)) {
      if (isStopping()) return "stopped";
      const late = Date.now() - until;
      if (late >= 0) signalGroup(group, late > 2_000 ? "SIGKILL" : "SIGTERM");
      await pause(POLL_MS);
    }
  }
  const started = found.reduce((first, note) => Math.min(first, note.started), Infinity);
  const locks = await locksNotOlderThan(repository, started);
  const [lock] = locks;
  if (lock !== undefined && await isGitAtWork(repository)) {
    // The note stays: when no process is at work any more, it says that the lock is ours.
    const detail = `a git process is at work in the folder, and there is a lock "${lock}"`;
    throw new GitError({ kind: "lock", detail, lock }, "use the repository");
  }
  for (const lock of locks) await Deno.remove(lock).catch(() => {});
  for (const file of await halfDone(repository)) await removeAll(file);
  await removeParts(repository, started);
  for (const file of files) await Deno.remove(file).catch(() => {});
  return "settled";
}

/** The process group of a git process that writes, and when it began, in milliseconds since 1970. */
interface Note {
  readonly group: number;
  readonly started: number;
}

async function notesIn(file: string): Promise<Note[]> {
  const info = await stat(file).catch(() => undefined);
  if (info === undefined) return [];
  const group = Number((await readTextFile(file)).trim());
  return [{ group, started: info.mtime?.getTime() ?? 0 }];
}

/** Returns the files of a crash that nothing needs: each step writes its own anew. */
async function halfDone({ ownDir }: Repository): Promise<string[]> {
  const names = ["index", "attributes", "new"].map((name) => join(ownDir, name));
  for (const folder of [ownDir, join(ownDir, "old")]) {
    for (const name of await namesIn(folder)) {
      if (name.endsWith(".new")) names.push(join(folder, name));
    }
  }
  return names;
}

/** Takes the note away: no git of ours is at work. */
export async function endNote(repository: Repository): Promise<void> {
  const note = noteFile(repository);
  for (const file of [transferNote(note), note]) await remove(file).catch(() => {});
}

function noteFile(repository: Repository): string {
  return join(repository.ownDir, "running");
}

async function locksNotOlderThan(repository: Repository, started: number): Promise<string[]> {
  const locks: string[] = [];
  for (const path of await locksIn(repository)) {
    if ((await ifWrittenSince(path, started))?.isFile) locks.push(path);
  }
  return locks;
}
