// One sync: observe -> nextStep -> do it, again, until an outcome.

import { roomIn } from "../../system/fsync.ts";
import { delay } from "../../system/delay.ts";
import { keepWhatWasLeft, rememberSeen } from "../branch/kept_commits.ts";
import { SAVE_DURING_TRANSFER_MS } from "../../system/limits.ts";
import { isCommitUnderWay } from "../git/repository/git_at_work.ts";
import { leftLocks, lockOf, takeLeftLocksAway } from "../git/repository/locks.ts";
import type { Repository } from "../git/repository/repository.ts";
import { endNote, settleOrphan } from "../git/repository/leftovers.ts";
import { removeParts } from "../git/repository/partial_objects.ts";
import { writeLocalCopies } from "../worktree/copies/local_copies.ts";
import { realVolume } from "../worktree/volume.ts";
import { branchName, readRef } from "../git/commands/refs.ts";
import { type Upstream, upstreamOf } from "../git/values/git_config.ts";
import { branchesAt, fetch, push, type Pushed } from "../git/commands/fetch_push.ts";
import { undoUpdate } from "../worktree/undo.ts";
import { GitError } from "../git/process/git.ts";
import { Stop, Stopped } from "../errors.ts";
import { heldBack as heldBackBy } from "../incoming/incoming.ts";
import { relateOnce } from "./cache.ts";
import { publish } from "../save/publish.ts";
import { reachAll } from "../git/commands/destinations.ts";
import { deepen, mendObjects } from "./mend.ts";
import { mergeDiverged } from "../merge/merge.ts";
import { joinSaves, type Saves } from "../branch/join_saves.ts";
import { fetchProgress, pushProgress } from "./transfer.ts";
import { preflight } from "./preflight.ts";
import { nextStep, type Step } from "./plan.ts";
import type { SyncOutcome } from "./outcome.ts";
import type { Block } from "../problem.ts";
import type { Related } from "../branch/compare.ts";
import type { SyncSettings } from "./settings.ts";
import { doSave } from "./saving.ts";
import {
  afterPush,
  doGraft,
  doRestore,
  doUpdate,
  forgetTip,
  jitter,
  type Progress,
  type Run,
} from "./steps.ts";
import { findConflicts, keepLateEdits, placeWhatFits, tidy } from "./housekeeping.ts";

/** Steps after which a sync gives up: only somebody who writes without a pause could use them up. */
const MAX_STEPS = 200;

/** How often a lock that is in the way is tried again within one sync; the waits add up to about 3 s. */
const LOCK_TRIES = 5;

/** Syncs a folder once. Throws whatever is in the way (`engine/errors.ts` says what it means). */
export async function sync(
  settings: SyncSettings,
  run: Omit<Run, "progress">,
): Promise<SyncOutcome> {
  const { memory } = run;
  const { repository, branch } = memory;
  const since = Date.now();
  if (await settleOrphan(repository, run.isStopping) === "stopped") throw new Stopped();
  if (run.request.unlock) run.report.unlocked = await takeLeftLocksAway(repository);
  const { head, upstream } = await preflight(memory);
  run.report.place = { branch, remote: upstream.remote };
  await keepWhatWasLeft(repository, { branch, head, time: Date.now() });
  // A person's own commit may have settled a conflict.
  if (head !== memory.head) memory.syncedConflicts = undefined;
  const { publish: names = [] } = run.request;
  if (names.length > 0) {
    const { notPlaced } = memory;
    const done = await publish(repository, { names, notPlaced });
    memory.notPlaced = done.notPlaced;
    memory.indexStamp = undefined;
    run.report.notPublished = done.notPublished;
  }
  try {
    await keepLateEdits(run);
    const outcome = await takeSteps(settings, run);
    if (!run.isStopping()) await tidy(memory);
    return outcome;
  } catch (error) {
    if (!(error instanceof Stop)) await removeParts(repository, since).catch(() => {});
    throw await withLeftLock(repository, error);
  } finally {
    await endNote(repository);
    const head = await readRef(repository, `refs/heads/${branch}`);
    memory.head = head;
    if (head !== undefined) await rememberSeen(repository, { branch, oid: head });
  }
}

/** Returns another error for one about a lock of this repository that nobody will ever take away. */
async function withLeftLock(repository: Repository, error: unknown): Promise<unknown> {
  if (!(error instanceof GitError) || error.failure.kind !== "lock") return error;
  const path = await lockOf(await leftLocks(repository), error.failure.lock);
  return path === undefined ? error : new Stop({ kind: "left lock", path });
}

