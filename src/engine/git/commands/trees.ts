// The trees of commits: their ids, their entries, and how two of them differ.

import type { Repository } from "../repository/repository.ts";
import { nulFields } from "../values/git_text.ts";
import { type GitPath, nulPaths } from "../values/path.ts";
import { type Change, changesIn, entriesIn, type Entry } from "../values/tree.ts";
import { git } from "../process/git.ts";
import { gathered } from "../../../system/pace.ts";

/** Returns the tree of a commit. */
export async function treeOf(repository: Repository, commit: string): Promise<string> {
  const { stdout } = await git(repository, ["rev-parse", "--verify", `${commit}^{tree}`], {
    access: "reads",
  });
  return stdout.trim();
}

/** Returns the id of a tree without entries. Git takes it for granted, but `git fsck` wants it written. */
export async function emptyTree(repository: Repository): Promise<string> {
  const { stdout } = await git(repository, ["hash-object", "-w", "-t", "tree", "--stdin"], {
    access: "writes",
    stdin: "",
  });
  return stdout.trim();
}

/** The beginning of the command that compares two trees. */
export const DIFF_TREE = [
  "diff-tree",
  "-r",
  "-z",
  "--raw",
  "--no-renames",
  "--no-abbrev",
  "--ignore-submodules=none",
] as const;

/** Returns the changes from one tree to another, without any guess at renames. */
export async function changesBetween(
  repository: Repository,
  from: string,
  to: string,
): Promise<Change[]> {
  const { stdout } = await git(repository, [
    ...DIFF_TREE,
    from,
    to,
  ], { access: "reads" });
  return await gathered(changesIn(stdout));
}

/** Returns all folders of the commit that is checked out; `undefined` where there is none that can be read. */
export async function foldersOfHead(repository: Repository): Promise<GitPath[] | undefined> {
  const args = ["ls-tree", "-r", "-d", "-z", "--name-only", "--full-tree", "HEAD"];
  const { code, ended, stdout } = await repository.run(args, { access: "reads" });
  return code === 0 && ended === undefined ? nulPaths(stdout) : undefined;
}

/** Returns how many files of the commit that is checked out are in a folder; 0 where it cannot be read. */
export async function countBelow(repository: Repository, folder: string): Promise<number> {
  const args = ["ls-tree", "-r", "-z", "--name-only", "--full-tree", "HEAD", "--", `${folder}/`];
  const { code, ended, stdout } = await repository.run(args, { access: "reads" });
  return code === 0 && ended === undefined ? nulFields(stdout).length : 0;
}

/** Returns everything that a tree holds. */
export async function treeEntries(
  repository: Repository,
  tree: string,
): Promise<Map<GitPath, Entry>> {
  const { stdout } = await git(repository, ["ls-tree", "-r", "-z", "--full-tree", tree], {
    access: "reads",
  });
  return new Map(await gathered(entriesIn(stdout)));
}
