// Syncs one folder, one sync after the other, and keeps what is known from the last one.

import { blockedBy, failureOf } from "../errors.ts";
import { countChanges } from "../folder/count_changes.ts";
import { sampled } from "../progress.ts";
import { findConflicts } from "./around_steps.ts";
import type { SyncOutcome } from "./outcome.ts";
import { ReportBuilder } from "./report.ts";
import type { SyncRequest, SyncSettings } from "./settings.ts";
import { sync } from "./sync.ts";
import { initialProgress } from "./sync_run.ts";
import { currentState, type SyncState } from "./sync_state.ts";

/** Syncs one folder, one sync at a time. */
export interface Syncer {
  /** Syncs once. Never throws: an error is an outcome. */
  sync(request: SyncRequest): Promise<SyncOutcome>;
  /**
   * Syncs nothing because of `reason`. Where the folder itself cannot be synced, that is the outcome's
   * reason, as it says more. Never throws.
   */
  refuse(reason: Error): Promise<SyncOutcome>;
  /** Reports whether the branch is where the last sync left it, equal to the remote's. */
  isSettled(): Promise<boolean>;
  /**
   * Reports who changed files: "ours" when they are as the last update has left them,
   * "unknown" when that update has just ended. `names` is called for the changed names when no update is
   * under way.
   */
  whoseWork(names: () => readonly string[] | undefined): Promise<"ours" | "others" | "unknown">;
  /**
   * Returns how many changes the next save would take; `undefined` when that cannot be known before. No sync may be
   * running. Throws `GitError`, and what opening a repository throws.
   */
  countChanges(): Promise<number | undefined>;
  /** Lets the step under way end; the sync fails there with the kind `aborted`. */
  stop(): void;
}

/** Prepares the syncing of one folder; nothing is touched yet. */
export function createSyncer(settings: SyncSettings): Syncer {
  let state: SyncState | undefined;
  let isStopping = false;
  return {
    stop: () => {
      isStopping = true;
    },
    async countChanges() {
      const { folder } = await currentState(settings, state);
      return await countChanges(folder, settings);
    },
    async isSettled() {
      return await state?.branch.isSettled() ?? false;
    },
    async whoseWork(names) {
      if (state === undefined) {
        names();
        return "others";
      }
      const { repository, lastUpdate } = state.folder;
      return await lastUpdate.whoseWork(repository.root, names);
    },
    async sync(request) {
      const report = new ReportBuilder();
      using progress = sampled(settings);
      try {
        state = await currentState(settings, state);
        const { paths } = request;
        const { repository, lastUpdate } = state.folder;
        const asked = paths === undefined ? request : {
          ...request,
          paths: await lastUpdate.withoutOwn(repository.root, paths),
        };
        return await sync({
          settings: { ...settings, onProgress: progress.onProgress },
          state,
          request: asked,
          report,
          progress: initialProgress(),
          isStopping: () => isStopping,
        });
      } catch (error) {
        return await ended(error, report);
      }
    },
    async refuse(reason) {
      const report = new ReportBuilder();
      try {
        state = await currentState(settings, state);
        return await ended(reason, report);
      } catch (error) {
        const isVague = blockedBy(error) === undefined && blockedBy(reason) !== undefined;
        return await ended(isVague ? reason : error, report);
      }
    },
  };

  async function ended(error: unknown, report: ReportBuilder): Promise<SyncOutcome> {
    // Open conflicts can be named all the same, unless it is git itself that does not work.
    if (state !== undefined) await findConflicts(state, report).catch(() => {});
    const reported = report.done(state);
    // Nothing that was believed before is certain now.
    state?.forget();
    const failure = failureOf(error);
    const problem = blockedBy(error) ?? state?.branch.explain(failure) ?? failure;
    // The user settles it by checking out the branch that the remote has.
    if (problem.kind === "no such branch") state = undefined;
    return { kind: "problem", problem, report: reported };
  }
}
