// Makes sure before each step that the branch may be synced.

import { BlockedError } from "../errors.ts";
import type { Repository } from "../git/repository/repository.ts";
import type { Upstream } from "../git/values/git_config.ts";
import { filesObstacle, headObstacle, observe, remoteObstacle } from "./observe.ts";

/** Where the branch is here, where it is published, and where that was seen last. */
export interface BranchTips {
  readonly head: string | undefined;
  readonly upstream: Upstream;
  readonly tip: string | undefined;
}

/** Returns how the branch stands. Throws `BlockedError` when the repository may not be touched now. */
export async function preflight(repository: Repository, branch: string): Promise<BranchTips> {
  const observed = await observe(repository, branch);
  const obstacle = headObstacle(observed, branch) ?? remoteObstacle(observed, branch) ??
    await filesObstacle(repository, observed);
  if (obstacle !== undefined) throw new BlockedError(obstacle);
  const { head, upstream, tip } = observed;
  return { head: head.kind === "branch" ? head.oid : undefined, upstream: upstream!, tip };
}
