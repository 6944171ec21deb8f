// Asks git which paths the `.gitignore` files of a commit ignore.

import { join } from "node:path";
import { RULES_CHECK_MS } from "../../system/limits/folder.ts";
import { removeAll } from "../../system/files.ts";
import type { Repository } from "../git/repository/repository.ts";
import {
  baseName,
  fileIn,
  fileName,
  type GitPath,
  gitPath,
  parentFolders,
  pathIn,
} from "../git/values/path.ts";
import { nulEnded } from "../git/values/git_text.ts";
import { asName, ignoredIn } from "../git/attributes/check_ignore.ts";
import { pathInTree, userRulesBy } from "../git/attributes/user_rules.ts";
import { MAX_PATH_ARGUMENTS } from "../git/values/pathspec.ts";
import { entriesIn, type Entry } from "../git/values/tree.ts";
import { git } from "../git/process/git.ts";
import { writeRules } from "./write_rules.ts";
import { gathered } from "../../system/pace.ts";

const RULES = ".gitignore";
const ATTRIBUTES = ".gitattributes";

/**
 * Returns those of the paths that the `.gitignore` files of a tree ignore. Rules of this machine alone do not
 * count unless `withOwnRules` is set: every machine must come to the same result. Where git does not answer in
 * time, no path is returned, and all of them with `withOwnRules`, which is about privacy. Throws `GitError`.
 */
export async function ignoredByTree(
  repository: Repository,
  { tree, paths, withOwnRules = false }: {
    readonly tree: string;
    readonly paths: readonly GitPath[];
    readonly withOwnRules?: boolean;
  },
): Promise<ReadonlySet<GitPath>> {
  const named = paths.filter((path) => fileName(path) !== undefined);
  const exclude = join(repository.commonDir, "info", "exclude");
  // Changes of others since the tree do not count where the files lie in it.
  const own = withOwnRules ? await userRulesBy(repository, "ignore", tree) : [];
  const [excludePath, ...ownPaths] = await Promise.all(
    withOwnRules ? [exclude, ...own].map((file) => pathInTree(repository, file)) : [],
  );
  const more = [excludePath, ...ownPaths].flatMap((path) => path ?? []);
  const found = named.length === 0
    ? []
    : [...await rulesAbove(repository, { tree, paths: named, more })];
  const isAttributes = ([path]: readonly [GitPath, Entry]) => baseName(path) === ATTRIBUTES;
  const rules = new Map(found.filter((file) => !isAttributes(file) || more.includes(file[0])));
  const attributes = new Map(found.filter(isAttributes));
  if (rules.size === 0 && (named.length === 0 || !withOwnRules)) return new Set();
  // A repository of its own: `info/exclude` and `core.excludesFile` of this one must not decide.
  const folder = join(repository.ownDir, "rules");
  await removeAll(folder);
  try {
    await git(repository, ["init", "--quiet", "--template=", folder], { access: "writes" });
    await writeRules(repository, { folder, rules, attributes });
    const then = (path: GitPath | undefined) =>
      path !== undefined && rules.has(path) ? fileIn(folder, path) : undefined;
    if (withOwnRules) await copyExclude(then(excludePath) ?? exclude, folder);
    const ownThen = own.map((file, at) => then(ownPaths[at]) ?? file);
    const unanswered = withOwnRules ? named : [];
    const ignored = new Set<GitPath>();
    for (const excludesFile of withOwnRules ? ownThen : ["/dev/null"]) {
      const about = { folder, paths: named, excludesFile, unanswered };
      for (const path of await askRules(repository, about)) ignored.add(path);
    }
    return ignored;
  } finally {
    await removeAll(folder);
  }
}

/** Gives a repository a file of rules for itself. */
async function copyExclude(file: string, folder: string): Promise<void> {
  const rules = await Deno.readFile(file).catch(() => undefined);
  if (rules === undefined) return;
  await Deno.mkdir(join(folder, ".git", "info"), { recursive: true });
  await Deno.writeFile(join(folder, ".git", "info", "exclude"), rules);
}

async function askRules(
  repository: Repository,
  { folder, paths, excludesFile, unanswered }: {
    readonly folder: string;
    readonly paths: readonly GitPath[];
    readonly excludesFile: string;
    /** The result when git does not answer in time. */
    readonly unanswered: readonly GitPath[];
  },
): Promise<ReadonlySet<GitPath>> {
  const { code, ended, stdout } = await repository.run([
    "-c",
    `core.excludesFile=${excludesFile}`,
    "check-ignore",
    "--verbose",
    "--non-matching",
    "-z",
    "--no-index",
    "--stdin",
  ], {
    access: "reads",
    stdin: nulEnded(paths.map(asName)),
    env: { GIT_DIR: join(folder, ".git"), GIT_WORK_TREE: folder },
    silenceMs: RULES_CHECK_MS,
  });
  if (code > 1 || ended !== undefined) return new Set(unanswered);
  return new Set(ignoredIn(stdout));
}

/**
 * Returns the `.gitignore` files of a tree that may say something about the paths, the `.gitattributes` files beside
 * them, and `more` of its files.
 */
async function rulesAbove(
  repository: Repository,
  { tree, paths, more }: {
    readonly tree: string;
    readonly paths: readonly GitPath[];
    readonly more: readonly GitPath[];
  },
): Promise<Map<GitPath, Entry>> {
  const folders = new Set(paths.flatMap(parentFolders));
  const files = new Set([
    ...[RULES, ATTRIBUTES].map(gitPath),
    ...[...folders].flatMap((folder) => [RULES, ATTRIBUTES].map((name) => pathIn(folder, name))),
    ...more,
  ]);
  const names = [...files].flatMap((path) => fileName(path) ?? []);
  const isFew = files.size <= MAX_PATH_ARGUMENTS && names.length === files.size;
  const { stdout } = await git(repository, [
    "ls-tree",
    "-z",
    "--full-tree",
    ...(isFew ? [] : ["-r"]),
    tree,
    ...(isFew ? ["--", ...names] : []),
  ], { access: "reads", env: { GIT_LITERAL_PATHSPECS: "1" } });
  return new Map((await gathered(entriesIn(stdout))).filter(([path, { mode }]) =>
    // Git follows no link here (gitignore(5), "NOTES").
    files.has(path) && mode.startsWith("100")
  ));
}
