// The branch at the remote, and the ref that remembers where it was seen.

import { BlockedError } from "../errors.ts";
import { branchesAt } from "../git/commands/fetch.ts";
import { branchName, deleteRef, listRefs, readRef, setRef } from "../git/commands/refs.ts";
import type { Repository } from "../git/repository/repository.ts";
import type { Upstream } from "../git/values/git_config.ts";
import { GitError } from "../git/process/git.ts";
import { keep } from "./kept_commits.ts";

/**
 * Reports whether the branch is to be made at the remote, which was not seen to have it; false when it has it
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
  upstream: Upstream,
  commit: string,
): Promise<void> {
  const { tracking } = upstream;
  if (await readRef(repository, tracking) === commit) return;
  try {
    await setRef(repository, tracking, commit);
  } catch (error) {
    if (!await makeRoom(repository, upstream, error)) throw error;
    await setRef(repository, tracking, commit);
  }
}

/**
 * Deletes what is remembered of branches that the remote cannot have any more beside this one, where git has said
 * that they are in its way: `a/b` beside `a`. Their commits are kept. Reports whether there were any.
 */
export async function makeRoom(
  repository: Repository,
  { remote, tracking }: Upstream,
  error: unknown,
): Promise<boolean> {
  const start = `refs/remotes/${remote}/`;
  const isAboutRoom = error instanceof GitError &&
    /' exists; cannot create '/.test(error.failure.detail);
  if (!isAboutRoom || !tracking.startsWith(start)) return false;
  const inTheWay = (await listRefs(repository, start)).filter(({ ref }) =>
    ref.startsWith(`${tracking}/`) || tracking.startsWith(`${ref}/`)
  );
  for (const { ref, oid } of inTheWay) {
    await keep(repository, oid, Date.now());
    await deleteRef(repository, ref, oid);
  }
  return inTheWay.length > 0;
}

/** Forgets where the remote's branch was seen, as it is gone. */
export async function forgetTip(
  repository: Repository,
  { tracking }: Upstream,
  tip: string,
): Promise<void> {
  await deleteRef(repository, tracking, tip);
}
