// The steps of a sync that change the folder or the branch here. Which one is next is decided in
// `engine/sync/next_step.ts`.

import type { Related } from "../branch/compare.ts";
import { saveFolder } from "../folder/save_folder.ts";
import { updateFolder } from "../folder/update_folder.ts";
import { type GitPath, shownName } from "../git/values/path.ts";
import { Pace } from "../../system/pace.ts";
import { shownEdit } from "./report.ts";
import type { SyncRun } from "./sync_run.ts";

/** Commits what is not committed. */
export async function saveStep(run: SyncRun, head: string | undefined): Promise<void> {
  const { settings, state: { branch, conflicts, folder }, request, progress, report } = run;
  const saved = await saveFolder(folder, {
    settings,
    branch: branch.name,
    head,
    lastHead: branch.head,
    paths: request.paths,
    confirmDeletion: request.confirmDeletion ?? false,
    restoreHere: request.restoreHere ?? false,
    progress,
    report,
  });
  report.restored = progress.restored;
  if (saved === undefined || saved === head) return;
  branch.advance(head, saved);
  conflicts.moved(head, saved);
}

/** Updates the work tree from one commit to another; `undefined` when it has to be saved again first. */
async function updateTo(
  { settings, state: { branch, conflicts, folder }, progress, report }: SyncRun,
  update: {
    readonly from: string | undefined;
    readonly to: string;
    readonly hosts: ReadonlyMap<GitPath, string>;
  },
): ReturnType<typeof updateFolder> {
  const about = { ...update, settings, branch: branch.name, conflicts, progress };
  const result = await updateFolder(folder, about);
  if (result !== undefined) conflicts.moved(update.from, update.to);
  report.addLateEdits(result?.copies ?? [], folder.repository.host);
  return result;
}

/** Updates the work tree to the remote's commit. */
export async function updateStep(run: SyncRun, related: Related): Promise<void> {
  const { state: { branch, deletion, folder }, report } = run;
  const { host: ownHost } = folder.repository;
  const { commits: [newest] = [], hosts = new Map<GitPath, string>(), ruleHost } =
    related.incoming ?? {};
  const [from, to] = [related.head, related.tip!];
  const { forced } = related;
  if (forced?.isReplaced && from !== undefined) await branch.keep(from);
  const result = await updateTo(run, { from, to, hosts });
  if (result === undefined) return;
  // The machine that wrote the file last may not have known the rule.
  const leftBy = ruleHost ?? newest?.origin.host;
  const pace = new Pace();
  for (const path of result.leaving) {
    report.left.set(shownName(path), leftBy ?? hosts.get(path) ?? ownHost);
  }
  for (const edit of result.edits) {
    if (pace.isDue) await pace.rest();
    const host = hosts.get(edit.path);
    // A path that no incoming commit names came with our own merge: it is a conflict copy.
    if (host === undefined) continue;
    const { path, ...how } = shownEdit(edit);
    report.received.set(path, { ...how, host });
  }
  report.forced ??= forced;
  if (from === undefined) return;
  const { deleted, leaving } = result;
  const host = deleted.values().map((path) => hosts.get(path)).find((host) => host !== undefined);
  await deletion.note({
    from,
    to,
    host: host ?? newest?.origin.host ?? ownHost,
    time: Date.now(),
    deleted,
    leaving,
  });
}

/**
 * Updates the work tree to a commit of our own on top of `from`, which counts as a save; `undefined` when the
 * folder has to be saved again first.
 */
async function updateToOwn(
  run: SyncRun,
  own: { readonly from: string | undefined; readonly to: string },
): ReturnType<typeof updateTo> {
  const result = await updateTo(run, { ...own, hosts: new Map() });
  if (result !== undefined) run.report.addSaved(result);
  return result;
}

/** Restores the files that another machine has deleted, as a save of this one. */
export async function restoreStep(run: SyncRun, head: string | undefined): Promise<void> {
  const { state: { deletion }, progress, report } = run;
  const commit = head === undefined ? undefined : await deletion.restoringCommit(head);
  const updated = commit === undefined
    ? { paths: [] }
    : await updateToOwn(run, { from: head, to: commit });
  if (updated === undefined) return;
  for (const path of updated.paths) {
    report.addEdit({ path: shownName(path), kind: "restored" });
  }
  const count = progress.restored = updated.paths.length;
  // The files of one that is only dismissed are still here.
  if (count > 0 || deletion.current === undefined) report.restored = count;
  await deletion.drop();
}

/** Makes the next change from the history that is asked for. */
export async function changeStep(run: SyncRun, head: string | undefined): Promise<void> {
  const { settings, state: { folder }, progress, report } = run;
  const { ownChanges } = progress;
  const next = await ownChanges.next(folder, head);
  if (next === undefined) return;
  const { commit, changed, held = [] } = next;
  if (commit !== undefined && !await updateToOwn(run, { from: head, to: commit })) return;
  const now = commit ?? head;
  if (held.length > 0 && now !== undefined) {
    const copies = await ownChanges.putBack(folder, { settings, head: now, held });
    report.addLateEdits(copies, folder.repository.host);
    progress.saved = false;
  }
  ownChanges.done();
  const notHere = new Set(folder.skipped.unplaced.map(({ path }) => shownName(path)));
  const unplaced = changed.paths.filter((path) => notHere.has(path));
  report.addChanged({ ...changed, unplaced: [...changed.unplaced, ...unplaced] });
}
