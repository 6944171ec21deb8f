// Reads of the history for the window: few at a time, and those that follow one another share one opening of it,
// which takes five processes of git.

import type { History, SyncSettings } from "../../engine/mod.ts";
import { WINDOW_READS } from "../../system/limits/window.ts";
import type { Clock } from "../loop.ts";

/** The parts that the reads need of the app. */
export interface HistoryReadsParts {
  /** Returns how the folder is synced on this machine. Throws one line before a folder is configured. */
  readonly settings: () => Promise<SyncSettings>;
  readonly open: (settings: SyncSettings) => Promise<History>;
  readonly clock: Pick<Clock, "setTimer">;
}

/** Does some work with the history when it is its turn, and returns what it returns. */
export type ReadHistory = <Result>(work: (history: History) => Promise<Result>) => Promise<Result>;

/** For so long an opening is shared, in milliseconds: what a screen asks for, and what follows from a click. */
const SHARED_MS = 2_000;

/** An opening of the history. */
interface Opening {
  readonly settings: SyncSettings;
  readonly history: Promise<History>;
  users: number;
}

/** Returns the reads of one folder. */
export function createHistoryReads({ settings, open, clock }: HistoryReadsParts): ReadHistory {
  const waiting: (() => void)[] = [];
  let shared: Opening | undefined;
  let running = 0;

  /** Ends an opening that is not shared any more, after its last read. */
  function endUnused(opening: Opening): void {
    if (opening.users > 0 || opening === shared) return;
    void opening.history.then((history) => history[Symbol.asyncDispose]()).catch(() => {});
  }

  function newOpening(settings: SyncSettings): Opening {
    const opening: Opening = { settings, history: open(settings), users: 0 };
    const forget = () => {
      if (shared === opening) shared = undefined;
      endUnused(opening);
    };
    clock.setTimer(SHARED_MS, forget);
    // The next read tries it again.
    opening.history.catch(forget);
    return opening;
  }

  async function ownTurn(): Promise<void> {
    if (running < WINDOW_READS) {
      running++;
      return;
    }
    const { promise, resolve } = Promise.withResolvers<void>();
    waiting.push(resolve);
    await promise;
  }

  return async (work) => {
    await ownTurn();
    try {
      const now = await settings();
      if (shared?.settings !== now) shared = newOpening(now);
      const opening = shared;
      opening.users++;
      try {
        return await work(await opening.history);
      } finally {
        opening.users--;
        endUnused(opening);
      }
    } finally {
      const next = waiting.shift();
      if (next === undefined) running--;
      else next();
    }
  };
}
