// Repositories inside of the folder: what is in them is theirs.

import { join } from "node:path";
import { lstatIfThere } from "../../../system/file_state.ts";
import type { Repository } from "../repository/repository.ts";
import { fileName, type GitPath, parentFolders, pathFromGit } from "../values/path.ts";
import { nulFields } from "../values/git_text.ts";
import type { LocalChange } from "../values/status_output.ts";
import { git } from "../process/git.ts";

/** Returns those of the folders in which a `.git` stands. */
export async function repositoriesAmong(
  root: string,
  folders: Iterable<GitPath>,
): Promise<GitPath[]> {
  const found: GitPath[] = [];
  for (const folder of folders) {
    const name = fileName(folder);
    if (name === undefined) continue;
    if (await lstatIfThere(join(root, name, ".git")) !== undefined) found.push(folder);
  }
  return found;
}

/**
 * Returns those of the folders that are repositories of their own. Git takes one for a part of this repository as soon
 * as the index has a path in it, or when it is asked for paths in it. Where files of ours were there first, git is
 * right.
 */
export async function nestedAmong(
  repository: Repository,
  folders: Iterable<GitPath>,
): Promise<GitPath[]> {
  const repositories = await repositoriesAmong(repository.root, folders);
  if (repositories.length === 0) return [];
  const list = async (...options: string[]) => {
    const names = repositories.map((folder) => fileName(folder)!);
    const { stdout } = await git(repository, ["ls-files", "-z", ...options, "--", ...names], {
      access: "reads",
      env: { GIT_LITERAL_PATHSPECS: "1" },
    });
    return nulFields(stdout);
  };
  // S: skip-worktree.
  const [hidden, written] = [new Set<GitPath>(), new Set<GitPath>()];
  for (const line of await list("-t")) {
    const into = line.startsWith("S ") ? hidden : written;
    for (const folder of parentFolders(pathFromGit(line.slice(2)))) into.add(folder);
  }
  const named = new Set(await list("--others"));
  return repositories.filter((folder) =>
    !written.has(folder) && (hidden.has(folder) || named.has(`${folder}/`))
  );
}

/** Returns the changes, with one for each nested repository in the place of those in it. */
export async function withoutNested(
  repository: Repository,
  changes: readonly LocalChange[],
): Promise<readonly LocalChange[]> {
  const folders = new Set(
    changes.filter(({ kind }) => kind === "untracked").flatMap(({ path }) => parentFolders(path)),
  );
  const nested = await nestedAmong(repository, folders);
  if (nested.length === 0) return changes;
  return [
    ...changes.filter(({ path }) => !parentFolders(path).some((folder) => nested.includes(folder))),
    ...nested.map((path) => ({ path, kind: "nested" as const, unstaged: true })),
  ];
}
