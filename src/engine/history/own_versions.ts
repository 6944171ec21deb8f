// Which conflict copies hold versions of this machine: two machines may have one name, so its reflog decides.

import { reflogOfHead } from "../git/commands/reflog.ts";
import type { Repository } from "../git/repository/repository.ts";
import { conflictOf } from "../git/values/conflict_name.ts";
import { fileName, type GitPath } from "../git/values/path.ts";
import { OWN_VERSIONS_ASKED } from "../../system/limits/merge.ts";

/** From a commit to the line of the reflog about it, in milliseconds. */
const NOTED_MS = 10_000;

/**
 * Returns those of the copies whose version was committed on this machine, as far as the reflog of HEAD says so.
 * Throws `GitError`.
 */
export async function ownVersions(
  repository: Repository,
  copies: readonly GitPath[],
): Promise<ReadonlySet<GitPath>> {
  const own = new Set<GitPath>();
  if (copies.length === 0) return own;
  const commits = (await reflogOfHead(repository)).filter(({ message }) => isOwn(message));
  let asked = 0;
  for (const copy of copies) {
    const { path, id, time } = conflictOf(copy) ?? {};
    const name = path === undefined ? undefined : fileName(path);
    if (name === undefined || id === undefined || time === undefined) continue;
    for (const { commit, time: noted } of commits) {
      if (noted < time || noted > time + NOTED_MS || ++asked > OWN_VERSIONS_ASKED) continue;
      const args = ["rev-parse", "--verify", "--quiet", `${commit}:${name}`];
      const { stdout } = await repository.run(args, { access: "reads" });
      if (stdout.startsWith(id)) own.add(copy);
    }
  }
  return own;
}

/** Returns the ids of the commits that were made on this machine, as far as the reflog of HEAD goes back. */
export async function ownCommits(repository: Repository): Promise<ReadonlySet<string>> {
  const lines = (await reflogOfHead(repository)).filter(({ message }) => isOwn(message));
  return new Set(lines.map(({ commit }) => commit));
}

/** Reports whether a line of the reflog is about a commit that was made here, not about one that came in. */
function isOwn(message: string): boolean {
  return /^(?:commit\b|sync: save)/.test(message);
}
