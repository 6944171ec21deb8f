// Counts what a save would take, without saving.

import { savesOnlyTracked } from "../git/values/git_config.ts";
import { status } from "../git/commands/status.ts";
import { isHeld } from "../rules/held_paths.ts";
import { findLeftOut } from "../save/save.ts";
import { readJournal } from "../worktree/update.ts";
import { Pace } from "../../system/pace.ts";
import type { KnownFolder } from "./known_folder.ts";
import { heldPathsOf } from "./privacy.ts";

/**
 * Returns how many changes a save would take; `undefined` when an update was cut off, which has to be undone first.
 * Nothing is written, and no lock of git is taken. Throws `GitError`.
 */
export async function countChanges(
  folder: KnownFolder,
  { maxFileBytes: maxBytes }: { readonly maxFileBytes: number },
): Promise<number | undefined> {
  const { repository, skipped } = folder;
  if (await readJournal(repository) !== undefined) return undefined;
  const { changes, unreadable } = await status(repository);
  const lists = { changes, unreadable, maxBytes, lacksFilters: false };
  const leftOut = await findLeftOut(repository, lists);
  const held = await heldPathsOf(folder);
  const tracksOnly = savesOnlyTracked(repository.config);
  const unplaced = new Set(skipped.unplaced.map(({ path }) => path));
  const pace = new Pace();
  let count = 0;
  for (const change of changes) {
    if (pace.isDue) await pace.rest();
    const { path, kind } = change;
    if (leftOut.has(path) || skipped.leftOut.has(path) || unplaced.has(path)) continue;
    if (skipped.heldDeletion?.paths.has(path)) continue;
    if (isHeld(held, change) || tracksOnly && kind === "untracked") continue;
    count++;
  }
  return count;
}
