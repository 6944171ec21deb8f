// Which branch a start syncs.

import { upstreamOf } from "../git/values/git_config.ts";
import { readSeen } from "./kept_commits.ts";
import type { Repository } from "../git/repository/repository.ts";
import { readRef } from "../git/commands/refs.ts";

/**
 * The branch to sync when `checkedOut` is: that one. But one without a place of its own at the remote is not
 * published, or poured into the branch that it came from, because the app was started while a person works on
 * it: then it is the one that was synced before, as long as there is one.
 */
export async function branchToSync(repository: Repository, checkedOut: string): Promise<string> {
  const before = (await readSeen(repository))?.branch;
  if (before === undefined || before === checkedOut) return checkedOut;
  if (await readRef(repository, `refs/heads/${before}`) === undefined) return checkedOut;
  const [here, there] = [checkedOut, before].map((name) => upstreamOf(repository.config, name));
  const hasOwnPlace = here?.configured &&
    (here.ref !== there?.ref || here.remote !== there.remote);
  return hasOwnPlace ? checkedOut : before;
}
