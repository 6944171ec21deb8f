// Names what goes with the first push besides new files: edits of tracked files, and what is staged or committed.

import { optionalFilters } from "../git/process/forced_settings.ts";
import { FILTER_SILENCE_MS, git } from "../git/process/git.ts";
import type { GitOptions, RunGit } from "../git/process/types.ts";
import { parseGitConfig } from "../git/values/git_config.ts";
import { type GitPath, nulPaths } from "../git/values/path.ts";
import { changesIn, type Entry } from "../git/values/tree.ts";
import { RawChanges } from "../history/raw_changes.ts";
import { eachField } from "../git/values/git_text.ts";

/** A content that is sent. */
export interface UnsentFile {
  readonly path: GitPath;
  /** Absent where the content is that of the file in the folder. */
  readonly entry?: Entry;
}

const DIFF = [
  ...["--no-renames", "--no-ext-diff", "-z"],
  // The file of an order that the user's configuration names may be missing.
  "-O/dev/null",
  // Said outright, git does not read `.gitmodules`, which may be broken. Edits in a submodule are not sent.
  "--ignore-submodules=dirty",
] as const;
const RAW = ["--raw", "--no-abbrev", ...DIFF] as const;

/** Commits that one git process lists the files of: its output is held in memory, up to a limit. */
const COMMITS_AT_ONCE = 200;

/**
 * Returns the contents that are not in a commit that a remote is known to have, also those that a later commit takes
 * away again. Throws `GitError`.
 */
export async function unsentFiles(repository: { readonly run: RunGit }): Promise<UnsentFile[]> {
  const files: UnsentFile[] = [];
  const outputOf = async (args: readonly string[], options: Partial<GitOptions> = {}) =>
    (await git(repository, args, { access: "reads", ...options })).stdout;
  const filters = optionalFilters(parseGitConfig(await outputOf(["config", "--list", "-z"])));
  const edited = [...filters, "diff", "--name-only", "--diff-filter=AMT", ...DIFF];
  const names = nulPaths(await outputOf(edited, { silenceMs: FILTER_SILENCE_MS }));
  for (const path of names) files.push({ path });
  for (const { path, new: entry } of changesIn(await outputOf(["diff", "--cached", ...RAW]))) {
    if (entry !== undefined) files.push({ path, entry });
  }
  const head = await git(repository, ["rev-parse", "--quiet", "--verify", "HEAD"], {
    access: "reads",
    expect: [0, 1],
  });
  if (head.code !== 0) return files;
  const commits = await outputOf(["rev-list", "HEAD", "--not", "--remotes"]);
  const changes = new RawChanges({
    mostFiles: Infinity,
    onCommit: (changed) => {
      for (const { path, entry } of changed.files) {
        if (entry !== undefined) files.push({ path, entry });
      }
    },
  });
  // Of a merge, what is as in none of its parents.
  const args = ["diff-tree", "--stdin", "-r", "--root", "-c", ...RAW];
  const ids = commits.split("\n").filter(Boolean);
  for (let at = 0; at < ids.length; at += COMMITS_AT_ONCE) {
    const stdin = `${ids.slice(at, at + COMMITS_AT_ONCE).join("\n")}\n`;
    for (const field of eachField(await outputOf(args, { stdin }))) changes.field(field);
  }
  changes.end();
  return files;
}
