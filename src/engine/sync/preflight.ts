// Whether the repository may be touched right now, and how its branch stands. Nothing is touched.

import { join } from "node:path";
import { type Upstream, upstreamOf } from "../git/values/git_config.ts";
import { treeEntries } from "../git/commands/trees.ts";
import { stampAt } from "../../system/file_state.ts";
import type { Repository } from "../git/repository/repository.ts";
import { operationUnderWay } from "../git/repository/operation.ts";
import { readHead, readRef } from "../git/commands/refs.ts";
import { Stop } from "../errors.ts";
import type { Memory } from "./cache.ts";

/** Where the branch is here, where it is published, and where that was seen last. */
export interface Stand {
  readonly head: string | undefined;
  readonly upstream: Upstream;
  readonly tip: string | undefined;
}

/** Whether the repository may be touched right now, and how its branch stands. */
export async function preflight({ repository, branch }: Memory): Promise<Stand> {
  const upstream = upstreamOf(repository.config, branch);
  // Side by side, as each of them is a way to the disk and back, before every step.
  const [operation, head, tip] = await Promise.all([
    operationUnderWay(repository),
    readHead(repository),
    upstream && readRef(repository, upstream.tracking),
  ]);
  if (operation !== undefined) throw new Stop({ kind: "operation", operation });
  if (head.kind === "detached") throw new Stop({ kind: "no branch" });
  if (head.branch !== branch) {
    throw new Stop({ kind: "other branch", branch: head.branch, expected: branch });
  }
  if (upstream === undefined) throw new Stop({ kind: "no remote" });
  if (upstream.tracking === `refs/heads/${branch}`) {
    // As in a mirror: what is sent or comes in would move the branch without its files.
    const detail = `remote.${upstream.remote}.fetch puts what it brings into the branch itself`;
    throw new Stop({ kind: "bad settings", detail });
  }
  if (await lacksFiles(repository, head.oid)) {
    throw new Stop({ kind: "not checked out", branch });
  }
  return { head: head.oid, upstream, tip };
}

/** Whether git has never written the files of HEAD, which has some: without an index they would look deleted. */
export async function lacksFiles(
  repository: Repository,
  head: string | undefined,
): Promise<boolean> {
  if (head === undefined || await stampAt(join(repository.gitDir, "index")) !== "none") {
    return false;
  }
  return (await treeEntries(repository, head)).size > 0;
}
