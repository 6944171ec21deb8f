// How commits relate: common ancestors, and whether the app made them.

import type { Repository } from "../repository/repository.ts";
import { git } from "../process/git.ts";
import { logFields } from "./log.ts";

/** Reports whether the app has begun a commit's whole history: its first commits carry our trailer. */
export async function isOwnHistory(repository: Repository, commit: string): Promise<boolean> {
  const trailers = await logFields(repository, [
    "--max-parents=0",
    "--format=%(trailers:key=Synced-from,valueonly)",
    commit,
  ]);
  return trailers.every((trailer) => trailer.trim() !== "");
}

/** Returns how many commits are part of `to` and not of `from`; `undefined` when the user made one of them. */
export async function ownCommits(
  repository: Repository,
  { from, to }: { readonly from: string | undefined; readonly to: string },
): Promise<number | undefined> {
  const trailers = await logFields(repository, [
    "--format=%(trailers:key=Synced-from,valueonly)",
    to,
    ...(from === undefined ? [] : [`^${from}`]),
    "--",
  ]);
  return trailers.every((trailer) => trailer.trim() !== "") ? trailers.length : undefined;
}

/**
 * Returns the best common ancestors of two commits; more than one after criss-cross merges, none without a common
 * history.
 */
export async function mergeBases(
  repository: Repository,
  commits: readonly [string, string],
): Promise<string[]> {
  const { stdout } = await git(repository, ["merge-base", "--all", ...commits], {
    access: "reads",
    expect: [0, 1],
  });
  return stdout.split("\n").filter(Boolean);
}

/** Reports whether one commit is part of another's history. */
export async function isAncestor(
  repository: Repository,
  { ancestor, of }: { readonly ancestor: string; readonly of: string },
): Promise<boolean> {
  const { code } = await git(repository, ["merge-base", "--is-ancestor", ancestor, of], {
    access: "reads",
    // 128: one of them is not in this repository (any more), so it is no ancestor either.
    expect: [0, 1, 128],
  });
  return code === 0;
}

/** Reports whether a commit is in this repository; git forgets what nothing leads to. */
export async function hasCommit(repository: Repository, commit: string): Promise<boolean> {
  const { code } = await repository.run(["cat-file", "-e", `${commit}^{commit}`], {
    access: "reads",
  });
  return code === 0;
}
