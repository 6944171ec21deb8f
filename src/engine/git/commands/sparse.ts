// Sparse checkouts: files that a clone leaves out of its folder by patterns (git-sparse-checkout).
// Git marks them skip-worktree. Only the patterns count here: other git processes set and clear the
// marks.

import { join } from "node:path";
import { isSparse } from "../values/git_config.ts";
import { copiedFrom } from "../values/conflict_name.ts";
import { removeAll } from "../../../system/files.ts";
import { readIndex, setEntries, withIndex } from "./index.ts";
import type { Repository } from "../repository/repository.ts";
import { type GitPath, parentFolders, pathFromGit } from "../values/path.ts";
import { nulFields } from "../values/git_text.ts";
import type { LocalChange } from "../values/status_output.ts";
import { git } from "../process/git.ts";

/** Returns the paths that the patterns leave out; none in an ordinary clone. */
export async function outsidePatterns(
  repository: Repository,
  paths: readonly GitPath[],
): Promise<Set<GitPath>> {
  if (!isSparse(repository.config) || paths.length === 0) return new Set();
  // `sparse-checkout check-rules` came with git 2.41. This marks an index of ours as git would mark
  // its own, with an empty folder as the work tree: no file can be removed or written.
  const folder = join(repository.ownDir, "empty");
  await Deno.mkdir(folder, { recursive: true });
  try {
    return await withIndex(repository, async (index) => {
      // No object is read.
      const entry = { mode: "100644", oid: "1".repeat(repository.zeroId.length) };
      await setEntries(repository, paths.map((path) => [path, entry] as const), index);
      const env = { GIT_INDEX_FILE: index, GIT_DIR: repository.gitDir, GIT_WORK_TREE: folder };
      // Else git would write tree objects.
      await git(repository, ["-c", "index.sparse=false", "sparse-checkout", "reapply"], {
        access: "writes",
        env,
      });
      return await marked(repository, { env });
    });
  } finally {
    await removeAll(folder);
  }
}

/**
 * Returns the arriving paths that are not placed. A conflict copy is placed where its original
 * stands.
 */
export async function unplacedBySparse(
  repository: Repository,
  arriving: readonly GitPath[],
): Promise<Set<GitPath>> {
  const outside = await outsidePatterns(repository, arriving);
  const copies = [...outside].filter((path) => copiedFrom(path) !== undefined);
  if (copies.length === 0) return outside;
  const here = new Set(
    (await readIndex(repository)).filter(({ isHidden }) => !isHidden).map(({ path }) => path),
  );
  for (const copy of copies) if (here.has(copiedFrom(copy)!)) outside.delete(copy);
  return outside;
}

/** The paths that a save of a sparse checkout leaves alone. */
export interface SparseChanges {
  /** The changes without deletions outside of the patterns. */
  readonly changes: readonly LocalChange[];
  /** The files of these deletions: as far as is known, only git has removed them. */
  readonly missing: readonly GitPath[];
  /** Files that stand where the clone leaves out one that is published, or its folder. */
  readonly standing: readonly GitPath[];
}

/**
 * Finds the changes that a save must not publish: deletions outside of the patterns, and what
 * stands in place of files that are left out. The user's own staging counts. Throws `GitError`.
 */
export async function sparseChanges(
  repository: Repository,
  changes: readonly LocalChange[],
): Promise<SparseChanges> {
  if (!isSparse(repository.config)) return { changes, missing: [], standing: [] };
  const gone = changes.filter(({ kind, unstaged }) => kind === "deleted" && unstaged);
  const missing = await outsidePatterns(repository, gone.map(({ path }) => path));
  const leftOut = await marked(repository);
  // By itself git takes the mark away where a file stands. All others are still marked then.
  const absent = await marked(repository, {
    options: ["-c", "sparse.expectFilesOutsideOfPatterns=false"],
  });
  const present = [...leftOut].filter((path) => !absent.has(path));
  const folders = new Set([...leftOut].flatMap(parentFolders));
  // Staged, it would replace what is left out.
  const replacing = changes.filter(({ path, kind }) =>
    kind === "untracked" &&
    (folders.has(path) || parentFolders(path).some((folder) => leftOut.has(folder)))
  );
  return {
    changes: changes.filter(({ path }) => !missing.has(path)),
    missing: [...missing],
    standing: [
      ...await outsidePatterns(repository, present),
      ...replacing.map(({ path }) => path),
    ],
  };
}

/**
 * Reports whether the changed paths are files of the index, and nothing at or below them is left
 * out.
 */
export async function arePlaced(
  repository: Repository,
  { names, changed }: { readonly names: readonly string[]; readonly changed: readonly GitPath[] },
): Promise<boolean> {
  if (names.length === 0) return true;
  const entries = await readIndex(repository, names.map((name) => `:(top,literal)${name}`));
  const indexed = new Set(entries.map(({ path }) => path));
  return entries.every(({ isHidden }) => !isHidden) && changed.every((path) => indexed.has(path));
}

/** Returns the paths that an index marks skip-worktree. */
async function marked(
  repository: Repository,
  { env = {}, options = [] }: {
    readonly env?: Readonly<Record<string, string>>;
    readonly options?: readonly string[];
  } = {},
): Promise<Set<GitPath>> {
  const { stdout } = await git(repository, [...options, "ls-files", "-t", "-z"], {
    access: "reads",
    env,
  });
  const lines = nulFields(stdout).filter((line) => line.startsWith("S "));
  return new Set(lines.map((line) => pathFromGit(line.slice(2))));
}
