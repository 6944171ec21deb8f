// What git's attributes make of a file: what git-lfs keeps, and what its filters give.

import { readTree, withIndex } from "./index_entries.ts";
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

/**
 * Returns the names of the filters that the attributes ask for, by path; a path without one is missing. With
 * `index`, only the attributes in that index count, beside those of this machine.
 */
export async function filtersOf(
  repository: Repository,
  { paths, index }: { readonly paths: readonly GitPath[]; readonly index?: string },
): Promise<Map<GitPath, string>> {
  const filters = new Map<GitPath, string>();
  if (paths.length === 0) return filters;
  const cached = index === undefined ? [] : ["--cached"];
  const { stdout } = await git(repository, ["check-attr", ...cached, "-z", "--stdin", "filter"], {
    access: "reads",
    stdin: paths.map((path) => `${path}\0`).join(""),
    ...(index === undefined ? {} : { env: { GIT_INDEX_FILE: index } }),
  });
  // PATH, the attribute's name, its value.
  const fields = nulFields(stdout);
  for (let at = 0; at + 2 < fields.length; at += 3) {
    if (!NO_FILTER.has(fields[at + 2]!)) filters.set(fields[at]!, fields[at + 2]!);
  }
  return filters;
}

/** What git says of an attribute that names no filter (git-check-attr, "OUTPUT"). */
const NO_FILTER: ReadonlySet<string> = new Set(["unspecified", "unset", "set"]);

/** Returns the filters of all files of a commit and of some paths `besides`, by its attributes. */
export async function filtersAt(
  repository: Repository,
  { commit, besides }: { readonly commit: string; readonly besides: readonly GitPath[] },
): Promise<Map<GitPath, string>> {
  return await withIndex(repository, async (index) => {
    await readTree(repository, commit, index);
    const env = { GIT_INDEX_FILE: index };
    const { stdout } = await git(repository, ["ls-files", "-z"], { access: "reads", env });
    return await filtersOf(repository, { paths: [...nulFields(stdout), ...besides], index });
  });
}

/**
 * Returns those of the paths whose attributes name a filter that git's configuration on this machine does not
 * have, with that name: git would take their content as it is.
 */
export async function unconfiguredFilters(
  repository: Repository,
  paths: readonly GitPath[],
): Promise<Map<GitPath, string>> {
  const filters = await filtersOf(repository, { paths });
  if (filters.size === 0) return filters;
  const configured = await configuredFilters(repository);
  return new Map([...filters].filter(([, name]) => !configured.has(name)));
}

/** Returns the names of the filters that git knows how to run on this machine when it saves a file. */
export async function configuredFilters(repository: Repository): Promise<ReadonlySet<string>> {
  const { stdout } = await git(
    repository,
    ["config", "-z", "--name-only", "--get-regexp", "^filter\\..*\\.(clean|process)$"],
    // 1: there is none.
    { access: "reads", expect: [0, 1] },
  );
  return new Set(
    nulFields(stdout).map((key) => key.slice("filter.".length, key.lastIndexOf("."))),
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
