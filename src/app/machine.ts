// The app as a value: step(state, event, now) -> the next state and what to do. Pure and exhaustive.

import type { Failure } from "../git/errors.ts";
import type { OpenConflict } from "../git/conflicts.ts";
import type { Blocked, NotSynced, Report, SyncOutcome } from "../sync/plan.ts";
import {
  blockedAfter,
  type Changes,
  changesDue,
  FRUITLESS_MESSAGES,
  isNetwork,
  LOOK_MS,
  NOISE_MS,
  retryAfter,
  type Timing,
} from "./schedule.ts";

/** What happened. */
export type AppEvent =
  /** Something in the folder, or a branch of its repository. */
  | { readonly kind: "changed" }
  /** Another machine says that it has sent something. */
  | { readonly kind: "remote" }
  /** The timer. */
  | { readonly kind: "due" }
  /** The machine slept, or its clock was set. */
  | { readonly kind: "woke" }
  | { readonly kind: "clicked"; readonly command: ClickedCommand }
  /** A sync ended; `chance` is a random number from 0 to 1. */
  | { readonly kind: "finished"; readonly outcome: SyncOutcome; readonly chance: number }
  /** The connection for live updates. */
  | { readonly kind: "link"; readonly link: Link }
  | { readonly kind: "watch"; readonly watch: WatchState }
  /** A valid configuration is in force; `fresh` when what is synced may be another folder now. */
  | { readonly kind: "configured"; readonly timing: Timing; readonly fresh: boolean }
  | { readonly kind: "misconfigured"; readonly mistakes: readonly string[] }
  | { readonly kind: "stop" };

/** What a person can ask for. */
export type ClickedCommand = "sync" | "confirm deletion" | "pause" | "resume";

/** The connection for live updates: not wanted, or how it is. */
export type Link =
  | { readonly kind: "off" }
  | { readonly kind: "up" }
  | { readonly kind: "down"; readonly reason: string };

/** Whether changes are noticed by themselves. */
export type WatchState =
  | { readonly kind: "off" }
  | { readonly kind: "watching" }
  | { readonly kind: "polling"; readonly reason: string };

/** What to do. */
export type Effect =
  | { readonly kind: "start sync"; readonly request: PlannedSync }
  /** Tell the other machines that there is something new. */
  | { readonly kind: "announce" }
  /** Let the step under way end, then stop the sync. */
  | { readonly kind: "stop sync" }
  /** What is remembered over a restart has changed. */
  | { readonly kind: "remember" }
  | { readonly kind: "exit" };

/** What a sync is to do. */
export interface PlannedSync {
  /** `ask`: look at the remote; `send`: only if there is something to send; `none`: stay away from it. */
  readonly remote: "ask" | "send" | "none";
  /** Look at the whole folder, whatever the watcher says. */
  readonly whole: boolean;
  readonly confirmDeletion: boolean;
  /** It is because of a message. */
  readonly message: boolean;
}

/** The sync under way. */
interface Running extends PlannedSync {
  readonly since: number;
  /** It began with changes, which it has yet to save and to send. */
  readonly saves: boolean;
}

/** A look that is wanted at a time. */
interface Wanted extends Omit<PlannedSync, "remote"> {
  readonly at: number;
  /** A person asked for it, so that a pause does not hold it back. */
  readonly byPerson: boolean;
}

/** A change that went through, for the person to see. */
export interface RecentChange {
  readonly path: string;
  readonly direction: "sent" | "received";
  readonly host: string | undefined;
  readonly time: number;
}

