// The app as a value: step(state, event, now) -> the next state and what to do. Pure and exhaustive.

import type { Report, SyncOutcome } from "../engine/mod.ts";
import { start, syncSoon, type Transition, want } from "./due.ts";
import { afterSync, onMessage } from "./announcements.ts";
import { blockedAfter, type Changes, isNetwork, retryAfter, SCAN_MS } from "./timing.ts";
import {
  type AppEvent,
  type AppState,
  type ClickedCommand,
  type Effect,
  initialState,
  RECENT_CHANGES,
  type RecentChange,
  type WaitingChange,
} from "./state.ts";

/** The next state, and what to do now, in order. */
export function step(
  state: AppState,
  event: AppEvent,
  now: number,
): Transition {
  const handled = handle(state, event, now);
  const started = start(handled.state, now);
  return { state: started.state, effects: [...handled.effects, ...started.effects] };
}

function handle(state: AppState, event: AppEvent, now: number): Transition {
  const only = (state: AppState): Transition => ({ state, effects: [] });
  switch (event.kind) {
    case "changed":
      return only({ ...state, changes: withChange(state, event, now) });
    case "remote":
      return only(onMessage(state, now));
    case "due":
      return only(state);
    case "woke":
      return {
        state: syncSoon(afterClockJump(state, now), now),
        effects: [{ kind: "wake link" }, { kind: "renew connections" }],
      };
    case "clicked":
      return clicked(state, event, now);
    case "finished":
      return finished(state, event, now);
    case "transfer": {
      const { kind: _, ...transfer } = event;
      return only(
        state.running === undefined ? state : { ...state, running: { ...state.running, transfer } },
      );
    }
    case "link":
      return only(
        event.link.kind === "up" && state.link.kind !== "up"
          ? syncSoon({ ...state, link: event.link }, now)
          : { ...state, link: event.link },
      );
    case "notice":
      return only({ ...state, notice: event.line });
    case "watch":
      return only({
        ...state,
        watch: event.watch,
        scanAt: event.watch.kind === "polling" ? state.scanAt ?? now + SCAN_MS : undefined,
      });
    case "icon":
      return only({ ...state, noIcon: event.line });
    case "configured":
      return configured(state, event, now);
    case "misconfigured":
      return only({ ...state, mistakes: event.mistakes, warnings: event.warnings });
    case "stop":
      return {
        state: { ...state, stopping: true },
        effects: [state.running === undefined ? { kind: "exit" } : { kind: "stop sync" }],
      };
  }
}

function withChange(
  { changes }: AppState,
  { isGuess = false }: { readonly isGuess?: boolean },
  now: number,
): Changes {
  return {
    first: changes?.first ?? now,
    last: now,
    isGuess: isGuess && (changes?.isGuess ?? true),
  };
}

function clicked(
  state: AppState,
  { command, path }: { readonly command: ClickedCommand; readonly path?: string },
  now: number,
): Transition {
  switch (command) {
    case "sync":
    case "confirm deletion":
    case "confirm incoming":
    case "restore deletion":
    case "publish":
    case "unlock": {
      const soon = {
        at: now,
        fullScan: true,
        byUser: true,
        confirmDeletion: command === "confirm deletion",
        ...(command === "confirm incoming" ? { confirmIncoming: true as const } : {}),
        restoreDeletion: command === "restore deletion",
        ...(command === "publish" && path !== undefined ? { publish: [path] } : {}),
        ...(command === "unlock" ? { unlock: true as const } : {}),
      };
      return { state: want({ ...state, failures: 0, retryAt: undefined }, soon), effects: [] };
    }
    case "pause":
      return { state: { ...state, paused: true }, effects: [{ kind: "remember" }] };
    case "resume":
      return {
        state: syncSoon({ ...state, paused: false }, now),
        effects: [{ kind: "remember" }],
      };
  }
}