async function takeSteps(
  settings: SyncSettings,
  run: Omit<Run, "progress">,
): Promise<SyncOutcome> {
  const { memory } = run;
  const progress: Progress = {
    saved: false,
    restored: false,
    remote: "remembered",
    rejections: 0,
    rejectedAt: undefined,
    tryAt: 0,
    isGone: false,
    contact: "fetched",
    slowRule: undefined,
    repairs: 0,
    isDeepened: false,
  };
  let lockTries = 0;
  for (let step = 0; step < MAX_STEPS; step++) {
    try {
      // A crash left it, or a lock was in the way of the undoing. Before anything is saved: what others
      // wrote must not become an edit.
      if (await undoUpdate(memory.repository, settings.volume ?? realVolume)) memory.forget();
      if (await takeStep(settings, { ...run, progress }) === "done") {
        if (progress.slowRule !== undefined) throw progress.slowRule;
        await placeWhatFits(settings, run);
        await findConflicts(run);
        await reachAddresses(run, progress);
        run.report.heard = progress.remote === "fresh";
        return { kind: "synced", report: run.report.done(run.memory) };
      }
    } catch (error) {
      if (await mendObjects(settings, { ...run, progress }, error)) continue;
      if (!(error instanceof GitError) || error.failure.kind !== "lock") throw error;
      if (++lockTries > LOCK_TRIES) throw error;
      await delay(50 * 2 ** lockTries).done;
    }
  }
  throw new Error(`gave up after ${MAX_STEPS} steps: files keep changing`);
}

/** Makes sure that all addresses of the remote have the branch. Throws `GitError`. */
async function reachAddresses(
  { memory, report }: Pick<Run, "memory" | "report">,
  { remote, contact }: Progress,
): Promise<void> {
  const { repository, branch, related } = memory;
  const upstream = upstreamOf(repository.config, branch);
  const commit = related?.relation === "equal" ? related.head : undefined;
  if (remote !== "fresh" || upstream === undefined || commit === undefined) return;
  if (await reachAll(repository, { upstream, commit, known: contact })) report.pushed = true;
}

/** Sends a commit; when the remote refuses a file for its size, the saves may be joined without it. */
async function send(
  settings: SyncSettings,
  { run, what, saves }: {
    readonly run: Run;
    readonly what: Parameters<typeof push>[1];
    readonly saves: Omit<Saves, "branch" | "path">;
  },
): Promise<Pushed | "joined"> {
  const { repository, branch } = run.memory;
  const progress = pushProgress(settings, repository, { commit: what.commit, tip: saves.tip });
  try {
    const options = { onProgress: progress.listen, transferMs: settings.transferMs };
    return await savingMeanwhile(settings, run, push(repository, what, options));
  } catch (error) {
    if (!(error instanceof GitError) || error.failure.kind !== "too large") throw error;
    const { path } = error.failure;
    if (path === undefined) throw error;
    if (!await joinSaves(repository, { ...saves, branch, path }, Date.now())) throw error;
    return "joined";
  } finally {
    await progress.settled();
  }
}

/**
 * Waits for a transfer, and saves what has changed every minute meanwhile: it may take hours. A save that is
 * not possible now is left to the next sync, which tells why.
 */
async function savingMeanwhile<Result>(
  settings: SyncSettings,
  run: Run,
  transfer: Promise<Result>,
): Promise<Result> {
  const ended = transfer.then(() => true, () => true);
  for (;;) {
    const pause = delay(settings.saveDuringTransferMs ?? SAVE_DURING_TRANSFER_MS);
    const isOver = await Promise.race([ended, pause.done.then(() => false)]);
    pause.cancel();
    if (isOver) return await transfer;
    if (run.isStopping()) continue;
    try {
      const { head } = await preflight(run.memory);
      await doSave(settings, { ...run, request: { remote: "none" }, head });
    } catch {
      // Whatever it is, the transfer goes on, and the next save meets it again.
    }
  }
}

/** Returns why what comes in is not brought into the folder now. */
async function heldBack(
  settings: SyncSettings,
  { memory: { repository, branch }, request, progress, related: { incoming } }: Run & {
    readonly related: Related;
  },
): Promise<Block | undefined> {
  if (incoming === undefined) return undefined;
  // They may lie on two volumes: the new files are written into the one and put in place in the other.
  const [inTree = Infinity, inOwn = Infinity] = await Promise.all(
    [repository.root, repository.ownDir].map(settings.roomIn ?? roomIn),
  );
  return heldBackBy(incoming.size, {
    branch,
    room: Math.min(inTree, inOwn),
    // What was counted before the remote was asked may be another commit than the one that is confirmed.
    isConfirmed: request.confirmIncoming === true && progress.remote !== "remembered",
  });
}

