// One folder of the running app: its loop, its lock, watcher and syncer, those who wait for its syncs, and its access
// to the remote. Effects about the whole app are passed on.

import type { AppEvent, Effect } from "../../core/events.ts";
import { type AppState, initialState, type SavedState } from "../../core/state.ts";
import type { Timing } from "../../core/timing.ts";
import type { SyncOutcome, SyncSettings } from "../../engine/mod.ts";
import type { NamedState, NamedStates } from "../../view/folders/folders.ts";
import type { AccessAction } from "../../view/problems/words.ts";
import { type AccessParts, createAccess } from "../access/access.ts";
import type { FolderSettings } from "./folder_settings.ts";
import { type Loop, startLoop } from "../loop.ts";
import { releaseMemory } from "../../system/release_memory.ts";
import { createSyncWaiters } from "./sync_waiters.ts";
import type { SyncQueue } from "./sync_queue.ts";
import { createSyncedFolder, type SyncedFolderOptions } from "./synced_folder.ts";

/** The effects of a folder on the whole app. */
export type AppEffect = Extract<Effect, { kind: "announce" | "wake connection" | "remember" }>;

/** The app around a folder. */
export interface RunningFolderOptions
  extends
    Pick<AccessParts, "clock" | "places" | "menuBar">,
    Pick<SyncedFolderOptions, "prepare" | "socket" | "openWatcher"> {
  readonly saved: SavedState;
  /** The queue of the syncs of all folders. */
  readonly queue: SyncQueue;
  readonly perform: (effect: AppEffect) => void;
  readonly onStep: (event: AppEvent, before: AppState, after: AppState) => void;
}

/** The configuration of one folder. */
export interface FolderUse {
  /** The name for users. */
  readonly name: string;
  /** The topic of its live updates. */
  readonly topic: string;
  readonly settings: FolderSettings;
  readonly timing: Timing;
  /** The settings without effect: whole lines. */
  readonly warnings: readonly string[];
}

/** A folder that is kept in sync by a loop of its own. */
export interface RunningFolder {
  readonly state: AppState;
  /** The name for users; empty before a valid configuration was read. */
  readonly name: string;
  /** The topic of its live updates. */
  readonly topic: string;
  /** Those in force; `undefined` before a valid configuration was read. */
  readonly settings: FolderSettings | undefined;
  /** Returns the settings of its syncs on this machine; `undefined` before the first one. */
  readonly prepared: SyncSettings | undefined;
  post(event: AppEvent): void;
  /** Puts a configuration in force. */
  use(config: FolderUse): void;
  /** Opens it again before its next sync, as what a sync needs on this machine is not the same any more. */
  reopen(): void;
  /** Waits for the outcome of the next sync that begins: one that is under way began before the request. */
  nextSync(): Promise<SyncOutcome>;
  /** Does the next step about its problem. Returns a line for the menu. Throws one line. */
  giveAccess(action: AccessAction, said: string | undefined): Promise<string | undefined>;
  /** Returns the files of the deletion that waits for the user, by names that can be shown. Throws one line. */
  deletedFiles(): Promise<readonly string[]>;
  /** Settles when nothing is under way any more, after the event "stop". */
  readonly stopped: Promise<void>;
  /** Ends the git process of the step under way. */
  interrupt(): void;
  /** Ends it. The lock of one that has not stopped stays: the step under way may still change files. */
  close(): Promise<void>;
}

/** Returns the names and states of folders, as the view needs them. */
export function namedStates(
  [first, ...more]: readonly [NamedFolder, ...NamedFolder[]],
): NamedStates {
  const named = ({ name, state, settings }: NamedFolder): NamedState => ({
    name,
    state,
    folder: settings?.folder,
  });
  return [named(first), ...more.map(named)];
}

type NamedFolder = Pick<RunningFolder, "name" | "state" | "settings">;

/** Starts the loop of a folder; nothing happens before a configuration is in force. */
export function startFolder(options: RunningFolderOptions): RunningFolder {
  const killing = new AbortController();
  const waiters = createSyncWaiters();
  const stopped = Promise.withResolvers<void>();
  let hasStopped = false;
  let names = { name: "", topic: "" };
  const folder = createSyncedFolder({
    ...options,
    signal: killing.signal,
    onProgress: (progress) => loop.post({ kind: "progress", progress }),
    onChanged: (isGuess) => loop.post({ kind: "changed", isGuess }),
    onWatch: (watch) => loop.post({ kind: "watch", watch }),
  });
  const access = createAccess({
    ...options,
    settings: () => folder.prepared,
    onChange: () => loop.post({ kind: "access changed" }),
  });
  const loop: Loop = startLoop(initialState(options.saved), {
    clock: options.clock,
    perform,
    onStep(event, before, after) {
      access.onStep(after);
      options.onStep(event, before, after);
    },
  });

  function perform(effect: Effect): void {
    switch (effect.kind) {
      case "start sync": {
        const end = waiters.begin();
        const sync = () => {
          loop.post({ kind: "began" });
          return folder.sync(effect.request);
        };
        void options.queue.run(sync, folder.watch).then((outcome) => {
          loop.post({ kind: "finished", outcome, chance: Math.random() });
          end(outcome);
          releaseMemory();
        });
        return;
      }
      case "renew connections":
        return folder.renew();
      case "count changes":
        void folder.countChanges().then((changes) => loop.post({ kind: "counted", changes }));
        return;
      case "stop sync":
        return folder.stop();
      case "exit":
        hasStopped = true;
        return stopped.resolve();
      default:
        return options.perform(effect);
    }
  }

  return {
    get state() {
      return loop.state;
    },
    get name() {
      return names.name;
    },
    get topic() {
      return names.topic;
    },
    get settings() {
      return folder.settings;
    },
    get prepared() {
      return folder.prepared;
    },
    post: loop.post,
    use({ settings, timing, warnings, ...named }) {
      names = named;
      const fresh = folder.use(settings);
      if (!settings.isWatched) loop.post({ kind: "watch", watch: { kind: "off" } });
      loop.post({ kind: "configured", timing, fresh, warnings });
    },
    reopen: folder.reopen,
    nextSync: waiters.next,
    giveAccess: (action, said) => access.perform(action, { state: loop.state, said }),
    deletedFiles: folder.deletedFiles,
    stopped: stopped.promise,
    interrupt: () => killing.abort(),
    async close() {
      loop.end();
      access.end();
      if (hasStopped) await folder.close();
    },
  };
}
