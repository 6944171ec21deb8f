// Takes care of displaced files that were written late, of unplaced files, and of old leftovers.

import { join } from "node:path";
import { readNote, writeNote } from "../../system/json_file.ts";
import { isJsonObject } from "../../system/json_value.ts";
import { deleteOldKeeps } from "../branch/kept_commits.ts";
import { maintain } from "../git/commands/maintenance.ts";
import type { GitPath } from "../git/values/path.ts";
import {
  checkDisplaced,
  type CheckedFiles,
  type Copy,
  dropOldFiles,
  placeUnplaced,
  realVolume,
} from "../worktree/update.ts";
import type { KnownFolder } from "./known_folder.ts";
import { placingRules } from "./placed_rules.ts";
import { heldPathsOf } from "./privacy.ts";
import type { WorkTreeSettings } from "./settings.ts";

/** The folder is tidied so often, in milliseconds. */
const TIDY_MS = 24 * 60 * 60 * 1000;

/**
 * Deletes what is of no use any more, once a day, the first time a day after the first sync. After a sync: each git
 * process that writes takes the place of the note by which an orphan is found. It can wait, so its failure is none.
 */
export async function tidy({ repository }: KnownFolder): Promise<void> {
  const now = Date.now();
  const file = join(repository.ownDir, "tidied.json");
  const last = await readNote(file, isTidied).catch(() => undefined);
  // A clock may have been ahead.
  if (last !== undefined && Math.abs(now - last.at) < TIDY_MS) return;
  await writeNote(file, { at: now }).catch(() => {});
  if (last === undefined) return;
  await deleteOldKeeps(repository, now).catch(() => {});
  await dropOldFiles(repository, now).catch(() => {});
  await maintain(repository).catch(() => {});
}

/** Reports whether a value is the note of when a folder was tidied, in milliseconds since 1970. */
function isTidied(content: unknown): content is { readonly at: number } {
  return isJsonObject(content) && typeof content.at === "number";
}

/** Keeps what was written into displaced files of a day ago or earlier, and returns where. */
export async function keepLateEdits({ repository }: KnownFolder): Promise<CheckedFiles> {
  return await checkDisplaced(repository);
}

/**
 * Places what earlier updates could not, where the reason is gone, and returns the conflict copies of edits of
 * what stood there. `head` is the commit that the folder has.
 */
export async function retryUnplaced(
  folder: KnownFolder,
  { settings, head, withFilters }: {
    readonly settings: WorkTreeSettings;
    readonly head: string;
    /** Whether filters that failed are tried again, which may take as long as a download. */
    readonly withFilters: boolean;
  },
): Promise<readonly Copy[]> {
  const { repository, fold, skipped } = folder;
  const { unplaced } = skipped;
  const volume = settings.volume ?? realVolume;
  const held = await heldPathsOf(folder);
  const { meetsOwn } = held;
  const holds = (path: GitPath) => held.holds(path, { tracked: true });
  const about = { unplaced, head, fold, volume, withFilters, meetsOwn, holds };
  const paths = unplaced.map(({ path }) => path);
  const { rest, copies } = await placingRules(
    folder,
    paths,
    () => placeUnplaced(repository, about),
  );
  skipped.unplaced = rest;
  return copies;
}
