// The files that updates could not put into the work tree, also where the note of them is damaged.

import { join } from "node:path";
import { lstatIfThere } from "../../system/file_state.ts";
import { git } from "../git/process/git.ts";
import type { Repository } from "../git/repository/repository.ts";
import {
  isListDamaged,
  readUnplaced,
  type UnplacedFile,
  writeUnplaced,
} from "../git/repository/unplaced.ts";
import { nulFields } from "../git/values/git_text.ts";
import { fileName, pathFromGit } from "../git/values/path.ts";

/**
 * Returns the unplaced files. Where their note cannot be read, they are the files that git was told to leave alone
 * (skip-worktree) and that are not there: without the note nobody would ever write them. Throws `GitError`.
 */
export async function foundUnplaced(repository: Repository): Promise<readonly UnplacedFile[]> {
  if (!await isListDamaged(repository)) return await readUnplaced(repository);
  const { stdout } = await git(repository, ["ls-files", "-t", "-z"], { access: "reads" });
  const found: UnplacedFile[] = [];
  for (const line of nulFields(stdout)) {
    if (!line.startsWith("S ")) continue;
    const path = pathFromGit(line.slice(2));
    const name = fileName(path);
    const isThere = name !== undefined &&
      await lstatIfThere(join(repository.root, name)) !== undefined;
    if (!isThere) found.push({ path, reason: name === undefined ? "name" : "not writable" });
  }
  await writeUnplaced(repository, found);
  return found;
}