/** Everything that the app knows. */
export interface AppState {
  readonly timing: Timing;
  /** Whether a valid configuration is in force. */
  readonly configured: boolean;
  readonly mistakes: readonly string[];
  readonly paused: boolean;
  readonly stopping: boolean;
  readonly running: Running | undefined;
  readonly changes: Changes | undefined;
  readonly wanted: Wanted | undefined;
  /** When to ask the remote next, whatever happens. */
  readonly pollAt: number;
  /** When to look at the folder next, while nothing watches it. */
  readonly lookAt: number | undefined;
  /** What is in the way: the last sync's end, as long as it holds. */
  readonly trouble: Trouble | undefined;
  /** Failures in a row. */
  readonly failures: number;
  readonly retryAt: number | undefined;
  /** Messages in a row that brought nothing, and when the last of their looks began. */
  readonly fruitless: number;
  readonly messageLookAt: number;
  /** When a sync last ended with this machine and the remote known to be equal. */
  readonly upToDateAt: number | undefined;
  /** Whether that was since the start: what is remembered says nothing of what happened in between. */
  readonly heard: boolean;
  /** Names of changes that are saved here and not sent yet. */
  readonly waiting: readonly string[];
  readonly recent: readonly RecentChange[];
  readonly conflicts: readonly OpenConflict[];
  readonly notSynced: readonly NotSynced[];
  readonly link: Link;
  readonly watch: WatchState;
}

/** Why the last sync did not do what it should. */
export type Trouble =
  | { readonly kind: "blocked"; readonly blocked: Blocked }
  | { readonly kind: "failed"; readonly failure: Failure };

/** What is remembered over a restart. */
export interface Remembered {
  readonly paused: boolean;
  readonly recent: readonly RecentChange[];
  readonly upToDateAt: number | undefined;
}

/** So many recent changes are kept. */
const RECENT = 8;

/** The state at the start: nothing is known yet, and nothing happens before a configuration is in force. */
export function initialState(remembered: Remembered): AppState {
  return {
    timing: { delayMs: 0, pollMs: Infinity },
    configured: false,
    mistakes: [],
    paused: remembered.paused,
    stopping: false,
    running: undefined,
    changes: undefined,
    wanted: undefined,
    pollAt: Infinity,
    lookAt: undefined,
    trouble: undefined,
    failures: 0,
    retryAt: undefined,
    fruitless: 0,
    messageLookAt: -Infinity,
    upToDateAt: remembered.upToDateAt,
    heard: false,
    waiting: [],
    recent: remembered.recent,
    conflicts: [],
    notSynced: [],
    link: { kind: "off" },
    watch: { kind: "off" },
  };
}

/** The next state, and what to do now, in order. */
export function step(
  state: AppState,
  event: AppEvent,
  now: number,
): { readonly state: AppState; readonly effects: readonly Effect[] } {
  const handled = handle(state, event, now);
  const started = start(handled.state, now);
  return { state: started.state, effects: [...handled.effects, ...started.effects] };
}

/** When the timer has to ring next: Infinity when nothing will be due by itself. */
export function nextDue(state: AppState): number {
  return Math.min(...dueTimes(state).map(({ at }) => at), Infinity);
}

interface Step {
  readonly state: AppState;
  readonly effects: readonly Effect[];
}

function handle(state: AppState, event: AppEvent, now: number): Step {
  const only = (state: AppState): Step => ({ state, effects: [] });
  switch (event.kind) {
    case "changed":
      return only({ ...state, changes: { first: state.changes?.first ?? now, last: now } });
    case "remote":
      return only(want(state, {
        at: state.fruitless < FRUITLESS_MESSAGES
          ? now
          : Math.max(now, state.messageLookAt + NOISE_MS),
        message: true,
      }));
    case "due":
      return only(state);
    case "woke":
      return only(lookSoon(anew(state, now), now));
    case "clicked":
      return clicked(state, event.command, now);
    case "finished":
      return finished(state, event, now);
    case "link":
      return only(
        event.link.kind === "up" && state.link.kind !== "up"
          ? lookSoon({ ...state, link: event.link }, now)
          : { ...state, link: event.link },
      );
    case "watch":
      return only({
        ...state,
        watch: event.watch,
        lookAt: event.watch.kind === "polling" ? state.lookAt ?? now + LOOK_MS : undefined,
      });
    case "configured":
      return configured(state, event, now);
    case "misconfigured":
      return only({ ...state, mistakes: event.mistakes });
    case "stop":
      return {
        state: { ...state, stopping: true },
        effects: [state.running === undefined ? { kind: "exit" } : { kind: "stop sync" }],
      };
  }
}

