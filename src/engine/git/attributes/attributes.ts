// The effects of git's attributes on a file: whether git-lfs keeps it, and what its filters give.

import { join } from "node:path";
import { lstatIfThere } from "../../../system/file_state.ts";
import { removeAll } from "../../../system/files.ts";
import { checkoutInto } from "../commands/checkout.ts";
import { pathInTree, userRulesBy } from "./user_rules.ts";
import type { CopyForm } from "../values/conflict_name.ts";
import { readTree, setEntries, withIndex } from "../commands/index.ts";
import type { Repository } from "../repository/repository.ts";
import { fileIn, type GitPath, pathFromGit } from "../values/path.ts";
import type { Entry } from "../values/tree.ts";
import { eachField, nulEnded } from "../values/git_text.ts";
import { isSlowRule } from "./slow_rules.ts";
import { widenSlowRules } from "./widened_rules.ts";
import { FILTER_SILENCE_MS, git } from "../process/git.ts";
import { Pace } from "../../../system/pace.ts";

/** The attributes by which git turns the bytes of a file into others (gitattributes, "EFFECTS"). */
export const BYTE_ATTRIBUTES = [
  "text",
  "crlf",
  "eol",
  "ident",
  "filter",
  "working-tree-encoding",
] as const;

/** One of these attributes. */
export type ByteAttribute = typeof BYTE_ATTRIBUTES[number];

/** The values of a path's attributes: "unspecified", "set", "unset" or a value. */
export type ByteAttributes = Readonly<Record<ByteAttribute, string>>;

/** Whose attributes count: those of the work tree, or those of an index, of ours where `index` names one. */
export interface AttributeSource {
  readonly cached?: boolean;
  readonly index?: string;
  /** Counts instead of the user's own file of attributes. */
  readonly userFile?: string | undefined;
}

/** Returns what the attributes say of each path; the user's own files of attributes count as well. */
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

const UNSPECIFIED: ByteAttributes = {
  text: "unspecified",
  crlf: "unspecified",
  eol: "unspecified",
  ident: "unspecified",
  filter: "unspecified",
  "working-tree-encoding": "unspecified",
};

/** Returns the form in which a copy has the attributes of its original, or "local" where neither has. */
export function fittingForm(
  attributes: ReadonlyMap<GitPath, ByteAttributes>,
  of: { readonly path: GitPath } & Readonly<Record<CopyForm, GitPath>>,
): CopyForm | "local" {
  const wanted = attributes.get(of.path);
  for (const form of ["file", "folder"] as const) {
    const found = attributes.get(of[form]);
    if (BYTE_ATTRIBUTES.every((name) => found?.[name] === wanted?.[name])) return form;
  }
  return "local";
}

/** Returns which of the paths git-lfs keeps outside of the repository; none where git does not know how to ask it. */
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
  { paths, ...source }: { readonly paths: readonly GitPath[] } & AttributeSource,
): Promise<Map<GitPath, string>> {
  const wanted = { attributes: ["filter"], paths };
  const filters = new Map<GitPath, string>();
  await checkAttributes(repository, { wanted, source }, ({ path, value }) => {
    if (isNamed(value)) filters.set(path, value);
  });
  return filters;
}

/** Reports whether a filter turns the bytes of a file. */
export function hasFilter({ filter }: ByteAttributes): boolean {
  return isNamed(filter);
}

/** Reports whether the value of an attribute is a name. */
export function isNamed(value: string): boolean {
  return !NO_NAME.has(value);
}

/** The value that git gives an attribute that names nothing (git-check-attr, "OUTPUT"). */
const NO_NAME: ReadonlySet<string> = new Set(["unspecified", "unset", "set"]);

/**
 * Returns the filters of some paths by the attributes of a commit; of no others is asked. Where git does not
 * come to an end with a rule, that counts for more paths. Throws `GitError`.
 */
export async function filtersBy(
  repository: Repository,
  { commit, paths }: { readonly commit: string; readonly paths: readonly GitPath[] },
): Promise<Map<GitPath, string>> {
  return await byCommit(
    repository,
    { commit },
    (source) => filtersOf(repository, { paths, ...source }),
  );
}

/**
 * Returns what the attributes of a commit say of some paths, once the entries `set` are in it. Where git does not
 * come to an end with a rule, that counts for more paths. Throws `GitError`.
 */
export async function byteAttributesBy(
  repository: Repository,
  { commit, set, paths }: {
    readonly commit: string;
    readonly set?: readonly (readonly [GitPath, Entry | undefined])[];
    readonly paths: readonly GitPath[];
  },
): Promise<Map<GitPath, ByteAttributes>> {
  return await byCommit(
    repository,
    { commit, ...(set === undefined ? {} : { set }) },
    (source) => byteAttributes(repository, paths, source),
  );
}

/** Asks with an index that has the attributes of a commit; once more with wider rules where one is slow. */
async function byCommit<Said>(
  repository: Repository,
  { commit, set = [] }: {
    readonly commit: string;
    readonly set?: readonly (readonly [GitPath, Entry | undefined])[];
  },
  ask: (source: AttributeSource) => Promise<Said>,
): Promise<Said> {
  const folder = join(repository.ownDir, "rules");
  return await withIndex(repository, async (index) => {
    await readTree(repository, commit, index);
    if (set.length > 0) await setEntries(repository, set, index);
    const source = { index, userFile: await userFileBy(repository, commit, { index, folder }) };
    try {
      return await ask(source);
    } catch (error) {
      if (!isSlowRule(error)) throw error;
      await widenSlowRules(repository, index);
      return await ask(source);
    }
  }).finally(() => removeAll(folder));
}

/** Writes the user's own file of attributes as an index has it, where it lies in the work tree; returns the file. */
async function userFileBy(
  repository: Repository,
  commit: string,
  { index, folder }: { readonly index: string; readonly folder: string },
): Promise<string> {
  const [userFile] = await userRulesBy(repository, "attributes", commit);
  const path = await pathInTree(repository, userFile);
  if (path === undefined) return userFile;
  await removeAll(folder);
  await Deno.mkdir(folder);
  await checkoutInto(repository, { folder, index, paths: [path] });
  const file = fileIn(folder, path);
  return (await lstatIfThere(file))?.isFile ? file : userFile;
}

/**
 * Returns the id that a file of ours would have as the content of a path, through the filters that the attributes in a
 * folder of ours ask for, which counts as the work tree; `undefined` when it cannot be read or a filter fails.
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
