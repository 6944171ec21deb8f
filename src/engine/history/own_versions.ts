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
  const asked = new Map<string, { readonly copy: GitPath; readonly id: string }[]>();
  for (const copy of copies) {
    const { path, id, time } = conflictOf(copy) ?? {};
    const name = path === undefined ? undefined : fileName(path);
    if (name === undefined || id === undefined || time === undefined) continue;
    for (const { commit, time: noted } of commits) {
      if (noted < time || noted > time + NOTED_MS) continue;
      const version = `${commit}:${name}`;
      if (asked.has(version)) asked.get(version)!.push({ copy, id });
      else if (asked.size < OWN_VERSIONS_ASKED) asked.set(version, [{ copy, id }]);
    }
  }
  const ids = await idsOf(repository, [...asked.keys()]);
  for (const [at, about] of [...asked.values()].entries()) {
    for (const { copy, id } of about) if (ids[at]?.startsWith(id)) own.add(copy);
  }
  return own;
}

/** Prints a line for each version, which is empty where there is none. */
const IDS = 'for version; do "$git" rev-parse --verify --quiet "$version" || echo; done';

/** Returns the ids of versions, `COMMIT:NAME`, in their order, empty where there is none. */
async function idsOf(repository: Repository, versions: readonly string[]): Promise<string[]> {
  if (versions.length === 0) return [];
  const { stdout } = await repository.run(versions, { script: IDS, access: "reads" });
  return stdout.split("\n");
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
