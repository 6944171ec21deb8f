// The app as a value: step(state, event, now) -> the next state and what to do. Pure and exhaustive.

import type { UserRequest } from "../engine/mod.ts";
import { onMessage } from "./message_syncs.ts";
import { withActivity } from "./active_poll.ts";
import { planSync, start, syncSoon, type Transition } from "./due.ts";
import { finished } from "./after_sync.ts";
import { SCAN_INTERVAL_MS, type UnsavedChanges } from "./timing.ts";
import { type AppState, type FolderState, FRESH_MESSAGES, initialFolder } from "./state.ts";
import { startCount, withCount } from "./waiting_count.ts";
import type { AppEvent, UserCommand } from "./events.ts";

/** Returns the next state, and what to do now, in order. */
export function step(state: AppState, event: AppEvent, now: number): Transition {
  const handled = handle(state, event, now);
  const started = start(handled.state, now);
  const counting = startCount(started.state, now);
  const effects = [...handled.effects, ...started.effects];
  if (counting === undefined) return { state: started.state, effects };
  return { state: counting, effects: [...effects, { kind: "count changes" }] };
}

function handle(state: AppState, event: AppEvent, now: number): Transition {
  const { folder, live } = state;
  const only = (change: Partial<AppState>): Transition => ({
    state: { ...state, ...change },
    effects: [],
  });
  switch (event.kind) {
    case "changed":
      return only({ folder: { ...folder, changes: withChange(folder, event, now) } });
    case "message":
      return only({ folder: onMessage(folder, now) });
    case "due":
      return only({});
    case "woke":
      return {
        state: {
          ...state,
          folder: syncSoon(withActivity(afterClockJump(folder, now), now), now),
        },
        effects: [{ kind: "wake connection" }, { kind: "renew connections" }],
      };
    case "access changed":
      return only(folder.problem === undefined ? {} : { folder: syncSoon(folder, now) });
    case "active":
      return only({ folder: withActivity(folder, now) });
    case "asked":
      return asked({ ...state, folder: withActivity(folder, now) }, event, now);
    case "began":
      return only({ folder: begun(folder, now) });
    case "finished":
      return finished(state, event, now);
    case "progress": {
      const { progress } = event;
      if (folder.running === undefined) return only({});
      const isTransfer = progress?.kind === "sending" || progress?.kind === "receiving";
      const transferred = isTransfer ? { hasTransferred: true as const } : {};
      const running = { ...folder.running, progress, ...transferred };
      return only({ folder: { ...folder, running } });
    }
    case "counted":
      return only({ folder: withCount(folder, event.changes, now) });
    case "connection": {
      const isUpAgain = event.connection.kind === "up" && live.connection.kind !== "up";
      return only({
        live: { ...live, connection: event.connection },
        ...(isUpAgain ? { folder: syncSoon(withActivity(folder, now), now) } : {}),
      });
    }
    case "notice":
      return only({ live: { ...live, notice: event.line } });
    case "watch": {
      const { state: before, scanAt } = folder.watching;
      const isSame = before.kind === event.watch.kind;
      const scanAfter = {
        off: undefined,
        polling: SCAN_INTERVAL_MS,
        watching: state.config.timing.scanMs,
      };
      const after = scanAfter[event.watch.kind];
      const watching = {
        state: event.watch,
        scanAt: isSame || after === undefined ? after && scanAt : now + after,
      };
      return only({ folder: { ...folder, watching } });
    }
    case "icon":
      return only({ noIcon: event.line });
    case "configured":
      return configured(state, event, now);
    case "misconfigured": {
      const { mistakes, warnings } = event;
      return only({ config: { ...state.config, mistakes, warnings } });
    }
    case "stop":
      return {
        state: { ...state, stopping: true },
        effects: [folder.running === undefined ? { kind: "exit" } : { kind: "stop sync" }],
      };
  }
}

function withChange(
  { changes }: FolderState,
  { isGuess = false }: { readonly isGuess?: boolean },
  now: number,
): UnsavedChanges {
  return {
    first: changes?.first ?? now,
    last: now,
    isGuess: isGuess && (changes?.isGuess ?? true),
  };
}

/** Leaves to a sync what has changed while it waited: it saves that, too. */
function begun(folder: FolderState, now: number): FolderState {
  const { running, changes } = folder;
  if (running === undefined) return folder;
  const waited = running.changes;
  const all = waited === undefined || changes === undefined ? waited ?? changes : {
    first: waited.first,
    last: changes.last,
    isGuess: waited.isGuess && changes.isGuess,
  };
  return { ...folder, changes: undefined, running: { ...running, since: now, changes: all } };
}

function asked(
  state: AppState,
  { command, path, change }: Extract<AppEvent, { kind: "asked" }>,
  now: number,
): Transition {
  const { folder } = state;
  switch (command) {
    case "pause":
      return { state: { ...state, paused: true }, effects: [{ kind: "remember" }] };
    case "resume":
      return {
        state: { ...state, paused: false, folder: syncSoon(folder, now) },
        effects: [{ kind: "remember" }],
      };
    default: {
      const asked = {
        ...REQUESTS[command],
        ...(path === undefined ? {} : { publish: [path] }),
        ...(change === undefined ? {} : { ownChanges: [change] }),
      };
      const planned = { at: now, fullScan: true, byUser: true, asked };
      const next = planSync({ ...folder, failures: 0, retryAt: undefined }, planned);
      return { state: { ...state, folder: next }, effects: [] };
    }
  }
}

/** The requests of the commands, but for those that come with a path or a change. */
const REQUESTS: Readonly<Partial<Record<UserCommand, UserRequest>>> = {
  "confirm deletion": { confirmDeletion: true },
  "confirm incoming": { confirmIncoming: true },
  "restore deletion": { restoreDeletion: true },
  "restore here": { restoreHere: true },
  "restore any deletion": { restoreDeletion: true, restoreHere: true },
  unlock: { unlock: true },
  "fetch older": { older: true },
};

function configured(
  state: AppState,
  { timing, fresh, warnings }: Extract<AppEvent, { kind: "configured" }>,
  now: number,
): Transition {
  const { folder, config: { isInForce: hadConfig } } = state;
  const valid: AppState = {
    ...state,
    config: { isInForce: true, timing, mistakes: [], warnings },
  };
  if (hadConfig && !fresh) {
    const pollAt = Math.min(folder.pollAt, now + timing.pollMs);
    return { state: { ...valid, folder: { ...folder, pollAt } }, effects: [] };
  }
  const known = initialFolder(hadConfig ? { recent: [], upToDateAt: undefined } : folder);
  // The sync and the watcher of the earlier folder end by themselves.
  const { running, watching } = folder;
  return {
    state: { ...valid, folder: syncSoon(withActivity({ ...known, running, watching }, now), now) },
    effects: hadConfig ? [{ kind: "remember" }] : [],
  };
}

/** Forgets times that a jump of the clock made wrong; the full sync that follows sets all others anew. */
function afterClockJump(folder: FolderState, now: number): FolderState {
  const { running, messages, count } = folder;
  const { syncAt, lastSync, throttledUntil } = FRESH_MESSAGES;
  return {
    ...folder,
    running: running === undefined ? undefined : { ...running, since: now },
    messages: { ...messages, syncAt, lastSync, throttledUntil },
    count: count?.isRunning ? count : undefined,
  };
}
