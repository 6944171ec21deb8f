// Keeps commits that the user's own rewriting left behind, for a while, under a ref of ours.

import type { Repository } from "../git/repository/repository.ts";
import { hasCommit, isAncestor } from "../git/commands/ancestry.ts";
import { deleteRef, listRefs, setRef } from "../git/commands/refs.ts";
import { readLastSynced } from "./last_synced.ts";

const PREFIX = "refs/gitsyncbar/keep/";
const KEPT_MS = 30 * 24 * 60 * 60 * 1000;

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

/** Deletes the refs of commits that were kept for 30 days. */
export async function deleteOldKeeps(repository: Repository, time: number): Promise<void> {
  for (const { ref, oid } of await listRefs(repository, PREFIX)) {
    const date = /keep\/(\d{4}-\d\d-\d\d)T/.exec(ref)?.[1];
    if (date !== undefined && Date.parse(date) + KEPT_MS < time) {
      await deleteRef(repository, ref, oid);
    }
  }
}
