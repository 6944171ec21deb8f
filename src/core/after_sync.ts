// The state after a sync: what it reported, what is in the way, when to try again. Pure.

import type { Report, SyncOutcome } from "../engine/mod.ts";
import { afterSync } from "./message_syncs.ts";
import type { Transition } from "./due.ts";
import { type AppState, type FolderState, type WaitingChange } from "./state.ts";
import type { Effect } from "./events.ts";
import { withRecent } from "./recent_saves.ts";
import { isFailure, isRemoteAway } from "./problems.ts";
import { follows, nextScan, retryAfter, SCAN_INTERVAL_MS, type Timing } from "./timing.ts";

/** Returns the state after a sync; `chance` is a random number from 0 to 1. */
export function finished(
  state: AppState,
  { outcome, chance }: { readonly outcome: SyncOutcome; readonly chance: number },
  now: number,
): Transition {
  const { folder: before } = state;
  const { report } = outcome;
  const reported = withReport(afterSync(before, report, now), report, now);
  const { remote } = before.running ?? {};
  const hasAsked = remote === "ask" || report.confirmed;
  const counted: FolderState = {
    ...reported,
    running: undefined,
    // A poll scans the whole folder, too, so no number of probes takes its place.
    pollAt: hasAsked && remote !== "probe" ? now + state.config.timing.pollMs : before.pollAt,
    activePoll: {
      activeAt: isAtWork(before, report) ? now : before.activePoll.activeAt,
      askedAt: hasAsked ? now : before.activePoll.askedAt,
    },
    watching: {
      ...before.watching,
      scanAt: scanAfter(reported, { now, timing: state.config.timing }),
    },
  };
  const isChanged = reported.recent !== before.recent || report.confirmed && remote !== "probe";
  const effects: Effect[] = [
    ...(report.confirmed && isOffline(before) ? [{ kind: "wake connection" } as const] : []),
    ...(report.pushed ? [{ kind: "announce" } as const] : []),
    ...(isChanged ? [{ kind: "remember" } as const] : []),
    ...(state.stopping ? [{ kind: "exit" } as const] : []),
  ];
  const folder = withOutcome(counted, outcome, { now, chance });
  return { state: { ...state, folder }, effects };
}

/** Reports whether a sync shows that the user is at work here, or that the network came back. */
function isAtWork(before: FolderState, { saved, received, confirmed }: Report): boolean {
  return saved.length > 0 || received.length > 0 || confirmed && isOffline(before);
}

/** Returns when to scan the folder next, after a sync has ended. */
function scanAfter(
  { running, watching: { state, scanAt }, heldDeletion }: FolderState,
  { now, timing }: { readonly now: number; readonly timing: Timing },
): number | undefined {
  // The watcher does not see that a disk is there again.
  if (state.kind === "polling" || heldDeletion?.kind === "unmounted") return now + SCAN_INTERVAL_MS;
  if (scanAt === undefined || !running?.fullScan) return scanAt;
  return nextScan({ now, tookMs: now - running.since }, timing);
}

function isOffline({ problem }: FolderState): boolean {
  return problem !== undefined && isRemoteAway(problem);
}

function withOutcome(
  folder: FolderState,
  outcome: SyncOutcome,
  { now, chance }: { readonly now: number; readonly chance: number },
): FolderState {
  if (outcome.kind === "synced") {
    // A sync that did not ask the remote does not know whether that is reachable again.
    const { problem } = folder;
    const isOpen = !outcome.report.confirmed && problem !== undefined && isFailure(problem);
    return isOpen ? folder : { ...folder, problem: undefined, failures: 0, retryAt: undefined };
  }
  const { problem } = outcome;
  const failures = isFailure(problem) ? folder.failures + 1 : 0;
  const after = retryAfter(problem.kind, { failures, chance });
  return {
    ...folder,
    problem,
    failures,
    retryAt: after === undefined ? undefined : now + after,
  };
}

function withReport(folder: FolderState, report: Report, now: number): FolderState {
  const waiting = waitingAfter(folder.waiting, report, now);
  const sent = report.confirmed ? waiting : [];
  return {
    ...folder,
    waiting: report.confirmed ? [] : waiting,
    unsent: report.confirmed ? false : report.unsent ?? (folder.unsent || report.saved.length > 0),
    upToDateAt: report.confirmed ? now : folder.upToDateAt,
    confirmedSinceStart: folder.confirmedSinceStart || report.confirmed,
    sends: sendsAfter(folder, report, now),
    recent: withRecent(folder.recent, { report, sent, now }),
    place: report.place ?? folder.place,
    conflicts: report.openConflicts ?? folder.conflicts,
    notSynced: report.notSynced,
    heldDeletion: report.heldDeletion,
    deletion: report.deletion,
  };
}

/** Counts the saves in a row that were for a change which the save before had made, as by a hook. */
function sendsAfter(
  { sends, running }: FolderState,
  { pushed, saved, received }: Report,
  now: number,
): FolderState["sends"] {
  if (!pushed || saved.length === 0 || received.length > 0) return sends;
  const { changes } = running ?? {};
  const isFollowing = changes !== undefined && follows(changes, sends.endedAt);
  return { endedAt: now, followed: isFollowing ? sends.followed + 1 : 0 };
}

/** Returns the changes that wait to be sent, the saves of this sync included. */
function waitingAfter(
  before: readonly WaitingChange[],
  report: Report,
  now: number,
): readonly WaitingChange[] {
  // A file that another machine has changed stays, so its deletion here is not sent.
  const stayed = new Set(
    report.received.filter(({ kind }) => kind !== "deleted").map(({ path }) => path),
  );
  const saved = report.edits.map((edit) => ({ ...edit, time: now }));
  // A change that is saved again is one change: its newest version counts.
  const newest = new Map([...before, ...saved].map((change) => [change.path, change]));
  return [...newest.values()].filter(({ path, kind }) => kind !== "deleted" || !stayed.has(path));
}
