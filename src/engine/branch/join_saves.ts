// Joins saves that are refused for a file, which is too large or lacks its content, once the user has removed that
// file: the saves that hold it become one save without it.

import { commitTree } from "../git/commands/commits.ts";
import { treeEntries, treeOf } from "../git/commands/trees.ts";
import { ownCommits } from "../git/commands/ancestry.ts";
import { keep } from "./kept_commits.ts";
import type { Repository } from "../git/repository/repository.ts";
import { pathFromGit } from "../git/values/path.ts";
import { encodeText } from "../git/values/git_text.ts";
import { moveRef } from "../git/commands/refs.ts";
import { joinedMessage } from "../git/repository/commit_message.ts";

/** The saves that the remote does not have. */
export interface UnsentSaves {
  readonly branch: string;
  /** The last of them. */
  readonly head: string;
  /** The commit that the remote has, and the one on which the first save was made; absent where there is none. */
  readonly tip: string | undefined;
  readonly onto: string | undefined;
  /** The refused file, as the refusal shows it. */
  readonly path: string;
}

/**
 * Joins the saves that the remote does not have, when the file that was refused is gone from the last of them.
 * The user's own commits stay as they are. Reports whether it did; the tip that was left is kept for 30 days.
 */
export async function joinSaves(
  repository: Repository,
  { branch, head, tip, onto, path }: UnsentSaves,
  now: number,
): Promise<boolean> {
  if ((await treeEntries(repository, head)).has(pathFromGit(encodeText(path)))) return false;
  const count = await ownCommits(repository, { from: tip, to: head });
  // One save alone does not hold what it has not got: joining would change nothing.
  if (count === undefined || count < 2) return false;
  const commit = await commitTree(repository, {
    tree: await treeOf(repository, head),
    parents: onto === undefined ? [] : [onto],
    message: joinedMessage(count, repository.host),
  });
  await keep(repository, head, now);
  return await moveRef(repository, {
    ref: `refs/heads/${branch}`,
    to: commit,
    from: head,
    reason: "sync: saves joined, without a file that was refused",
  });
}
