// Keeps the watchers of a folder open: those of its git folder, and if possible one of the whole
// tree.
//
// Of Deno.watchFs (2.7.11 and 2.9.6, by experiment): all watchers of a process share one of the
// system and one thread. Closing a recursive one silences the others in its folder. While one is
// open whose folder is gone, a second one on the same path is silent, too (2.9). A closed one still
// costs 10 µs for every event (2.7.11). On macOS each opening and closing restarts the stream of
// events. So nothing is opened or closed in doubt, before the thread has answered, or during a
// flood of events.

import { isDeepStrictEqual } from "node:util";
import { isWithin } from "../../system/real_path.ts";
import { createBell } from "./bell.ts";
import { createCoverage, type Unwatched } from "./coverage.ts";
import { createFreshFolders } from "./fresh_folders.ts";
import { gaugeFlood } from "./flood.ts";
import type { FsEventOrUnreadable } from "./fs_events.ts";
import { createLiveness } from "./liveness.ts";
import { openWatch, type Watch } from "./open_watch.ts";
import { stateOf, unansweredState } from "./state.ts";
import { findFolders, type Target, type WatchedFolders } from "./targets.ts";
import type { WatcherState, WatchOptions } from "./types.ts";
import { closeUnclosed, hasUnclosed, keepUnclosed } from "./unclosed.ts";
import { planWatches } from "./watch_plan.ts";

/** The watchers of one folder. */
export interface Watchers {
  readonly folders: WatchedFolders;
  /** Reports whether all of the tree is watched for sure. */
  isComplete(): boolean;
  /** Checks a folder that may be new. */
  noteFolder(path: string): void;
  /** A watcher stays with what it was opened for, wherever that goes. */
  noteMoved(path: string): void;
  /** Settles after the signal, when no watcher is open any more. */
  readonly stopped: Promise<void>;
}

export interface WatchersOptions extends Omit<WatchOptions, "onChanged"> {
  readonly onEvent: (event: FsEventOrUnreadable, lossy: boolean) => void;
  /** Something may have happened unreported; `isWide` when that may be in the git folder, too. */
  readonly onGap: (isWide: boolean) => void;
}

/** How long folders that have just come are gathered before they are checked, in milliseconds. */
const GATHER_MS = 20;
/** How many checks pass from one question to the thread to the next: five minutes for 15 s. */
const LIVENESS_CHECKS = 20;
/** On macOS a closed watcher interrupts the others, and a moved folder keeps its watcher. */
const IS_MAC = Deno.build.os === "darwin";

/**
 * Keeps watchers open until the signal. On return they are open, or the state says why. Never
 * throws.
 */
