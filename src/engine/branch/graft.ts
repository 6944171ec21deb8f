// Ties rewritten commits to what was published of them.

import { commitTree } from "../git/commands/commits.ts";
import { moveRef } from "../git/commands/refs.ts";
import { treeOf } from "../git/commands/trees.ts";
import { graftMessage } from "../git/values/commit_message.ts";
import type { Repository } from "../git/repository/repository.ts";

/**
 * Moves the branch to a commit with the files of `head` and both as its parents, so that the user's own
 * amendment is no conflict. Throws `GitError`.
 */
export async function graft(
  repository: Repository,
  { branch, head, rewritten }: {
    readonly branch: string;
    readonly head: string;
    /** The published commit that was rewritten. */
    readonly rewritten: string;
  },
): Promise<void> {
  const commit = await commitTree(repository, {
    tree: await treeOf(repository, head),
    parents: [rewritten, head],
    message: graftMessage(repository.host),
  });
  await moveRef(repository, {
    ref: `refs/heads/${branch}`,
    to: commit,
    from: head,
    reason: "sync: rewritten history",
  });
}
