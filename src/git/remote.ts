// The two git verbs that talk to the remote.

import type { Upstream } from "./config.ts";
import { classify } from "./errors.ts";
import type { Repository } from "./open.ts";
import { GitError } from "./verb.ts";

/**
 * Asks the remote for its branch and remembers what it has. Answers false when the remote has no
 * such branch.
 */
export async function fetch(
  repository: Repository,
  upstream: Upstream,
  onProgress?: (text: string) => void,
): Promise<boolean> {
  const { code, stderr, ended } = await repository.run([
    "fetch",
    "--progress",
    "--no-tags",
    "--no-prune",
    "--no-recurse-submodules",
    "--no-write-fetch-head",
    "--no-auto-maintenance",
    upstream.remote,
    `+${upstream.ref}:${upstream.tracking}`,
  ], { access: "writes", ...(onProgress === undefined ? {} : { onProgress }) });
  if (code === 0 && ended === undefined) return true;
  const failure = classify({
    code,
    stderr,
    stdout: "",
    ...(ended === undefined ? {} : { ended }),
  });
  if (failure.kind === "noBranch") return false;
  throw new GitError(failure, "git fetch");
}

/**
 * Sends a commit to the remote's branch. Answers `rejected` when the remote has something that is not
 * part of it. Never forces. With `branch` it is the branch itself that is sent, and git's configuration
 * is told where it goes.
 */
export async function push(
  repository: Repository,
  what: { readonly upstream: Upstream; readonly commit: string; readonly branch?: string },
  onProgress?: (text: string) => void,
): Promise<"pushed" | "rejected"> {
  const { upstream, commit, branch } = what;
  const result = await repository.run([
    "push",
    "--porcelain",
    "--progress",
    "--no-follow-tags",
    "--no-signed",
    "--recurse-submodules=no",
    ...(branch === undefined ? [] : ["--set-upstream"]),
    upstream.remote,
    `${branch === undefined ? commit : `refs/heads/${branch}`}:${upstream.ref}`,
  ], { access: "writes", ...(onProgress === undefined ? {} : { onProgress }) });
  if (result.code === 0 && result.ended === undefined) return "pushed";
  const failure = classify(result);
  if (failure.kind === "rejected") return "rejected";
  throw new GitError(failure, "git push");
}
