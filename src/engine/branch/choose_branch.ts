// Chooses the branch that a start syncs.

import { BlockedError } from "../errors.ts";
import { readHead, readRef } from "../git/commands/refs.ts";
import { nameObstacle } from "./observe.ts";
import { operationUnderWay } from "../git/repository/operation.ts";
import type { Repository } from "../git/repository/repository.ts";
import { type Upstream, upstreamOf } from "../git/values/git_config.ts";
import { readLastSynced } from "./last_synced.ts";

/**
 * Returns the branch to sync when the folder is opened. Throws `BlockedError` when HEAD is detached, or the
 * branch has a name that cannot be used; where an operation of git is under way, that is the better reason.
 */
export async function chooseBranch(repository: Repository): Promise<string> {
  const operation = await operationUnderWay(repository);
  if (operation !== undefined) throw new BlockedError({ kind: "operation", operation });
  const head = await readHead(repository);
  if (head.kind === "detached") throw new BlockedError({ kind: "no branch" });
  const branch = await branchToSync(repository, head.branch);
  const obstacle = nameObstacle(branch);
  if (obstacle !== undefined) throw new BlockedError(obstacle);
  return branch;
}

/**
 * Returns the branch to sync when `checkedOut` is: that one. But one without a place of its own at the remote
 * is not published, or merged into the branch that it came from, because the app was started while the user
 * works on it: then it is the one that was synced before, as long as there is one. One that was
 * never at the remote does not count where the one that is checked out is there.
 */
export async function branchToSync(repository: Repository, checkedOut: string): Promise<string> {
  const last = await readLastSynced(repository);
  const before = last?.branch;
  if (before === undefined || before === checkedOut) return checkedOut;
  if (await readRef(repository, `refs/heads/${before}`) === undefined) return checkedOut;
  const [here, there] = [checkedOut, before].map((name) => upstreamOf(repository.config, name));
  const hasOwnPlace = here?.configured &&
    (here.ref !== there?.ref || here.remote !== there.remote);
  if (hasOwnPlace) return checkedOut;
  const isThere = async (upstream: Upstream | undefined) =>
    upstream !== undefined && await readRef(repository, upstream.tracking) !== undefined;
  const wasThere = last?.isPublished || there?.configured || await isThere(there);
  return !wasThere && await isThere(here) ? checkedOut : before;
}