export function keepWatchers(root: string, options: WatchersOptions): Watchers {
  const { signal, checkMs = 15_000, onEvent, onGap } = options;
  const watches = new Map<string, Watch>();
  const coverage = createCoverage();
  const fresh = createFreshFolders();
  const liveness = createLiveness(signal, unsettle);
  const flood = gaugeFlood(options.floodMs);
  const bell = createBell(signal, { gatherMs: GATHER_MS });
  let folders = findFolders(root, options);
  let unwatched: readonly Unwatched[] = [];
  let reported: WatcherState | undefined;
  /** Whether all is opened as planned, and whether a watcher is about to be opened or closed. */
  let [isSettled, isOpening] = [false, false];
  let livenessAt = 0;

  function unsettle(): void {
    isSettled = false;
    bell.ringSoon();
  }

  function renew(watch: Watch): void {
    watch.renewAt = 0;
    unsettle();
  }

  function open(target: Target, earlier: Watch | undefined): void {
    const watch = openWatch(target, {
      earlier,
      checkMs,
      ignore: folders.own,
      onEvent(event, lossy) {
        liveness.noteEvent(event === "unreadable" ? [] : event.paths);
        flood.note(lossy);
        onEvent(event, lossy);
      },
      onEnd() {
        liveness.noteEnd();
        unsettle();
        onGap(false);
      },
    });
    if (watch.renewAt === 0) unsettle();
    watches.set(target.path, watch);
  }

  function state(): WatcherState {
    if (liveness.isSilent) return unansweredState(root);
    return stateOf(folders, { watches: [...watches.values()], unwatched });
  }

  /** Closes what is not there any more, or due, and opens what is missing. */
  async function settle(): Promise<void> {
    if (hasUnclosed()) {
      liveness.noteAnswer(false);
      report();
      if (!await closeUnclosed()) return;
      liveness.noteAnswer(true);
    }
    isSettled = watches.size === 0 || !flood.isOn();
    if (!isSettled) return;
    folders = findFolders(root, options);
    if (coverage.isEased()) coverage.clear();
    const hadFresh = fresh.size > 0;
    // Not at the first time: on return everything is watched.
    const missed = hadFresh ? await fresh.sift(folders.root) : [];
    // At once: until then whoever takes what was seen must not trust it.
    if (hadFresh && fresh.size === 0) noteGap(false);
    for (const folder of missed) {
      for (const watch of watches.values()) {
        if (!watch.recursive || !isWithin(folder, watch.path)) continue;
        coverage.forget(watch.path);
        watch.renewAt = 0;
      }
    }
    const plan = planWatches(folders, { watches, coverage });
    const { targets, closing } = plan;
    unwatched = plan.unwatched;
    const isChanging = closing.length > 0 || targets.keys().some((path) => !watches.has(path));
    const isToAsk = watches.size > 0 &&
      (isChanging || liveness.isSilent || performance.now() >= livenessAt);
    isOpening = isChanging && watches.size > 0;
    if (isOpening && await flood.isNear()) return;
    // The question comes last: an event about a pipe after the answer would stop the program.
    if (isToAsk && !await isHearing(targets)) return report();
    if (isOpening && flood.isOn()) return;
    for (const { path } of closing) watches.delete(path);
    if (closing.length > 0) await Promise.all(closing.map(({ handle }) => handle?.close()));
    if (signal.aborted) return;
    const before = new Map(closing.map((watch) => [watch.path, watch]));
    const missing = [...targets.values()].filter(({ path }) => !watches.has(path));
    for (const target of missing) open(target, before.get(target.path));
    isOpening = false;
    const isOpened = missing.some(({ path }) => watches.get(path)?.handle !== undefined);
    // Nobody has seen what happened before a watcher was opened, or while one was closed.
    if (isOpened || (IS_MAC && closing.some(({ handle }) => handle !== undefined))) noteGap(true);
    report();
  }

  /** Reports whether the thread of the watchers answers, as far as that can be found out. */
  async function isHearing(targets: ReadonlyMap<string, Target>): Promise<boolean> {
    // A watcher that has ended, or one of another file at the place, reports nothing. One that is
    // to be renewed answers: after a move of the folder and back, that is all of them.
    const asked = [...watches.values()].find(({ path, handle, hasEnded, identity }) =>
      handle !== undefined && !hasEnded && targets.get(path)?.identity === identity
    );
    if (asked !== undefined) livenessAt = performance.now() + checkMs * LIVENESS_CHECKS;
    const wasSilent = liveness.isSilent;
    const isAnswering = await liveness.isAnswering(asked?.path);
    if (!isAnswering && !wasSilent) onGap(false);
    if (isAnswering && wasSilent) noteGap(true);
    return isAnswering;
  }

  function noteGap(isWide: boolean): void {
    if (isWide) unsettle();
    if (reported !== undefined) onGap(isWide);
  }

  function report(): void {
    const now = state();
    if (reported !== undefined && isDeepStrictEqual(now, reported)) return;
    reported = now;
    options.onState(now);
  }

  async function keepWatching(): Promise<void> {
    while (!signal.aborted) {
      await settle();
      const isSoon = fresh.size > 0 || !liveness.isSilent && (isOpening || !isSettled);
      await bell.wait(isSoon ? Math.min(checkMs, 100) : checkMs);
    }
    await stop();
  }

  async function stop(): Promise<void> {
    const close = async () =>
      void await Promise.all([...watches.values()].map(({ handle }) => handle?.close()));
    if (watches.size === 0 || (!liveness.isSilent && await isHearing(watches))) await close();
    else {
      const ask = () => isHearing(planWatches(folders, { watches, coverage }).targets);
      keepUnclosed({ ask, close });
    }
  }

  return {
    get folders() {
      return folders;
    },
    isComplete: () => isSettled && !isOpening && fresh.size === 0 && state().kind === "watching",
    noteFolder(path) {
      fresh.add(path);
      unsettle();
    },
    noteMoved(path) {
      if (IS_MAC) return;
      const dead = path === folders.root ? [...watches.values()] : [watches.get(path)];
      for (const watch of dead) if (watch !== undefined) renew(watch);
    },
    stopped: keepWatching(),
  };
}