/**
 * Returns whether the branch is to be made at the remote, which was not seen to have it; false when it has it
 * by now. Where the remote has others, nobody has said so: it may have been renamed there, or be called
 * otherwise here. Throws `Stop` then.
 */
async function mayMake({ memory, progress }: Run, { remote, ref }: Upstream): Promise<boolean> {
  const there = await branchesAt(memory.repository, remote);
  if (there.has(ref)) {
    progress.remote = "moved";
    return false;
  }
  if (there.size === 0) return true;
  const others = [...there.keys()].map(branchName);
  throw new Stop({ kind: "no such branch", branch: branchName(ref), others, remote });
}

/** The steps after which the branch may be elsewhere. */
const MOVES_BRANCH: ReadonlySet<Step> = new Set(["save", "update", "merge", "graft"]);

async function takeStep(settings: SyncSettings, run: Run): Promise<"done" | undefined> {
  const { memory, request, report, progress } = run;
  const { repository, branch } = memory;
  const { head, upstream, tip } = await preflight(memory);
  const related = progress.saved
    ? await relateOnce(memory, { head, tip, tracking: upstream.tracking })
    : memory.related ?? { relation: "equal", head, tip, bases: [] };
  const { relation } = related;
  const { patienceMs } = settings;
  const next = nextStep({
    saved: progress.saved,
    relation,
    remote: progress.remote,
    wish: request.remote,
    restore: request.restoreDeletion === true && !progress.restored,
  });
  const held = next === "update" || next === "merge"
    ? await heldBack(settings, { ...run, related })
    : undefined;
  // By now the remote may have something else.
  if (held !== undefined && progress.remote !== "remembered") throw new Stop(held);
  const step = held === undefined ? next : "fetch";
  // What is done is reported also when the app ends: nobody else would tell that it was sent.
  if (step !== "done" && run.isStopping()) throw new Stopped();
  if (MOVES_BRANCH.has(step) && await isCommitUnderWay(repository, memory.indexStamp)) {
    throw new GitError({ kind: "lock", detail: "a git commit is under way" }, "move the branch");
  }
  switch (step) {
    case "save":
      await doSave(settings, { ...run, head });
      return;
    case "restore":
      await doRestore(settings, { ...run, head });
      return;
    case "push": {
      const { configured } = upstream;
      const at = progress.tryAt = Date.now();
      if (tip === undefined && !progress.isGone && !await mayMake(run, upstream)) return;
      const what = { upstream, commit: head!, tip, ...(configured ? {} : { branch }) };
      const sent = await send(settings, { run, what, saves: { head: head!, tip, onto: tip } });
      if (sent !== "joined") {
        await afterPush(run, { sent, commit: head!, upstream, at, patienceMs });
      }
      if (sent === "made") report.remade = progress.isGone;
      if (sent === "pushed") report.forced ??= related.forced;
      return;
    }
    case "fetch": {
      if (progress.remote === "moved") await jitter(progress);
      const at = progress.tryAt = Date.now();
      const options = { onProgress: fetchProgress(settings), transferMs: settings.transferMs };
      const found = await savingMeanwhile(settings, run, fetch(repository, upstream, options));
      if (!found && await mayMake(run, upstream) && tip !== undefined) {
        await forgetTip(repository, upstream, tip);
        progress.isGone = true;
      }
      progress.remote = "fresh";
      progress.contact = "fetched";
      report.askedAt = at;
      return;
    }
    case "update":
      await doUpdate(settings, { ...run, related });
      return;
    case "merge": {
      const { commit, conflicts, local, uncopied } = await mergeDiverged(repository, {
        ours: head!,
        theirs: tip!,
        bases: related.bases,
        isReplaced: related.forced?.isReplaced === true,
        now: Date.now(),
        mergeMs: settings.mergeMs,
        ...(memory.fold === undefined ? {} : { fold: memory.fold }),
      });
      const volume = settings.volume ?? realVolume;
      await writeLocalCopies(repository, { copies: local, commit, volume });
      const [onto] = related.bases;
      const saves = { head: head!, tip, onto };
      const at = Date.now();
      const what = { upstream, commit, tip };
      const sent = await send(settings, { run, what, saves });
      if (sent === "joined") return;
      await afterPush(run, { sent, commit, upstream, at, patienceMs });
      if (sent !== "rejected") {
        for (const conflict of conflicts) report.conflicts.push(conflict);
        for (const version of uncopied) report.uncopied.push(version);
        memory.related = { ...related, relation: "behind", head, tip: commit };
      }
      return;
    }
    case "graft":
      await doGraft(repository, { branch, head: head!, rewritten: related.rewritten! });
      return;
    case "unrelated":
      if (await deepen(settings, run, upstream)) return;
      throw new Stop({ kind: "unrelated" });
    case "done":
      return "done";
  }
}
