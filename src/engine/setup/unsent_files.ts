// Names what goes with the first push besides new files: edits of tracked files, and what is staged or committed.

import { git } from "../git/process/git.ts";
import type { RunGit } from "../git/process/types.ts";
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

/** A file for the order that the user's configuration names may be missing. */
const DIFF = ["--no-renames", "--no-ext-diff", "-O/dev/null", "-z"] as const;
const RAW = ["--raw", "--no-abbrev", ...DIFF] as const;

/**
 * Returns the contents that are not in a commit that a remote is known to have, also those that a later commit takes
 * away again. Throws `GitError`.
 */
export async function unsentFiles(repository: { readonly run: RunGit }): Promise<UnsentFile[]> {
  const files: UnsentFile[] = [];
  const outputOf = async (args: readonly string[], stdin?: string) =>
    (await git(repository, args, { access: "reads", ...(stdin === undefined ? {} : { stdin }) }))
      .stdout;
  const edited = ["diff", "--name-only", "--diff-filter=AMT", ...DIFF];
  for (const path of nulPaths(await outputOf(edited))) files.push({ path });
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
  for (const field of eachField(await outputOf(args, commits))) changes.field(field);
  changes.end();
  return files;
}
