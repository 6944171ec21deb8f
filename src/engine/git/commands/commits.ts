// The git verbs about commits: how many there are, what they take, which are rewritten, and how one is made.

import type { Repository } from "../repository/repository.ts";
import { encodeText } from "../values/git_text.ts";
import { logFields } from "./log.ts";
import { git } from "../process/git.ts";

/** Returns how many bytes the objects take here that are part of `to` and not of `from`: about those of a pack. */
export async function packedSize(
  repository: Repository,
  { from, to }: { readonly from: string | undefined; readonly to: string },
): Promise<number> {
  const { stdout } = await git(repository, [
    "rev-list",
    "--objects",
    "--disk-usage",
    to,
    ...(from === undefined ? [] : [`^${from}`]),
    "--",
  ], { access: "reads" });
  return Number(stdout);
}

/** So many commits of two histories are compared to tell whether the one is a rewriting of the other. */
const COMPARED_COMMITS = 1_000;

/**
 * Reports whether `now` is a rewriting of `old`: some commit that is part of the one alone has the author, the
 * author's time and the subject of one that is part of the other alone, as a rebase, an amend and a filter leave
 * them.
 */
export async function isRewriting(
  repository: Repository,
  { old, now }: { readonly old: string; readonly now: string },
): Promise<boolean> {
  const list = async (of: string, not: string) =>
    await logFields(repository, [
      `--max-count=${COMPARED_COMMITS}`,
      "--format=%at%n%an%n%ae%n%s",
      of,
      `^${not}`,
      "--",
    ]);
  const before = new Set(await list(old, now));
  return before.size > 0 && (await list(now, old)).some((commit) => before.has(commit));
}

/** Returns how many commits are part of `of` and not of `not`. */
export async function countCommits(
  repository: Repository,
  { of, not }: { readonly of: string; readonly not: string },
): Promise<number> {
  const args = ["rev-list", "--count", of, `^${not}`, "--"];
  return Number((await git(repository, args, { access: "reads" })).stdout);
}

/** The parts of a commit. */
export interface TreeCommit {
  readonly tree: string;
  readonly parents: readonly string[];
  readonly message: string;
}

/** The beginning of the command that makes a commit. */
export const COMMIT_TREE = [
  "-c",
  "i18n.commitEncoding=UTF-8",
  "commit-tree",
  "--no-gpg-sign",
] as const;

/** Makes a commit, unsigned and without hooks, and returns its id. No ref is moved. */
export async function commitTree(
  repository: Repository,
  commit: TreeCommit,
): Promise<string> {
  const { stdout } = await git(repository, [
    ...COMMIT_TREE,
    ...commit.parents.flatMap((parent) => ["-p", parent]),
    "-F",
    "-",
    commit.tree,
  ], { access: "writes", stdin: encodeText(commit.message) });
  return stdout.trim();
}
