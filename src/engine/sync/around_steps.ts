// The work around the steps of a sync: late edits, unplaced files, open conflicts, the remote's addresses.

import { keepLateEdits, retryUnplaced } from "../folder/housekeeping.ts";
import { shownName } from "../git/values/path.ts";
import type { ReportBuilder } from "./report.ts";
import type { SyncRun } from "./sync_run.ts";
import type { SyncState } from "./sync_state.ts";

/** Reports what was written into displaced files, which is kept. */
export async function reportLateEdits({ state, report }: SyncRun): Promise<void> {
  const { copies, kept } = await keepLateEdits(state.folder);
  if (copies.length > 0) state.forget();
  report.addLateEdits(copies, state.folder.repository.host);
  for (const { path, file } of kept) report.kept.push({ path: shownName(path), file });
}

/** Places what earlier updates could not, where the reason is gone. */
export async function retryUnplacedFiles(run: SyncRun): Promise<void> {
  const { settings, request, state: { branch, conflicts, folder } } = run;
  const before = folder.skipped.unplaced;
  if (before.length === 0) return;
  const head = await branch.readHead();
  if (head === undefined) return;
  const withFilters = request.remote === "ask";
  const copies = await retryUnplaced(folder, { settings, head, withFilters });
  if (copies.length > 0) run.state.forget();
  // A copy that is here now can be settled here.
  const left = new Set(folder.skipped.unplaced.map(({ path }) => path));
  conflicts.changed(before.flatMap(({ path }) => left.has(path) ? [] : [shownName(path)]));
  run.report.addLateEdits(copies, folder.repository.host);
}

/** Finds the open conflicts; git is asked only when they are not known, or a copy came or went here. */
export async function findConflicts(
  { branch, conflicts, folder }: SyncState,
  report: ReportBuilder,
): Promise<void> {
  conflicts.changed(report.saved);
  if (report.conflicts.length > 0) conflicts.forget();
  const leftOut = folder.skipped.leftOut.keys();
  await conflicts.find({ head: await branch.readHead(), leftOut });
}

/** Makes sure that all addresses of the remote have the branch. Throws `GitError`. */
export async function pushToAllAddresses({ state, report, progress }: SyncRun): Promise<void> {
  const { branch } = state;
  const { related, upstream } = branch;
  const { remote, contact } = progress;
  const commit = related?.relation === "equal" ? related.head : undefined;
  if (remote !== "fresh" || upstream === undefined || commit === undefined) return;
  try {
    if (await branch.pushToAllAddresses({ upstream, commit, known: contact })) report.pushed = true;
  } catch (error) {
    // The address that is fetched from may never have had what seems to be gone from it.
    report.forced = undefined;
    throw error;
  }
}
