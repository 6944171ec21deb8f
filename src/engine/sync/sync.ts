// One sync: observe -> nextStep -> do it, again, until an outcome.

import { deepen, repairRepository } from "../branch/repair.ts";
import { BlockedError } from "../errors.ts";
import { tidy } from "../folder/housekeeping.ts";
import { publishPrivate } from "../folder/privacy.ts";
import {
  afterFailure,
  endRun,
  recover,
  undoInterrupted,
  waitForCommit,
} from "../folder/recovery.ts";
import { GitError } from "../git/process/git.ts";
import { updateObstacle } from "../incoming/update_obstacle.ts";
import { OwnChanges } from "../restore/own_change.ts";
import { pause } from "../../system/pause.ts";
import { StoppedError } from "../../system/pace.ts";
import {
  findConflicts,
  pushToAllAddresses,
  reportLateEdits,
  retryUnplacedFiles,
} from "./around_steps.ts";
import type { SyncOutcome } from "./outcome.ts";
import { nextStep, type Step } from "./next_step.ts";
import { fetchOlder, fetchStep, mergeStep, type Position, pushStep } from "./remote_steps.ts";
import { changeStep, restoreStep, saveStep, updateStep } from "./steps.ts";
import type { SyncRun } from "./sync_run.ts";

/** Steps after which a sync gives up: only files that change without a pause could use them up. */
const MAX_STEPS = 200;

/** How often a lock that is in the way is tried again within one sync; the waits add up to about 3 s. */
const LOCK_TRIES = 5;

/** Milliseconds of the first of these waits; each later one is twice as long. */
const LOCK_WAIT_MS = 100;

/** Syncs a folder once. Throws whatever is in the way (`engine/errors.ts` says what it means). */
export async function sync(run: SyncRun): Promise<SyncOutcome> {
  const { state, request, report } = run;
  const { branch, folder } = state;
  const since = Date.now();
  const { isStopping } = run;
  report.unlocked = await recover(folder, { isStopping, unlock: request.unlock });
  const { upstream } = await branch.begin();
  report.place = { branch: branch.name, remote: upstream.remote };
  const { publish: names = [] } = request;
  if (names.length > 0) report.notPublished = await publishPrivate(folder, names);
  run.progress.ownChanges = await OwnChanges.ask(folder.repository, request.ownChanges);
  try {
    await reportLateEdits(run);
    const outcome = await runSteps(run);
    if (!isStopping()) await tidy(folder);
    return outcome;
  } catch (error) {
    throw await afterFailure(folder, { error, since });
  } finally {
    await endRun(folder);
    await branch.end();
  }
}

async function runSteps(run: SyncRun): Promise<SyncOutcome> {
  const { settings, state, request, progress, report } = run;
  const { branch, folder } = state;
  const repairing = {
    settings,
    progress,
    mayFetch: request.remote !== "none",
    onBegin: () => state.forget(),
  };
  let lockTries = 0;
  for (let step = 0; step < MAX_STEPS; step++) {
    try {
      // A crash left it, or a lock was in the way of the undoing. Before anything is saved: what others
      // wrote must not become an edit.
      if (await undoInterrupted(folder, settings)) state.forget();
      if (await runNextStep(run) === "done") {
        if (progress.slowRule !== undefined) throw progress.slowRule;
        await retryUnplacedFiles(run);
        await findConflicts(state, report);
        if (progress.refusal !== undefined) throw progress.refusal;
        if (request.older) await fetchOlder(run);
        await pushToAllAddresses(run);
        report.confirmed = progress.remote === "fresh";
        return { kind: "synced", report: report.done(state) };
      }
    } catch (error) {
      if (await repairRepository(branch, { ...repairing, error })) continue;
      if (!(error instanceof GitError) || error.failure.kind !== "lock") throw error;
      if (++lockTries > LOCK_TRIES) throw error;
      await pause((settings.lockWaitMs ?? LOCK_WAIT_MS) * 2 ** (lockTries - 1), settings);
    }
  }
  throw new Error(`gave up after ${MAX_STEPS} steps: files keep changing`);
}

/** The steps after which the branch may be elsewhere. */
const MOVES_BRANCH: ReadonlySet<Step> = new Set([
  "save",
  "restore",
  "change",
  "update",
  "merge",
  "graft",
]);

async function runNextStep(run: SyncRun): Promise<"done" | undefined> {
  const { state: { branch, folder }, request, progress } = run;
  const tips = await branch.readTips();
  const { head, tip } = tips;
  // Where both are equal git need not be asked, nor after a save on top of that.
  const related = progress.saved || head === tip
    ? await branch.compare(tips)
    : branch.related ?? { relation: "equal", head, tip, bases: [] };
  const next = nextStep({
    saved: progress.saved,
    relation: related.relation,
    remote: progress.remote,
    refused: progress.refusal !== undefined,
    use: request.remote,
    restore: request.restoreDeletion === true && progress.restored === undefined,
    change: progress.ownChanges.areWaiting,
  });
  const position = { tips, related };
  const obstacle = next === "update" || next === "merge"
    ? await incomingObstacle(run, position)
    : undefined;
  // By now the remote may have something else.
  if (obstacle !== undefined && progress.remote !== "remembered") throw new BlockedError(obstacle);
  const step = obstacle === undefined ? next : "fetch";
  // The report is made also when the app ends: nothing else would say that a save was sent.
  if (step !== "done" && run.isStopping()) throw new StoppedError();
  if (MOVES_BRANCH.has(step)) await waitForCommit(folder);
  return await runStep(step, run, position);
}

/** Returns why what comes in is not brought into the folder now. */
async function incomingObstacle(
  { settings: { freeSpaceIn }, state: { branch }, request, progress }: SyncRun,
  { related: { incoming } }: Position,
): ReturnType<typeof updateObstacle> {
  return await updateObstacle(branch.repository, {
    incoming,
    branch: branch.name,
    // The count from before the remote was asked may be about another commit than the confirmed one.
    isConfirmed: request.confirmIncoming === true && progress.remote !== "remembered",
    freeSpaceIn,
  });
}

async function runStep(
  step: Step,
  run: SyncRun,
  position: Position,
): Promise<"done" | undefined> {
  const { tips, related } = position;
  const { head } = tips;
  run.settings.onProgress?.(undefined);
  switch (step) {
    case "save":
      await saveStep(run, head);
      return undefined;
    case "restore":
      await restoreStep(run, head);
      return undefined;
    case "change":
      await changeStep(run, head);
      return undefined;
    case "push":
      await pushStep(run, position);
      return undefined;
    case "fetch":
      await fetchStep(run, tips);
      return undefined;
    case "update":
      await updateStep(run, related);
      return undefined;
    case "merge":
      await mergeStep(run, position);
      return undefined;
    case "graft":
      await run.state.branch.graft(head!, related.rewritten!);
      return undefined;
    case "unrelated":
      if (await fetchMoreHistory(run, position)) return undefined;
      throw new BlockedError({ kind: "unrelated" });
    case "done":
      return "done";
  }
}

/** Fetches the history that a shallow clone lacks. Reports whether there was more. */
async function fetchMoreHistory(
  { settings, state, report, progress }: SyncRun,
  { tips: { upstream } }: Position,
): Promise<boolean> {
  const at = Date.now();
  if (!await deepen(state.branch, { upstream, settings, progress })) return false;
  state.forget();
  progress.remote = "fresh";
  report.askedAt = at;
  return true;
}
