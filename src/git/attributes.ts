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
  const filters = await filtersOf(repository, { paths });
  return new Set(paths.filter((path) => filters.get(path) === "lfs"));
}

/** Returns the filter of each path, by the attributes of the work tree or of an index of ours. */
export async function filtersOf(
  repository: Repository,
  { paths, index }: { readonly paths: readonly GitPath[]; readonly index?: string },
): Promise<ReadonlyMap<GitPath, string>> {
  const cached = index === undefined ? [] : ["--cached"];
  const { stdout } = await git(repository, ["check-attr", ...cached, "-z", "--stdin", "filter"], {
    access: "reads",
    stdin: paths.map((path) => `${path}\0`).join(""),
    ...(index === undefined ? {} : { env: { GIT_INDEX_FILE: index } }),
  });
  const fields = nulFields(stdout);
  return new Map(
    fields.flatMap((path, at) => at % 3 === 0 ? [[path, fields[at + 2]!] as const] : []),
  );
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
