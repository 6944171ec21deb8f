// The app without its effects: its clock is turned by hand, its syncs end as a test says. Every step is
// held against what has to be true of every step.

import assert from "node:assert/strict";
import { nextDue } from "../../src/core/due.ts";
import { step } from "../../src/core/step.ts";
import { type AppState, initialState, type SavedState } from "../../src/core/state.ts";
import type { AppEvent, Effect, SyncTask } from "../../src/core/events.ts";
import type { Timing } from "../../src/core/timing.ts";
import type { SyncOutcome } from "../../src/engine/sync/outcome.ts";
import { confirmed } from "./outcomes.ts";
import { assertSound, freeze } from "./sound_step.ts";

/** Units of time, in milliseconds. */
export const SECOND = 1_000;
export const MINUTE = 60 * SECOND;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

/** When every play begins. */
export const BEGINNING = Date.UTC(2026, 10, 23, 14, 2);

/** The timing of every play that does not say otherwise: the defaults of the configuration. */
export const TIMING: Timing = {
  delayMs: 10 * SECOND,
  pollMs: HOUR,
  activePollMs: 0,
  scanMs: Infinity,
};

/** A sync that was started. */
export interface Start extends SyncTask {
  /** In milliseconds since the beginning. */
  readonly at: number;
}

/** How syncs end that a test does not end by itself. */
export interface Syncs {
  readonly ms: number;
  readonly begin?: () => void;
  readonly outcome: (request: SyncTask, now: number) => SyncOutcome;
}

/** The app at play. */
export interface Play {
  readonly state: AppState;
  /** What the clock shows. */
  readonly now: number;
  /** All syncs that were started after the first one. */
  readonly starts: Start[];
  /** Lets something happen now, and answers what is done about it. */
  post(event: AppEvent): readonly Effect[];
  /** Ends the sync that runs. `chance` decides how long a back-off is; 1 is the longest. */
  end(outcome?: SyncOutcome, chance?: number): readonly Effect[];
  /** Lets time pass; what becomes due happens at its time. */
  wait(ms: number): void;
  /** Sets the clock, though no time passes. */
  setClock(now: number): void;
}

/** What a play is begun with. */
export interface PlayOptions {
  readonly syncs?: Syncs;
  readonly remembered?: SavedState;
  /** Is told of every step, as the loop tells it. */
  readonly onStep?: (event: AppEvent, before: AppState, after: AppState) => void;
}

/** An app that was configured at the beginning and whose first sync found everything equal. */
export function play(options: PlayOptions & { readonly timing?: Partial<Timing> } = {}): Play {
  const { timing, ...others } = options;
  const played = playFromStart(others);
  played.post({ kind: "configured", timing: { ...TIMING, ...timing }, fresh: true, warnings: [] });
  played.end();
  played.starts.length = 0;
  return played;
}

/** An app that has no configuration yet. */
export function playFromStart({ syncs, remembered, onStep }: PlayOptions = {}): Play {
  let state = freeze(
    initialState(remembered ?? { paused: false, recent: [], upToDateAt: undefined }),
  );
  let now = BEGINNING;
  /** How much the clock was set, which is no time that passed. */
  let shift = 0;
  let endsAt = Infinity;
  const starts: Start[] = [];

  function post(event: AppEvent): readonly Effect[] {
    const taken = step(state, freeze(event), now);
    assertSound({ before: state, event, now, after: taken.state, effects: taken.effects });
    const before = state;
    state = freeze(taken.state);
    onStep?.(event, before, state);
    for (const effect of taken.effects) {
      if (effect.kind !== "start sync") continue;
      starts.push({ at: now - shift - BEGINNING, ...effect.request });
      syncs?.begin?.();
      if (syncs !== undefined) endsAt = now + syncs.ms;
    }
    return taken.effects;
  }

  function end(outcome: SyncOutcome = confirmed(), chance = 1): readonly Effect[] {
    assert.ok(state.folder.running, "no sync is running");
    endsAt = Infinity;
    return post({ kind: "finished", outcome, chance });
  }

  function wait(ms: number): void {
    const until = now + ms;
    for (let turns = 0; Math.min(nextDue(state), endsAt) <= until; turns++) {
      assert.ok(turns < 100_000, "it does not come to rest");
      now = Math.max(now, Math.min(nextDue(state), endsAt));
      if (endsAt <= now) end(syncs!.outcome(state.folder.running!, now));
      else post({ kind: "due" });
    }
    now = until;
  }

  return {
    get state() {
      return state;
    },
    get now() {
      return now;
    },
    starts,
    post,
    end,
    wait,
    setClock(to) {
      shift += to - now;
      if (endsAt !== Infinity) endsAt += to - now;
      now = to;
    },
  };
}
