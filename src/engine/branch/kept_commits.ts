// Keeps commits that the user's own rewriting left behind, for a while, under a ref of ours.

import { join } from "node:path";
import type { Repository } from "../git/repository/repository.ts";
import { hasCommit, isAncestor } from "../git/commands/ancestry.ts";
import { isGroup, isObjectId, isText, readNote, writeNote } from "../../system/json_file.ts";
import { deleteRef, listRefs, setRef } from "../git/commands/refs.ts";

const PREFIX = "refs/gitsyncbar/keep/";
const KEPT_MS = 30 * 24 * 60 * 60 * 1000;

interface LastSynced {
  readonly branch: string;
  readonly oid: string;
  /** Whether the branch was once equal to the remote's. */
  readonly isPublished?: boolean;
}

/**
 * Keeps the commit at which the last sync left the branch, when it is no part of the branch any more
 * (an amend, a reset, a rebase).
 */
export async function keepLeftCommit(
  repository: Repository,
  now: { readonly branch: string; readonly head: string | undefined; readonly time: number },
): Promise<void> {
  // Without it nothing is kept; git's own reflog still has the commit.
  const seen = await readLastSynced(repository);
  if (seen === undefined || seen.branch !== now.branch || seen.oid === now.head) return;
  if (now.head !== undefined) {
    if (await isAncestor(repository, { ancestor: seen.oid, of: now.head })) return;
  }
  // The user had git forget it.
  if (!await hasCommit(repository, seen.oid)) return;
  await keep(repository, seen.oid, now.time);
}

/** Keeps a commit for 30 days, counted from `time` (milliseconds since 1970). */
export async function keep(repository: Repository, oid: string, time: number): Promise<void> {
  const date = new Date(time).toISOString().replaceAll(":", "").slice(0, 17);
  await setRef(repository, `${PREFIX}${date}-${oid.slice(0, 12)}`, oid);
}

/** Notes where a sync leaves the branch. */
export async function writeLastSynced(repository: Repository, seen: LastSynced): Promise<void> {
  await writeNote(seenFile(repository), seen);
}

/** Returns where the last sync left the branch, and which branch that was. */
export async function readLastSynced(repository: Repository): Promise<LastSynced | undefined> {
  return await readNote(seenFile(repository), isLastSynced);
}

/** Reports whether a branch was once equal to the remote's, as far as this machine has noted it. */
export async function wasPublished(repository: Repository, branch: string): Promise<boolean> {
  const last = await readLastSynced(repository);
  return last?.branch === branch && last.isPublished === true;
}

/** Deletes the refs of commits that were kept for 30 days. */
export async function deleteOldKeeps(repository: Repository, time: number): Promise<void> {
  for (const { ref, oid } of await listRefs(repository, PREFIX)) {
    const date = /keep\/(\d{4}-\d\d-\d\d)T/.exec(ref)?.[1];
    if (date !== undefined && Date.parse(date) + KEPT_MS < time) {
      await deleteRef(repository, ref, oid);
    }
  }
}

function isLastSynced(content: unknown): content is LastSynced {
  return isGroup(content) && isText(content.branch) && isObjectId(content.oid);
}

function seenFile(repository: Repository): string {
  return join(repository.ownDir, "seen.json");
}