function clicked(state: AppState, command: ClickedCommand, now: number): Step {
  switch (command) {
    case "sync":
    case "confirm deletion": {
      const confirmDeletion = command === "confirm deletion";
      const soon = { at: now, whole: true, byPerson: true, confirmDeletion };
      return { state: want({ ...state, failures: 0, retryAt: undefined }, soon), effects: [] };
    }
    case "pause":
      return { state: { ...state, paused: true }, effects: [{ kind: "remember" }] };
    case "resume":
      return {
        state: lookSoon({ ...state, paused: false }, now),
        effects: [{ kind: "remember" }],
      };
  }
}

function configured(
  state: AppState,
  { timing, fresh }: { readonly timing: Timing; readonly fresh: boolean },
  now: number,
): Step {
  const valid = { ...state, timing, configured: true, mistakes: [] };
  if (!fresh && state.configured) {
    const pollAt = Math.min(state.pollAt, now + timing.pollMs);
    return { state: { ...valid, pollAt }, effects: [] };
  }
  // What was known is about another folder, or nothing was known.
  const blank = initialState({
    ...state,
    upToDateAt: state.configured ? undefined : state.upToDateAt,
  });
  const begun = lookSoon({
    ...blank,
    timing,
    configured: true,
    running: state.running,
    stopping: state.stopping,
    recent: state.configured ? [] : state.recent,
    link: state.link,
    watch: state.watch,
    lookAt: state.lookAt,
  }, now);
  return { state: begun, effects: state.configured ? [{ kind: "remember" }] : [] };
}

function finished(
  state: AppState,
  { outcome, chance }: { readonly outcome: SyncOutcome; readonly chance: number },
  now: number,
): Step {
  const { running } = state;
  const { report } = outcome;
  const reported = withReport({ ...state, running: undefined }, report, now);
  const asked = running?.remote === "ask";
  const counted: AppState = {
    ...reported,
    pollAt: asked || report.heard ? now + state.timing.pollMs : state.pollAt,
    lookAt: state.lookAt === undefined ? undefined : now + LOOK_MS,
    fruitless: report.pulled.length > 0 ? 0 : state.fruitless + (running?.message === true ? 1 : 0),
  };
  const effects: Effect[] = [
    ...(report.pushed ? [{ kind: "announce" } as const] : []),
    ...(reported.recent !== state.recent || report.heard ? [{ kind: "remember" } as const] : []),
    ...(state.stopping ? [{ kind: "exit" } as const] : []),
  ];
  return { state: withOutcome(counted, outcome, { now, chance }), effects };
}

function withOutcome(
  state: AppState,
  outcome: SyncOutcome,
  { now, chance }: { readonly now: number; readonly chance: number },
): AppState {
  switch (outcome.kind) {
    case "synced":
      // A sync that stayed away from the remote does not know whether that is reachable again.
      if (!outcome.report.heard && state.trouble?.kind === "failed") return state;
      return { ...state, trouble: undefined, failures: 0, retryAt: undefined };
    case "blocked": {
      const { blocked } = outcome;
      const after = blockedAfter(blocked);
      return {
        ...state,
        trouble: { kind: "blocked", blocked },
        failures: 0,
        retryAt: after === undefined ? undefined : now + after,
      };
    }
    case "failed": {
      const { failure } = outcome;
      const failures = state.failures + 1;
      const after = retryAfter(failure.kind, { failures, chance });
      return {
        ...state,
        trouble: { kind: "failed", failure },
        failures,
        retryAt: after === undefined ? undefined : now + after,
      };
    }
  }
}

