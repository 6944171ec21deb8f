// Notices that a sync may work which was refused: credentials, keys, known hosts or the network have changed.

import type { AppState } from "../../core/state.ts";
import { endedBy } from "../../core/problems.ts";
import { accessFiles, agentLines, type SyncSettings } from "../../engine/mod.ts";
import { stampOf, statFile } from "../../system/file_state.ts";
import { realPath } from "../../system/real_path.ts";
import type { Clock } from "../loop.ts";

/** The parts that the watch needs. */
export interface AccessWatchParts {
  readonly clock: Clock;
  /** Returns how the folder is synced, once it is. */
  readonly settings: () => SyncSettings | undefined;
  /** Further files: those that our own scripts write. */
  readonly moreFiles: readonly string[];
  /** Returns a text that differs when the network does. */
  readonly network: () => string;
  readonly onChange: () => void;
}

/** The state of all that is watched. */
interface Look {
  readonly stamp: string;
  /** The newest ctime of the files, in milliseconds since 1970. */
  readonly changedAt: number;
}

/** A watch that runs while there is a problem that such a change may end. */
export interface AccessWatch {
  /** Comes after every step of the app. */
  onStep(state: AppState): void;
  /** Tries again by itself for a while: what the user does at the remote is not seen here. */
  expect(): void;
  end(): void;
}

/** Milliseconds between two checks of the files, and between later ones: what may help is tried within 15 s. */
const CHECK_MS = 5_000;
const LATER_CHECK_MS = 12_000;
const QUICK_CHECKS = 120;

/** After so many tries that did not help, each further one waits twice as long as the one before. */
const QUICK_TRIES = 4;
const LONGEST_PAUSE_MS = 300_000;

/** The tries after a click whose effect shows at the remote alone, in milliseconds after it: ten minutes. */
const EXPECTED_MS = [15, 30, 60, 120, 240, 480, 600].map((seconds) => seconds * 1_000);

/** Starts nothing before a problem asks for it. */
export function createAccessWatch(parts: AccessWatchParts): AccessWatch {
  const { clock, settings, moreFiles, network, onChange } = parts;
  let timer: { cancel(): void } | undefined;
  let watched: "access" | "network" | undefined;
  let isSsh = false;
  let remote = "";
  /** When the last sync began, in milliseconds since 1970. */
  let syncedAt = Infinity;
  let isEnded = false;
  /** The files to check, and their states. */
  let files: readonly string[] = [];
  let stamp: string | undefined;
  let checks = 0;
  let tries = 0;
  let triedAt = -Infinity;
  let expected: number[] = [];

  async function look(): Promise<Look> {
    if (watched === "network") return { stamp: network(), changedAt: -Infinity };
    const at = settings();
    if (at !== undefined && files.length === 0) files = await accessFiles(at, { remote, isSsh });
    const seen = await Promise.all(
      [...files, ...moreFiles].map(async (file) => await statFile(await realPath(file))),
    );
    const stamps = seen.map((file) => file === undefined ? "none" : stampOf(file));
    const agent = isSsh && at !== undefined ? await agentLines(at) : [];
    return {
      stamp: [network(), ...stamps, ...agent].join("\n"),
      changedAt: seen.reduce((last, file) => Math.max(last, file?.changed ?? last), -Infinity),
    };
  }

  /**
   * Looks for the first time. A file that changed since the refused sync began may already hold the remedy. The stamp
   * is then one that no later look gives, so the next check tries.
   */
  async function lookFirst(): Promise<void> {
    // A ctime has whole seconds.
    const readAt = Math.floor(syncedAt / 1_000) * 1_000;
    const kind = watched;
    const { stamp: first, changedAt } = await look();
    if (watched === kind) stamp = changedAt >= readAt ? "changed meanwhile" : first;
  }

  function setTimer(): void {
    timer?.cancel();
    timer = isEnded || watched === undefined
      ? undefined
      : clock.setTimer(checks < QUICK_CHECKS ? CHECK_MS : LATER_CHECK_MS, checkThenWait);
  }

  /** Sets the timer when it has looked: a slow disk is not asked again meanwhile. */
  function checkThenWait(): void {
    void (stamp === undefined ? lookFirst() : check(stamp)).catch(() => {}).finally(setTimer);
  }

  async function check(before: string): Promise<void> {
    const kind = watched;
    checks++;
    const { stamp: now } = await look();
    if (isEnded || kind === undefined || watched !== kind) return;
    const time = clock.now();
    const isExpected = expected[0] !== undefined && expected[0] <= time;
    if (isExpected) expected = expected.filter((at) => at > time);
    if (!isExpected && now === before) return;
    if (!isExpected && time - triedAt < pauseAfter(tries) && time >= triedAt) return;
    stamp = now;
    tries++;
    triedAt = time;
    onChange();
  }

  return {
    onStep({ folder: { problem, place, running }, paused, stopping }) {
      if (running !== undefined) syncedAt = running.since;
      const wanted = problem === undefined || paused || stopping ? undefined : endedBy(problem);
      if (wanted === watched) return;
      watched = wanted;
      isSsh = problem?.kind === "ssh key" || problem?.kind === "host key";
      remote = place?.remote ?? "origin";
      timer?.cancel();
      files = [];
      stamp = undefined;
      checks = 0;
      if (wanted === undefined) [tries, triedAt, expected] = [0, -Infinity, []];
      else checkThenWait();
    },
    expect() {
      const now = clock.now();
      expected = EXPECTED_MS.map((ms) => now + ms);
    },
    end() {
      isEnded = true;
      timer?.cancel();
    },
  };
}

/** Returns the least time from one try to the next, in milliseconds. */
function pauseAfter(tries: number): number {
  return tries < QUICK_TRIES
    ? 0
    : Math.min(LONGEST_PAUSE_MS, CHECK_MS * 2 ** (tries - QUICK_TRIES + 1));
}
