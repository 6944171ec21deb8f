// The git verbs about the entries of an index, whatever the work tree has: set, read, marked.

import { join } from "node:path";
import { removeAll } from "../../../system/files.ts";
import { classify } from "../process/classify.ts";
import type { Repository } from "../repository/repository.ts";
import { baseName, fileName, type GitPath, shownName } from "../values/path.ts";
import { eachField, nulEnded } from "../values/git_text.ts";
import { MAX_PATH_ARGUMENTS, refusedNames } from "../values/pathspec.ts";
import { entriesIn, type Entry, indexInfo, parseEntry } from "../values/tree.ts";
import { git, GitError } from "../process/git.ts";
import { gathered, Pace } from "../../../system/pace.ts";

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

/** Writes the index as a tree and returns its id. */
export async function writeTree(repository: Repository, index?: string): Promise<string> {
  const { stdout } = await git(repository, ["write-tree"], {
    access: "writes",
    ...(index === undefined ? {} : { env: { GIT_INDEX_FILE: index } }),
  });
  return stdout.trim();
}

/**
 * Sets and removes entries of an index (a file that need not exist yet), whatever the work tree has.
 * Throws `GitError` of kind "bad name" for a name that leads out of the tree or into a git folder.
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
  const [path] = refusedNames(stderr).map(shownName);
  if (path === undefined) return;
  throw new GitError(
    { kind: "bad name", detail: `invalid path '${path}'`, path },
    "git update-index",
  );
}

/** Fills an index file of ours with a tree. */
export async function readTree(
  repository: Repository,
  tree: string,
  index: string,
): Promise<void> {
  const options = { access: "writes", env: { GIT_INDEX_FILE: index } } as const;
  const result = await repository.run(["read-tree", tree], options);
  if (result.code === 0 && result.ended === undefined) return;
  if (!/^error: cache entry has null sha1: /m.test(result.stderr)) {
    throw new GitError(classify(result), "git read-tree");
  }
  // A tree that no git process makes: what has the id of nothing is left out.
  const { stdout } = await git(repository, ["ls-tree", "-r", "-z", "--full-tree", tree], {
    access: "reads",
  });
  await setEntries(repository, entriesIn(stdout), index);
}

/** An entry of the index. */
export interface Indexed {
  readonly path: GitPath;
  readonly entry: Entry;
  /** Whether git does not compare it (skip-worktree, assume-unchanged, sparse checkouts). */
  readonly isHidden: boolean;
  /** Whether it is a side of a merge that has to be resolved. */
  readonly isUnmerged: boolean;
}

/** Returns what an index, by default the repository's, has where the pathspecs lead, or everywhere. */
export async function readIndex(
  repository: Repository,
  pathspecs: readonly string[] = [],
  index?: string,
): Promise<Indexed[]> {
  const { stdout } = await git(repository, [
    "ls-files",
    "-s",
    "-v",
    "-z",
    ...(pathspecs.length > 0 ? ["--", ...pathspecs] : []),
  ], {
    access: "reads",
    ...(index === undefined ? {} : { env: { GIT_INDEX_FILE: index } }),
  });
  return await gathered(indexedIn(stdout));
}

/** Reads `git ls-files -s -v -z`. */
function* indexedIn(output: string): Generator<Indexed> {
  for (const line of eachField(output)) {
    const [path, entry] = parseEntry(line.slice(2));
    // H is an ordinary entry, S skip-worktree, M unmerged, a small letter assume-unchanged.
    yield { path, entry, isHidden: /^[Sa-z]/.test(line), isUnmerged: line.startsWith("M") };
  }
}

/** The entries of the index at some paths, and at every `.gitattributes`. */
export interface IndexView {
  readonly attributes: ReadonlyMap<GitPath, Entry>;
  /** Those of the paths that the index has. */
  readonly indexed: ReadonlySet<GitPath>;
  /** Those of them that git does not compare. */
  readonly hidden: ReadonlySet<GitPath>;
}

/** Returns what an update of these paths has to know of the index. */
export async function viewIndex(
  repository: Repository,
  paths: readonly GitPath[],
): Promise<IndexView> {
  const names = paths.flatMap((path) => fileName(path) ?? []);
  const limited = paths.length <= MAX_PATH_ARGUMENTS && names.length === paths.length;
  const entries = await readIndex(
    repository,
    limited
      ? [":(top,glob)**/.gitattributes", ...names.map((name) => `:(top,literal)${name}`)]
      : [],
  );
  const asked = new Set(paths);
  const attributes = new Map<GitPath, Entry>();
  const indexed = new Set<GitPath>();
  const hidden = new Set<GitPath>();
  const pace = new Pace();
  for (const { path, entry, isHidden } of entries) {
    if (baseName(path) === ".gitattributes") attributes.set(path, entry);
    if (asked.has(path)) {
      indexed.add(path);
      if (isHidden) hidden.add(path);
    }
    if (pace.isDue) await pace.rest();
  }
  return { attributes, indexed, hidden };
}

/** Marks paths whose absence or other content in the work tree is not an edit. */
export async function setSkipWorktree(
  repository: Repository,
  paths: readonly GitPath[],
): Promise<void> {
  await mark(repository, "--skip-worktree", paths);
}

/** Takes that mark away. */
export async function clearSkipWorktree(
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
    stdin: nulEnded(paths),
  });
}