function configured(
  state: AppState,
  { timing, fresh, warnings }: Extract<AppEvent, { kind: "configured" }>,
  now: number,
): Transition {
  const valid = { ...state, timing, configured: true, mistakes: [], warnings };
  if (!fresh && state.configured) {
    const pollAt = Math.min(state.pollAt, now + timing.pollMs);
    return { state: { ...valid, pollAt }, effects: [] };
  }
  // What was known is about another folder, or nothing was known.
  const blank = initialState({
    ...state,
    upToDateAt: state.configured ? undefined : state.upToDateAt,
  });
  const begun = syncSoon({
    ...blank,
    timing,
    configured: true,
    warnings,
    running: state.running,
    stopping: state.stopping,
    recent: state.configured ? [] : state.recent,
    link: state.link,
    notice: state.notice,
    watch: state.watch,
    noIcon: state.noIcon,
    scanAt: state.scanAt,
  }, now);
  return { state: begun, effects: state.configured ? [{ kind: "remember" }] : [] };
}

function finished(
  state: AppState,
  { outcome, chance }: { readonly outcome: SyncOutcome; readonly chance: number },
  now: number,
): Transition {
  const { running } = state;
  const { report } = outcome;
  const reported = withReport(
    { ...afterSync(state, report, now), running: undefined },
    report,
    now,
  );
  const asked = running?.remote === "ask";
  const counted: AppState = {
    ...reported,
    pollAt: asked || report.heard ? now + state.timing.pollMs : state.pollAt,
    scanAt: state.scanAt === undefined ? undefined : now + SCAN_MS,
  };
  const effects: Effect[] = [
    ...(report.heard && isAway(state) ? [{ kind: "wake link" } as const] : []),
    ...(report.pushed ? [{ kind: "announce" } as const] : []),
    ...(reported.recent !== state.recent || report.heard ? [{ kind: "remember" } as const] : []),
    ...(state.stopping ? [{ kind: "exit" } as const] : []),
  ];
  return { state: withOutcome(counted, outcome, { now, chance }), effects };
}

function isAway({ trouble }: AppState): boolean {
  return trouble?.kind === "failed" && isNetwork(trouble.failure.kind);
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
  const waiting = waitingAfter(state.waiting, report);
  const sent = report.heard ? waiting : [];
  const fresh: RecentChange[] = [
    ...report.pulled.map((change) => ({ ...change, direction: "received" as const, time: now })),
    ...sent.map((change) => ({
      ...change,
      direction: "sent" as const,
      host: undefined,
      time: now,
    })),
  ];
  return {
    ...state,
    waiting: report.heard ? [] : waiting,
    unsent: report.heard ? false : report.unsent ?? (state.unsent || report.saved.length > 0),
    upToDateAt: report.heard ? now : state.upToDateAt,
    confirmedSinceStart: state.confirmedSinceStart || report.heard,
    recent: fresh.length === 0
      ? state.recent
      : [...fresh, ...state.recent].slice(0, RECENT_CHANGES),
    place: report.place ?? state.place,
    conflicts: report.openConflicts ?? state.conflicts,
    notSynced: report.notSynced,
    deletion: report.deletion,
  };
}

/** What waits to be sent, this sync's saves included. */
function waitingAfter(before: readonly WaitingChange[], report: Report): readonly WaitingChange[] {
  const deleted = new Set(report.deleted);
  // What somebody else has changed stays, so its deletion here was none for anybody.
  const stayed = new Set(report.pulled.filter(({ deleted }) => !deleted).map(({ path }) => path));
  const saved = report.saved.map((path) => ({ path, deleted: deleted.has(path) }));
  // A change that is saved again is one change: its newest version counts.
  const newest = new Map([...before, ...saved].map((change) => [change.path, change]));
  return [...newest.values()].filter(({ path, deleted }) => !deleted || !stayed.has(path));
}

/** After a jump of the clock: the look that follows sets all other times anew. */
function afterClockJump(state: AppState, now: number): AppState {
  const { running } = state;
  return {
    ...state,
    running: running === undefined ? undefined : { ...running, since: now },
    messageSyncAt: -Infinity,
    lastMessageSync: { endedAt: -Infinity, tookMs: 0 },
    throttledUntil: -Infinity,
  };
}
