// What git's attributes make of a file: what git-lfs keeps, and what its filters give.

import type { Repository } from "./open.ts";
import { type GitPath, nulFields } from "./path.ts";
import { FILTER_SILENCE_MS, git } from "./verb.ts";

/** Which of the paths git-lfs keeps outside of the repository; none where git does not know how to ask it. */
export async function keptByLfs(
  repository: Repository,
  paths: readonly GitPath[],
): Promise<Set<GitPath>> {
  const { code } = await git(
    repository,
    ["config", "--get-regexp", "^filter\\.lfs\\.(clean|process)$"],
    { access: "reads", expect: [0, 1] },
  );
  if (code !== 0) return new Set();
  const { stdout } = await git(repository, ["check-attr", "-z", "--stdin", "filter"], {
    access: "reads",
    stdin: paths.map((path) => `${path}\0`).join(""),
  });
  const fields = nulFields(stdout);
  return new Set(fields.filter((_, at) => at % 3 === 0 && fields[at + 2] === "lfs"));
}

/**
 * The id that a file of ours would have as the content of a path, through the filters that the
 * attributes in a folder of ours ask for, which counts as the work tree; `undefined` when it cannot be
 * read or a filter fails.
 */
export async function contentId(
  repository: Repository,
  file: string,
  as: { readonly path: string; readonly folder: string },
): Promise<string | undefined> {
  const { path, folder } = as;
  const args = ["-C", folder, "hash-object", `--path=${path}`, "--", file];
  const { code, stdout } = await git(repository, args, {
    access: "reads",
    silenceMs: FILTER_SILENCE_MS,
    expect: [0, 128],
    env: { GIT_DIR: repository.gitDir, GIT_WORK_TREE: folder },
  });
  return code === 0 ? stdout.trim() : undefined;
}
