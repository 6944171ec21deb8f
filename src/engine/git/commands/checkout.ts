// Writes files of an index as a checkout does, and compares an index with the work tree.

import type { GitResult } from "../process/types.ts";
import type { Repository } from "../repository/repository.ts";
import { nulEnded } from "../values/git_text.ts";
import { type GitPath, nulPaths } from "../values/path.ts";
import { optionalProcesses } from "../process/forced_settings.ts";
import { FILTER_SILENCE_MS, git } from "../process/git.ts";

/**
 * Settings by which git writes a large file piece by piece and maps little of a pack at a time: of one of 300 MB it
 * holds 70 MB in memory, not 590 (git-config).
 */
const IN_PIECES = [
  ...["-c", "core.bigFileThreshold=16m"],
  ...["-c", "core.packedGitWindowSize=16m"],
  ...["-c", "core.packedGitLimit=64m"],
] as const;

/**
 * Writes files of an index into an empty folder as a checkout would: filters, links, modes. The
 * folder counts as the work tree, as `--prefix` would take the attributes of the real one.
 */
export async function checkoutInto(
  repository: Repository,
  from: {
    readonly folder: string;
    readonly index?: string;
    readonly paths: readonly GitPath[];
  },
): Promise<GitResult> {
  const { folder, index, paths } = from;
  const options = [...IN_PIECES, ...optionalProcesses(repository.config)];
  return await git(repository, [...options, "checkout-index", "-z", "--stdin"], {
    access: "writes",
    stdin: nulEnded(paths),
    env: {
      GIT_DIR: repository.gitDir,
      GIT_WORK_TREE: folder,
      ...(index === undefined ? {} : { GIT_INDEX_FILE: index }),
    },
    // 1: some of them could not be written; the caller sees which are missing.
    expect: [0, 1, 128],
    silenceMs: FILTER_SILENCE_MS,
  });
}

/** Returns which entries of an index differ from the work tree, content compared through the filters. */
export async function differingFromIndex(
  repository: Repository,
  index?: string,
): Promise<Set<GitPath>> {
  const { stdout } = await git(repository, ["ls-files", "-z", "--modified", "--deleted"], {
    access: "reads",
    silenceMs: FILTER_SILENCE_MS,
    ...(index === undefined ? {} : { env: { GIT_INDEX_FILE: index } }),
  });
  return new Set(nulPaths(stdout));
}

/** Returns the tracked files whose size or times are not as the index has them. Git compares no content. */
export async function touchedFiles(repository: Repository): Promise<GitPath[]> {
  const args = ["diff-files", "-z", "--name-only", "--ignore-submodules=all"];
  const { stdout } = await git(repository, args, { access: "reads" });
  return nulPaths(stdout);
}
