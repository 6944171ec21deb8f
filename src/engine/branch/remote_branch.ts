// The branch at the remote, and the ref that remembers where it was seen.

import { BlockedError } from "../errors.ts";
import { branchesAt } from "../git/commands/fetch.ts";
import { branchName, deleteRef, readRef, setRef } from "../git/commands/refs.ts";
import type { Repository } from "../git/repository/repository.ts";
import type { Upstream } from "../git/values/git_config.ts";

/**
 * Returns whether the branch is to be made at the remote, which was not seen to have it; false when it has it
 * by now. Throws `BlockedError` where the remote has others: the branch may have been renamed there, or be
 * called otherwise here.
 */
export async function mayMakeBranch(
  repository: Repository,
  { remote, ref }: Upstream,
): Promise<boolean> {
  const there = await branchesAt(repository, remote);
  if (there.has(ref)) return false;
  if (there.size === 0) return true;
  const others = [...there.keys()].map(branchName);
  throw new BlockedError({ kind: "no such branch", branch: branchName(ref), others, remote });
}

/** Remembers that the remote has a commit. Git does so itself when its fetch refspec covers the branch. */
export async function rememberTip(
  repository: Repository,
  { tracking }: Upstream,
  commit: string,
): Promise<void> {
  if (await readRef(repository, tracking) !== commit) {
    await setRef(repository, tracking, commit);
  }
}

/** Forgets where the remote's branch was seen, as it is gone. */
export async function forgetTip(
  repository: Repository,
  { tracking }: Upstream,
  tip: string,
): Promise<void> {
  await deleteRef(repository, tracking, tip);
}
