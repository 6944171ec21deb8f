// The git verbs about the entries of an index, whatever the work tree has: set, read, marked.

import { join } from "node:path";
import { removeAll } from "./files.ts";
import type { Repository } from "./open.ts";
import { baseName, fileName, type GitPath, nulFields, shownName } from "./path.ts";
import { MAX_PATH_ARGUMENTS, passedOver } from "./staging.ts";
import { type Entry, indexInfo, parseEntries } from "./tree.ts";
import { FILTER_SILENCE_MS, git, GitError } from "./verb.ts";

/** Lends the file of an index of our own, which nothing is in yet, and removes it in the end. One at a time. */
export async function withIndex<Result>(
  { ownDir }: Repository,
  use: (index: string) => Promise<Result>,
): Promise<Result> {
  const index = join(ownDir, "index");
  await removeAll(index);
  try {
    return await use(index);
  } finally {
    await removeAll(index);
  }
}

/** Writes the index as a tree and answers its id. */
export async function writeTree(repository: Repository, index?: string): Promise<string> {
  const { stdout } = await git(repository, ["write-tree"], {
    access: "writes",
    ...(index === undefined ? {} : { env: { GIT_INDEX_FILE: index } }),
  });
  return stdout.trim();
}

/**
 * Sets and removes entries of an index (a file that need not exist yet), whatever the work tree has.
 * Throws `GitError` of kind `badName` for a name that leads out of the tree or into a git folder.
 */
export async function setEntries(
  repository: Repository,
  entries: Iterable<readonly [GitPath, Entry | undefined]>,
  index?: string,
): Promise<void> {
  const { stderr } = await git(repository, ["update-index", "-z", "--index-info"], {
    access: "writes",
    stdin: indexInfo(entries, repository.zeroId),
    ...(index === undefined ? {} : { env: { GIT_INDEX_FILE: index } }),
  });
  const [path] = passedOver(stderr).map(shownName);
  if (path === undefined) return;
  throw new GitError(
    { kind: "badName", detail: `invalid path '${path}'`, path },
    "git update-index",
  );
}

/** Fills an index file of ours with a tree. */
export async function readTree(
  repository: Repository,
  tree: string,
  index: string,
): Promise<void> {
  await git(repository, ["read-tree", tree], {
    access: "writes",
    env: { GIT_INDEX_FILE: index },
  });
}

/** What the index has at some paths, and at every `.gitattributes`. */
export interface IndexView {
  readonly attributes: ReadonlyMap<GitPath, Entry>;
  /** Those of the paths that git was told not to look at (skip-worktree, assume-unchanged, sparse checkouts). */
  readonly hidden: ReadonlySet<GitPath>;
}

/** Looks into the index for what an update of these paths has to know. */
export async function viewIndex(
  repository: Repository,
  paths: readonly GitPath[],
): Promise<IndexView> {
  const names = paths.flatMap((path) => fileName(path) ?? []);
  const limited = paths.length <= MAX_PATH_ARGUMENTS && names.length === paths.length;
  const { stdout } = await git(repository, [
    "ls-files",
    "-s",
    "-v",
    "-z",
    ...(limited
      ? [
        "--",
        ":(top,glob)**/.gitattributes",
        ...names.map((name) => `:(top,literal)${name}`),
      ]
      : []),
  ], { access: "reads" });
  // Each line starts with a letter: H is an ordinary entry, S skip-worktree, a small one assume-unchanged.
  const hidden = nulFields(stdout).filter((line) => /^[Sa-z] /.test(line))
    .map((line) => line.slice(line.indexOf("\t") + 1));
  const asked = new Set(paths);
  const entries = parseEntries(stdout.replace(/(^|\0)[A-Za-z?] /g, "$1"));
  return {
    attributes: new Map([...entries].filter(([path]) => baseName(path) === ".gitattributes")),
    hidden: new Set(hidden.filter((path) => asked.has(path))),
  };
}

/**
 * Lets the index know the times and sizes of files that are as it has them, so that git need not read
 * them at each look. Nothing else of it changes, and it is no failure when it cannot be done.
 */
export async function refreshIndex(repository: Repository): Promise<void> {
  await repository.run(["update-index", "-q", "--refresh"], {
    access: "writes",
    silenceMs: FILTER_SILENCE_MS,
  });
}

/** Marks paths whose absence or other content in the work tree is not an edit. */
export async function skipWorktree(
  repository: Repository,
  paths: readonly GitPath[],
): Promise<void> {
  await mark(repository, "--skip-worktree", paths);
}

/** Takes that mark away. */
export async function heedWorktree(
  repository: Repository,
  paths: readonly GitPath[],
): Promise<void> {
  await mark(repository, "--no-skip-worktree", paths);
}

async function mark(
  repository: Repository,
  flag: string,
  paths: readonly GitPath[],
): Promise<void> {
  await git(repository, ["update-index", "-z", flag, "--stdin"], {
    access: "writes",
    stdin: paths.map((path) => `${path}\0`).join(""),
  });
}