function withReport(state: AppState, report: Report, now: number): AppState {
  const waiting = [...new Set([...state.waiting, ...report.saved])];
  const sent = report.heard ? waiting : [];
  const fresh: RecentChange[] = [
    ...report.pulled.map(({ path, host }) => ({
      path,
      direction: "received" as const,
      host,
      time: now,
    })),
    ...sent.map((path) => ({ path, direction: "sent" as const, host: undefined, time: now })),
  ];
  return {
    ...state,
    waiting: report.heard ? [] : waiting,
    upToDateAt: report.heard ? now : state.upToDateAt,
    heard: state.heard || report.heard,
    recent: fresh.length === 0 ? state.recent : [...fresh, ...state.recent].slice(0, RECENT),
    conflicts: report.openConflicts ?? state.conflicts,
    notSynced: report.notSynced,
  };
}

/** After a jump of the clock: the look that follows sets all other times anew. */
function anew(state: AppState, now: number): AppState {
  const { running } = state;
  return {
    ...state,
    running: running === undefined ? undefined : { ...running, since: now },
    messageLookAt: -Infinity,
  };
}

/** A look at everything, as soon as can be; what failed before may work now. */
function lookSoon(state: AppState, now: number): AppState {
  return want({ ...state, failures: 0, retryAt: undefined }, { at: now, whole: true });
}

function want(state: AppState, wish: Partial<Wanted> & { readonly at: number }): AppState {
  const { wanted } = state;
  return {
    ...state,
    wanted: {
      at: Math.min(wanted?.at ?? Infinity, wish.at),
      whole: (wanted?.whole ?? false) || (wish.whole ?? false),
      confirmDeletion: (wanted?.confirmDeletion ?? false) || (wish.confirmDeletion ?? false),
      message: (wanted?.message ?? true) && (wish.message ?? false),
      byPerson: (wanted?.byPerson ?? false) || (wish.byPerson ?? false),
    },
  };
}

type Cause = "changes" | "wanted" | "poll" | "look" | "retry";

function dueTimes(state: AppState): { readonly at: number; readonly cause: Cause }[] {
  const { configured, stopping, running, paused, wanted, changes, timing } = state;
  if (!configured || stopping || running !== undefined) return [];
  const times: { at: number; cause: Cause }[] = [];
  const add = (at: number | undefined, cause: Cause) => {
    if (at !== undefined) times.push({ at, cause });
  };
  if (!paused || wanted?.byPerson === true) add(wanted?.at, "wanted");
  if (paused) return times;
  if (changes !== undefined) add(changesDue(changes, timing), "changes");
  add(state.pollAt, "poll");
  add(state.lookAt, "look");
  add(state.retryAt, "retry");
  return times;
}

/** Starts one sync for everything that is due. */
function start(state: AppState, now: number): Step {
  const causes = dueTimes(state).filter(({ at }) => at <= now).map(({ cause }) => cause);
  if (causes.length === 0) return { state, effects: [] };
  const has = (cause: Cause) => causes.includes(cause);
  const { wanted, trouble, changes } = state;
  // While the remote is away, saves go on without it. Other failures may end with any change, but not
  // with a look that is due by itself.
  const isHeldBack = trouble?.kind === "failed" &&
    (isNetwork(trouble.failure.kind) || !has("changes"));
  const asks = has("wanted") || has("poll") || has("retry") ||
    // Only the remote's word ends trouble.
    trouble !== undefined && !isHeldBack;
  const request: PlannedSync = {
    remote: asks ? "ask" : isHeldBack ? "none" : "send",
    whole: has("poll") || has("look") || has("retry") || (has("wanted") && wanted!.whole),
    confirmDeletion: has("wanted") && wanted!.confirmDeletion,
    message: causes.length === 1 && has("wanted") && wanted!.message,
  };
  return {
    state: {
      ...state,
      running: { ...request, since: now, saves: changes !== undefined },
      // Whatever the reason, everything that has changed so far is saved first.
      changes: undefined,
      wanted: has("wanted") ? undefined : wanted,
      retryAt: asks ? undefined : state.retryAt,
      messageLookAt: has("wanted") && wanted!.message ? now : state.messageLookAt,
    },
    effects: [{ kind: "start sync", request }],
  };
}
