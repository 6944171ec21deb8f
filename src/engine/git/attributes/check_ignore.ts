// The paths that rules ignore, as git itself decides (git-check-ignore).

import { git } from "../process/git.ts";
import type { Repository } from "../repository/repository.ts";
import { decodeText, nulEnded, nulFields } from "../values/git_text.ts";
import { fileName, folderOf, foldersAbove, type GitPath, pathFromGit } from "../values/path.ts";
import { lstatIfThere } from "../../../system/file_state.ts";

/** Returns a path as `git check-ignore` takes it for a name: it reads patterns, and knows no setting against that. */
export function asName(path: GitPath): string {
  return path.startsWith(":") ? `./${path}` : path;
}

/** Reports whether git's rules ignore a path that is not tracked. */
export async function isIgnored(repository: Repository, path: GitPath): Promise<boolean> {
  if ((await notBehindLinks(repository, [path])).length === 0) return false;
  const { code } = await git(repository, ["check-ignore", "-q", "--no-index", "-z", "--stdin"], {
    access: "reads",
    stdin: `${asName(path)}\0`,
    expect: [0, 1],
  });
  return code === 0;
}

/** Returns the file with the rule that ignores a path that is not tracked; `undefined` when none does. */
export async function ignoredBy(
  repository: Repository,
  path: GitPath,
): Promise<string | undefined> {
  if ((await notBehindLinks(repository, [path])).length === 0) return undefined;
  const { stdout } = await git(repository, ["check-ignore", "--verbose", "-z", "--stdin"], {
    access: "reads",
    stdin: `${asName(path)}\0`,
    expect: [0, 1],
  });
  const [rules] = nulFields(stdout);
  return rules === undefined ? undefined : decodeText(rules);
}

/**
 * Returns those of the paths that a rule would ignore if they were not tracked; with `isFolding` also if it names them
 * in capital letters or small ones of ASCII, whatever the configuration says. Throws `GitError`.
 */
export async function ignoredByAny(
  repository: Repository,
  paths: readonly GitPath[],
  { isFolding = false }: { readonly isFolding?: boolean } = {},
): Promise<readonly GitPath[]> {
  const asked = await notBehindLinks(repository, paths);
  if (asked.length === 0) return [];
  const setting = isFolding ? ["-c", "core.ignoreCase=true"] : [];
  const args = [...setting, "check-ignore", "--verbose", "--no-index", "-z", "--stdin"];
  const { stdout } = await git(repository, args, {
    access: "reads",
    stdin: nulEnded(asked.map(asName)),
    expect: [0, 1],
  });
  return ignoredIn(stdout);
}

/**
 * Returns the paths to which no link leads: git ends at any other one, and nothing there is in the folder.
 */
export async function notBehindLinks(
  repository: Repository,
  paths: readonly GitPath[],
): Promise<readonly GitPath[]> {
  const links = new Set<GitPath>();
  for (const folder of foldersAbove(paths)) {
    const isLink = links.has(folderOf(folder)) ||
      fileName(folder) !== undefined &&
        (await lstatIfThere(repository.fileOf(folder)))?.isSymlink === true;
    if (isLink) links.add(folder);
  }
  return links.size === 0 ? paths : paths.filter((path) => !links.has(folderOf(path)));
}

/**
 * Returns the paths that rules ignore from the output of `git check-ignore -z --verbose`: for each path the file of the
 * last rule about it, its line, the rule and the path (git-check-ignore, "OUTPUT").
 */
export function ignoredIn(output: string): GitPath[] {
  const fields = nulFields(output);
  const ignored: GitPath[] = [];
  for (let at = 0; at + 3 < fields.length; at += 4) {
    const [source = "", , pattern = "", path = ""] = fields.slice(at, at + 4);
    if (source !== "" && !pattern.startsWith("!")) {
      ignored.push(pathFromGit(path.replace(/^\.\//, "")));
    }
  }
  return ignored;
}
