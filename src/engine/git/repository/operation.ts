// Finds a merge, a rebase and the like that the user has begun and not ended, by files of the git folder.

import { join } from "node:path";
import { readDir } from "../../../system/disk/quick_files.ts";
import { lstatIfThere } from "../../../system/file_state.ts";
import type { Repository } from "./repository.ts";

/** An operation that the user has started in the repository and has to end. */
export type Operation = "merge" | "rebase" | "cherry-pick" | "revert" | "bisect" | "git am";

// The files are those of `wt_status_get_state` in git's wt-status.c. `sequencer` is left between the
// picks of a series; `rebase-apply/applying` tells `git am` from a rebase.
const MARKS: readonly (readonly [string, Operation])[] = [
  ["MERGE_HEAD", "merge"],
  ["rebase-merge", "rebase"],
  ["rebase-apply/applying", "git am"],
  ["rebase-apply", "rebase"],
  ["CHERRY_PICK_HEAD", "cherry-pick"],
  ["REVERT_HEAD", "revert"],
  ["BISECT_LOG", "bisect"],
  ["sequencer", "cherry-pick"],
];

/**
 * Returns the operation that is under way, or `undefined`. It is asked for at every step, so the folder is listed once
 * instead of each file being looked for. Throws what reading it throws.
 */
export async function operationUnderWay({ gitDir }: Repository): Promise<Operation | undefined> {
  const names = new Set((await readDir(gitDir)).map(({ name }) => name));
  for (const [file, operation] of MARKS) {
    const [name, below] = file.split("/");
    if (!names.has(name!)) continue;
    if (below === undefined) return operation;
    if (await lstatIfThere(join(gitDir, file)) !== undefined) return operation;
  }
  return undefined;
}
