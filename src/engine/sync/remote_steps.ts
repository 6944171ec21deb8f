// The steps of a sync that talk to the remote. The folder is saved meanwhile.

import { shownName } from "../git/values/path.ts";
import type { Related } from "../branch/compare.ts";
import type { BranchTips } from "../branch/preflight.ts";
import { fetchBranch, pushCommit } from "../branch/transfer.ts";
import { mergeBranches } from "../folder/merge_branches.ts";
import { GitError } from "../git/process/git.ts";
import { pause, settlesWithin } from "../../system/pause.ts";
import { SAVE_DURING_TRANSFER_MS } from "../../system/limits/remote.ts";
import { pauseAfterRejection, REFUSED_MS } from "./push_retry.ts";
import { saveStep, updateStep } from "./steps.ts";
import type { RunProgress, SyncRun } from "./sync_run.ts";

/** The tips of both branches and how they relate. */
export interface Position {
  readonly tips: BranchTips;
  readonly related: Related;
}

/** Sends the branch. */
export async function pushStep(run: SyncRun, { tips, related }: Position): Promise<void> {
  const { head, upstream, tip } = tips;
  const { state: { branch }, report, progress } = run;
  const at = progress.tryAt = Date.now();
  if (tip === undefined && !progress.isGone) {
    if (!await branch.mayCreateOnRemote(upstream)) {
      progress.remote = "moved";
      return;
    }
  }
  const named = upstream.configured ? {} : { branch: branch.name };
  const what = { upstream, commit: head!, tip, ...named };
  const sent = await send(run, { what, saves: { head: head!, tip, onto: tip } });
  if (sent === "refused") return;
  if (sent !== "joined") await afterPush(run, { ...what, sent, at });
  if (sent === "made") report.remade = progress.isGone;
  if (sent === "pushed") report.forced ??= related.forced;
}

/** Fetches the remote's branch; for a probe only if that has moved. */
export async function fetchStep(run: SyncRun, { upstream, tip }: BranchTips): Promise<void> {
  const { settings, state: { branch }, request, report, progress } = run;
  if (progress.remote === "moved") await pauseBeforeRetry(progress, settings);
  const at = progress.tryAt = Date.now();
  const known = request.remote === "probe" && progress.remote === "remembered" ? tip : undefined;
  const found = await savingMeanwhile(
    run,
    fetchBranch(branch.repository, upstream, { ...settings, known }),
  );
  if (!found && await branch.mayCreateOnRemote(upstream) && tip !== undefined) {
    await branch.forgetRemoteTip(upstream, tip);
    progress.isGone = true;
  }
  progress.remote = "fresh";
  progress.contact = "fetched";
  report.askedAt = at;
}

/** Fetches some of the older history in a shallow clone. Throws `GitError`. */
export async function fetchOlder({ settings, state: { branch } }: SyncRun): Promise<void> {
  const { upstream } = await branch.readTips();
  await fetchBranch(branch.repository, upstream, { ...settings, history: "older" });
}

/**
 * Merges the branch with the remote's, and sends the result before the folder is touched. Where a push is refused,
 * the folder is brought to the merge all the same, which a later push sends.
 */
export async function mergeStep(
  run: SyncRun,
  { tips, related: diverged }: Position,
): Promise<void> {
  const { head, upstream, tip } = tips;
  const { settings, state: { branch, folder }, report } = run;
  const ends = { ours: head!, theirs: tip! };
  const merged = await mergeBranches(folder, { settings, related: diverged, ...ends });
  const { commit, conflicts, uncopied } = merged;
  const returned = merged.returned.map(shownName);
  const related = diverged.forced === undefined || returned.length === 0
    ? diverged
    : { ...diverged, forced: { ...diverged.forced, returned } };
  const [onto] = related.bases;
  const at = Date.now();
  const what = { upstream, commit, tip };
  const { refusal } = run.progress;
  const sent = refusal === undefined
    ? await send(run, { what, saves: { head: head!, tip, onto } })
    : "refused";
  if (sent === "joined") return;
  if (sent === "refused") {
    await updateStep(run, { ...related, relation: "behind", head, tip: commit });
    if (await branch.readHead() !== commit) return;
    report.addMergeConflicts(conflicts);
    for (const version of uncopied) report.uncopied.push(version);
    // The refusal may have been about a file that has changed by what came in.
    if (refusal !== undefined) run.progress.refusal = undefined;
    return;
  }
  await afterPush(run, { ...what, sent, at });
  if (sent === "rejected") return;
  report.addMergeConflicts(conflicts);
  for (const version of uncopied) report.uncopied.push(version);
  branch.related = { ...related, relation: "behind", head, tip: commit };
}

