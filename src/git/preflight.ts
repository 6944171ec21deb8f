// May this repository be synced right now? Read from files; nothing is touched.

import { join } from "node:path";
import type { Repository } from "./open.ts";

/** Something that a person started in the repository and has to end himself. */
export type Operation = "merge" | "rebase" | "cherry-pick" | "revert" | "bisect" | "am";

// The files are those of `wt_status_get_state` in git's wt-status.c. `sequencer` is left between the
// picks of a series; `rebase-apply/applying` tells `git am` from a rebase.
const MARKS: readonly (readonly [string, Operation])[] = [
  ["MERGE_HEAD", "merge"],
  ["rebase-merge", "rebase"],
  ["rebase-apply/applying", "am"],
  ["rebase-apply", "rebase"],
  ["CHERRY_PICK_HEAD", "cherry-pick"],
  ["REVERT_HEAD", "revert"],
  ["BISECT_LOG", "bisect"],
  ["sequencer", "cherry-pick"],
];

/** The operation that is under way, or `undefined`. */
export async function operationUnderWay(repository: Repository): Promise<Operation | undefined> {
  const marked = await Promise.all(MARKS.map(([file]) => exists(join(repository.gitDir, file))));
  return MARKS[marked.indexOf(true)]?.[1];
}

async function exists(path: string): Promise<boolean> {
  try {
    await Deno.lstat(path);
    return true;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound || error instanceof Deno.errors.NotADirectory) {
      return false;
    }
    throw error;
  }
}
