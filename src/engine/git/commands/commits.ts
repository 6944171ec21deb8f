// The git verbs about commits and trees: how they relate, what they hold, how new ones are made.

import type { Repository } from "../repository/open.ts";
import { type GitPath, gitPath, nulFields } from "../values/path.ts";
import { type Change, type Entry, parseChanges, parseEntries } from "../values/tree.ts";
import { git } from "../process/git.ts";

/** The tree of a commit. */
export async function treeOf(repository: Repository, commit: string): Promise<string> {
  const { stdout } = await git(repository, ["rev-parse", "--verify", `${commit}^{tree}`], {
    access: "reads",
  });
  return stdout.trim();
}

/** The id of a tree without entries. Git takes it for granted, but `git fsck` wants it written. */
export async function emptyTree(repository: Repository): Promise<string> {
  const { stdout } = await git(repository, ["hash-object", "-w", "-t", "tree", "--stdin"], {
    access: "writes",
    stdin: "",
  });
  return stdout.trim();
}

/** Whether a commit's whole history was begun by the app: its first commits carry our trailer. */
export async function isOwnHistory(repository: Repository, commit: string): Promise<boolean> {
  const { stdout } = await git(repository, [
    "log",
    "-z",
    "--max-parents=0",
    "--no-show-signature",
    "--format=%(trailers:key=Synced-from,valueonly)",
    commit,
  ], { access: "reads" });
  return nulFields(stdout).every((trailer) => trailer.trim() !== "");
}

/** How many commits are part of `to` and not of `from`; `undefined` when a person made one of them. */
export async function ownCommits(
  repository: Repository,
  { from, to }: { readonly from: string | undefined; readonly to: string },
): Promise<number | undefined> {
  const { stdout } = await git(repository, [
    "log",
    "-z",
    "--no-show-signature",
    "--format=%(trailers:key=Synced-from,valueonly)",
    to,
    ...(from === undefined ? [] : [`^${from}`]),
    "--",
  ], { access: "reads" });
  const trailers = nulFields(stdout);
  return trailers.every((trailer) => trailer.trim() !== "") ? trailers.length : undefined;
}

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
  const list = async (of: string, not: string) => {
    const { stdout } = await git(repository, [
      "log",
      "-z",
      "--no-show-signature",
      "--no-mailmap",
      `--max-count=${COMPARED_COMMITS}`,
      "--format=%an%n%ae%n%at%n%s",
      of,
      `^${not}`,
      "--",
    ], { access: "reads" });
    return nulFields(stdout);
  };
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

/** Makes a commit, unsigned and without hooks, and answers its id. No ref is moved. */
export async function commitTree(
  repository: Repository,
  commit: { readonly tree: string; readonly parents: readonly string[]; readonly message: string },
): Promise<string> {
  const { stdout } = await git(repository, [
    "-c",
    "i18n.commitEncoding=UTF-8",
    "commit-tree",
    "--no-gpg-sign",
    ...commit.parents.flatMap((parent) => ["-p", parent]),
    "-F",
    "-",
    commit.tree,
  ], { access: "writes", stdin: gitPath(commit.message) });
  return stdout.trim();
}

/**
 * The best common ancestors of two commits; more than one after criss-cross merges, none without a
 * common history.
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

/** Whether one commit is part of another's history. */
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

/** Whether a commit is in this repository; git forgets what nothing leads to. */
export async function hasCommit(repository: Repository, commit: string): Promise<boolean> {
  const { code } = await repository.run(["cat-file", "-e", `${commit}^{commit}`], {
    access: "reads",
  });
  return code === 0;
}

/** What changes from one tree to another, without any guess at renames. */
export async function changesBetween(
  repository: Repository,
  from: string,
  to: string,
): Promise<Change[]> {
  const { stdout } = await git(repository, [
    "diff-tree",
    "-r",
    "-z",
    "--raw",
    "--no-renames",
    "--no-abbrev",
    "--ignore-submodules=none",
    from,
    to,
  ], { access: "reads" });
  return parseChanges(stdout);
}

/** Everything that a tree holds. */
export async function treeEntries(
  repository: Repository,
  tree: string,
): Promise<Map<GitPath, Entry>> {
  const { stdout } = await git(repository, ["ls-tree", "-r", "-z", "--full-tree", tree], {
    access: "reads",
  });
  return parseEntries(stdout);
}