/** How a push ended. */
type Sent = Exclude<Awaited<ReturnType<typeof pushCommit>>, GitError>;

/** The saves that a push sends. */
interface Saves {
  readonly head: string;
  readonly tip: string | undefined;
  /** The commit on which the first of them was made. */
  readonly onto: string | undefined;
}

/**
 * Sends a commit; when a file of it is refused, the saves may be joined without that. A refusal is noted and returned
 * as `refused`. Throws `GitError` where nothing can be received either.
 */
async function send(
  run: SyncRun,
  { what, saves }: {
    readonly what: Parameters<typeof pushCommit>[1];
    readonly saves: Saves;
  },
): Promise<Sent | "joined" | "refused"> {
  const { settings, state: { branch }, progress } = run;
  const sent = await savingMeanwhile(run, pushCommit(branch.repository, what, settings));
  if (!(sent instanceof GitError)) return sent;
  const { kind, path, detail } = sent.failure;
  const isAboutFile = (kind === "too large" || kind === "lfs content") && path !== undefined;
  if (isAboutFile || branch.repository.lfs !== undefined) {
    const refused = isAboutFile ? { path, detail } : undefined;
    if (await branch.joinSaves({ ...saves, refused })) return "joined";
  }
  progress.refusal = sent;
  return "refused";
}

/**
 * Waits for a transfer, and saves what has changed every minute meanwhile: it may take hours. A save that is
 * not possible now is left to the next sync, which says why.
 */
async function savingMeanwhile<Result>(run: SyncRun, transfer: Promise<Result>): Promise<Result> {
  const { settings, state: { branch } } = run;
  for (;;) {
    const pauseMs = settings.saveDuringTransferMs ?? SAVE_DURING_TRANSFER_MS;
    if (await settlesWithin(transfer, pauseMs)) return await transfer;
    if (run.isStopping()) continue;
    try {
      const { head } = await branch.readTips();
      const quiet = { ...settings, onProgress: undefined };
      await saveStep({ ...run, settings: quiet, request: { remote: "none" } }, head);
    } catch {
      // The transfer goes on in any case, and the next save meets it again.
    }
  }
}

/** Notes what the remote said to a push. Throws `GitError` when it has refused for too long. */
async function afterPush(
  { settings, state: { branch }, report, progress }: SyncRun,
  { sent, commit, upstream, at }: {
    readonly sent: Sent;
    readonly commit: string;
    readonly upstream: BranchTips["upstream"];
    /** When it began, in milliseconds since 1970. */
    readonly at: number;
  },
): Promise<void> {
  if (sent === "rejected") {
    progress.remote = "moved";
    progress.rejections++;
    const now = Date.now();
    progress.rejectedAt ??= now;
    // The fetch in between did not help: another address may be the one that refuses.
    if (progress.rejections > 1) {
      await branch.pushToAllAddresses({ upstream, commit, known: "fetched" });
    }
    if (now - progress.rejectedAt <= (settings.refusedMs ?? REFUSED_MS)) return;
    const detail = `the remote had something new at each of ${progress.rejections} tries`;
    throw new GitError({ kind: "rejected", detail }, "git push");
  }
  progress.remote = "fresh";
  progress.contact = sent === "partly" ? "none" : "pushed";
  report.askedAt = at;
  report.pushed = true;
  await branch.notePushed(upstream, commit);
}

/** Pauses for a random time, so that machines that were rejected together do not come back together. */
async function pauseBeforeRetry(
  { rejections, tryAt }: RunProgress,
  settings: SyncRun["settings"],
): Promise<void> {
  const tookMs = Math.max(0, Date.now() - tryAt);
  await pause(pauseAfterRejection({ rejections, tookMs, chance: Math.random() }), settings);
}
