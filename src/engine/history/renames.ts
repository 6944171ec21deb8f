// The files that were renamed from one commit to another, as far as git can tell.

import { RENAME_CANDIDATES } from "../../system/limits/history.ts";
import type { Repository } from "../git/repository/repository.ts";
import { eachField } from "../git/values/git_text.ts";
import { type GitPath, pathFromGit } from "../git/values/path.ts";
import { git } from "../git/process/git.ts";
import { tooManyBetween } from "./many_files.ts";

/** A file that has another name. */
export interface RenamedFile {
  readonly from: GitPath;
  readonly to: GitPath;
}

/** Returns the files that were renamed between two commits, also those that were edited as well. Throws `GitError`. */
export async function renamesBetween(
  repository: Repository,
  from: string,
  to: string,
): Promise<RenamedFile[]> {
  const [tooMany] = await tooManyBetween(repository, { pairs: [{ old: from, new: to }] });
  if (tooMany !== undefined) return [];
  const { stdout } = await git(repository, [
    "diff-tree",
    "-r",
    "-z",
    "--name-status",
    "--find-renames",
    `-l${RENAME_CANDIDATES}`,
    "--diff-filter=R",
    from,
    to,
  ], { access: "reads" });
  const renamed: RenamedFile[] = [];
  const fields = eachField(stdout);
  for (let status = fields.next(); !status.done; status = fields.next()) {
    const [before, now] = [fields.next(), fields.next()];
    renamed.push({ from: pathFromGit(before.value), to: pathFromGit(now.value) });
  }
  return renamed;
}
