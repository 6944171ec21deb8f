// Asks git for the attributes of files: what they say, whether git-lfs keeps one, what its filters give.

import type { Repository } from "../repository/repository.ts";
import { type GitPath, pathFromGit } from "../values/path.ts";
import {
  BYTE_ATTRIBUTES,
  type ByteAttribute,
  type ByteAttributes,
  isNamed,
  UNSPECIFIED,
} from "../values/byte_attributes.ts";
import { eachField, nulEnded } from "../values/git_text.ts";
import { FILTER_SILENCE_MS, git } from "../process/git.ts";
import { Pace } from "../../../system/pace.ts";

/**
 * Whose attributes count: those of the work tree, or those of an index, of ours where `index` names
 * one.
 */
export interface AttributeSource {
  readonly cached?: boolean;
  readonly index?: string;
  /** Counts instead of the user's own file of attributes. */
  readonly userFile?: string | undefined;
}

/**
 * Returns what the attributes say of each path; the user's own files of attributes count as well.
 */
export async function byteAttributes(
  repository: Repository,
  paths: Iterable<GitPath>,
  source: AttributeSource = {},
): Promise<Map<GitPath, ByteAttributes>> {
  const said = new Map<GitPath, ByteAttributes>();
  const wanted = { attributes: BYTE_ATTRIBUTES, paths: [...paths] };
  await checkAttributes(repository, { wanted, source }, ({ path, attribute, value }) => {
    const attributes = said.get(path) ?? UNSPECIFIED;
    const isNew = value !== "unspecified";
    said.set(path, isNew ? { ...attributes, [attribute as ByteAttribute]: value } : attributes);
  });
  return said;
}

/** So many paths are asked of at a time: git prints up to 25 kB for each. */
const PATHS_AT_ONCE = 20_000;

/** Tells `onSaid` the value of each attribute of each path. Throws `GitError`. */
export async function checkAttributes(
  repository: Repository,
  { wanted: { attributes, paths }, source: { cached = false, index, userFile } }: {
    readonly wanted: { readonly attributes: readonly string[]; readonly paths: readonly GitPath[] };
    readonly source: AttributeSource;
  },
  onSaid: (
    said: { readonly path: GitPath; readonly attribute: string; readonly value: string },
  ) => void,
): Promise<void> {
  const from = cached || index !== undefined ? ["--cached"] : [];
  const user = userFile === undefined ? [] : ["-c", `core.attributesFile=${userFile}`];
  const args = [...user, "check-attr", ...from, "-z", "--stdin", ...attributes];
  const pace = new Pace();
  for (let at = 0; at < paths.length; at += PATHS_AT_ONCE) {
    const { stdout } = await git(repository, args, {
      access: "reads",
      stdin: nulEnded(paths.slice(at, at + PATHS_AT_ONCE)),
      ...(index === undefined ? {} : { env: { GIT_INDEX_FILE: index } }),
    });
    const fields = eachField(stdout);
    for (let path = fields.next(); !path.done; path = fields.next()) {
      const [attribute, value] = [fields.next(), fields.next()];
      onSaid({ path: pathFromGit(path.value), attribute: attribute.value, value: value.value });
      if (pace.isDue) await pace.rest();
    }
  }
}

/**
 * Returns which of the paths git-lfs keeps outside of the repository; none where git does not know
 * how to ask it.
 */
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
 * Returns the names of the filters that the attributes ask for, by path; a path without one is
 * missing. With `index`, only the attributes in that index count, beside those of this machine.
 */
export async function filtersOf(
  repository: Repository,
  { paths, ...source }: { readonly paths: readonly GitPath[] } & AttributeSource,
): Promise<Map<GitPath, string>> {
  const wanted = { attributes: ["filter"], paths };
  const filters = new Map<GitPath, string>();
  await checkAttributes(repository, { wanted, source }, ({ path, value }) => {
    if (isNamed(value)) filters.set(path, value);
  });
  return filters;
}

/**
 * Returns the id that a file of ours would have as the content of a path, through the filters that
 * the attributes in a folder of ours ask for, which counts as the work tree; `undefined` when it
 * cannot be read or a filter fails.
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
