// The work around the steps of a sync: late edits, unplaced files, open conflicts, tidying.

import { concernsConflicts, localConflicts, syncedConflicts } from "../merge/open_conflicts.ts";
import { lookAtAside } from "../worktree/displaced/displaced.ts";
import { type GitPath, shownName } from "../git/values/path.ts";
import { dropOldKeeps } from "../branch/kept_commits.ts";
import { dropOldFiles } from "../worktree/displaced/kept_files.ts";
import { maintain } from "../git/commands/maintenance.ts";
import { realVolume } from "../worktree/volume.ts";
import { placeAgain } from "../worktree/retry_unplaced.ts";
import { readRef } from "../git/commands/refs.ts";
import type { Memory } from "./cache.ts";
import { heldBy } from "./privacy.ts";
import type { SyncSettings } from "./settings.ts";
import { editedMeanwhile, type Run } from "./steps.ts";

export const DAY_MS = 24 * 60 * 60 * 1000;

/**
 * Lets go of what is of no use any more, once a day. After a sync: each git that writes takes the place of
 * the note by which an orphan is found. It can wait, so its failure is none.
 */
export async function tidy(memory: Memory): Promise<void> {
  const now = Date.now();
  if (now < memory.tidyAt) return;
  memory.tidyAt = now + DAY_MS;
  await dropOldKeeps(memory.repository, now).catch(() => {});
  await dropOldFiles(memory.repository, now).catch(() => {});
  await maintain(memory.repository).catch(() => {});
}

/** Keeps what was written into files that were set aside. */
export async function keepLateEdits({ memory, report }: Omit<Run, "progress">): Promise<void> {
  const { repository } = memory;
  const { copies, kept } = await lookAtAside(repository);
  if (copies.length > 0) memory.forget();
  for (const copy of copies) report.conflicts.push(editedMeanwhile(repository, copy));
  for (const { path, file } of kept) report.kept.push({ path: shownName(path), file });
}

/** Places what earlier updates could not, where the reason is gone. */
export async function placeWhatFits(
  settings: SyncSettings,
  run: Omit<Run, "progress">,
): Promise<void> {
  const { memory, request } = run;
  const { repository, branch, notPlaced, fold } = memory;
  if (notPlaced.length === 0) return;
  const head = await readRef(repository, `refs/heads/${branch}`);
  if (head === undefined) return;
  const volume = settings.volume ?? realVolume;
  const withFilters = request.remote === "ask";
  const held = await heldBy(memory);
  const { meetsOwn } = held;
  const holds = (path: GitPath) => held.holds(path, { tracked: true });
  const about = { notPlaced, head, fold, volume, withFilters, meetsOwn, holds };
  memory.notPlaced = await placeAgain(repository, about);
  // What somebody has written meanwhile into what stood there is not to wait for the next sync.
  if (memory.notPlaced.length < notPlaced.length) await keepLateEdits(run);
}

/**
 * Finds the open conflicts; asks git only when they are not known, or a copy came or went here. An update
 * that moves one forgets them.
 */
export async function findConflicts(
  { memory, report }: Pick<Run, "memory" | "report">,
): Promise<void> {
  const isTouched = concernsConflicts(report.saved, memory.syncedConflicts);
  if (isTouched || report.conflicts.length > 0) memory.syncedConflicts = undefined;
  memory.syncedConflicts ??= await syncedConflicts(memory.repository);
  memory.conflicts = [
    ...memory.syncedConflicts.open,
    ...await localConflicts(memory.repository),
  ];
}
