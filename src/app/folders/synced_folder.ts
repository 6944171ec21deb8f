// The folder that is kept in sync: its lock, watcher and syncer. They are opened when they can be,
// and again when the configuration names another folder or way to sync it, never while a sync runs.

import { isDeepStrictEqual } from "node:util";
import type { SyncTask, WatchState } from "../../core/events.ts";
import {
  createSyncer,
  deletedFiles,
  emptyReport,
  notLocked,
  type Progress,
  readLayout,
  type Syncer,
  type SyncOutcome,
  type SyncSettings,
} from "../../engine/mod.ts";
import { createHeldLock } from "../control/held_lock.ts";
import type { TakeLock } from "../control/repository_lock.ts";
import type { FolderSettings } from "./folder_settings.ts";
import { createFolderWatch, type FolderWatch, type OpenWatcher } from "./folder_watch.ts";

export interface SyncedFolderOptions {
  /** Returns what a sync needs on this machine. */
  readonly prepare: (settings: FolderSettings) => Promise<SyncSettings>;
  /** Where this instance listens; other instances read it in the lock. */
  readonly socket: string | undefined;
  /** Absent where no folder is watched. */
  readonly openWatcher?: OpenWatcher;
  /** Aborted when the git process that runs has to end at once. */
  readonly signal?: AbortSignal;
  /** Takes how far a sync is, from time to time. */
  readonly onProgress?: (progress: Progress | undefined) => void;
  /** A guess where it may be a change that an update has made. */
  readonly onChanged?: (isGuess: boolean) => void;
  readonly onWatch?: (state: WatchState) => void;
  /** Given where something else takes the place of the lock of the system. */
  readonly takeLock?: TakeLock;
}

/** A folder that is kept in sync. */
export interface SyncedFolder {
  readonly settings: FolderSettings | undefined;
  /** Returns the settings of its syncs on this machine; `undefined` before the first one. */
  readonly prepared: SyncSettings | undefined;
  /** Puts settings in force. Reports whether they are others than before. */
  use(settings: FolderSettings): boolean;
  /** Opens it again before the next sync, with all that a sync needs on this machine. */
  reopen(): void;
  /** Begins to watch it while its sync waits for its turn. That sync reports any obstacle. */
  watch(): void;
  /** Syncs once; one sync at a time. Never throws. */
  sync(request: SyncTask): Promise<SyncOutcome>;
  /** Returns how many changes the next save would take; `undefined` if unknown. Never throws. */
  countChanges(): Promise<number | undefined>;
  /** Returns the files of the deletion that waits, by names that can be shown. Throws one line. */
  deletedFiles(): Promise<readonly string[]>;
  /** The machine slept: connections that were open are not to be trusted. */
  renew(): void;
  /** Lets the step under way end and stops there. */
  stop(): void;
  /** Ends the watcher and all connections, and releases the lock; no sync may be running. */
  close(): Promise<void>;
}

/** The things that are open for one value of the settings. */
interface Opened {
  readonly settings: FolderSettings;
  readonly prepared: SyncSettings;
  readonly syncer: Syncer;
  readonly watch: FolderWatch;
}

/** Makes a synced folder without settings; nothing is touched before the first sync. */
export function createSyncedFolder(options: SyncedFolderOptions): SyncedFolder {
  const lock = createHeldLock(options.socket, options.takeLock);
  let wanted: FolderSettings | undefined;
  let opened: Opened | undefined;
  let isStopping = false;
  let isStale = false;
  /** A count or an opening under way: what comes next waits for it. */
  let earlier: Promise<unknown> | undefined;

  async function open(settings: FolderSettings): Promise<Opened> {
    const isSame = opened !== undefined && isDeepStrictEqual(opened.settings, settings);
    if (isSame && !isStale) return opened!;
    await close();
    isStale = false;
    const fresh = await openParts(settings, options);
    if (isStopping) fresh.syncer.stop();
    opened = fresh;
    return fresh;
  }

  async function syncLocked(
    { prepared, syncer, watch }: Opened,
    request: SyncTask,
  ): Promise<SyncOutcome> {
    // Nothing is ever synced without the lock.
    const layout = await readLayout(prepared.folder).catch(asError);
    if (layout instanceof Error) return await syncer.refuse(layout);
    const other = await lock.take(layout.gitDir).catch((error) => notLocked(error, layout.gitDir));
    if (other instanceof Error) return await syncer.refuse(other);
    if (other !== undefined) {
      const problem = { kind: "other instance", ...other } as const;
      return { kind: "problem", problem, report: emptyReport() };
    }
    await watch.use(layout);
    const { remote, fullScan, asked } = request;
    const changed = watch.take();
    const paths = fullScan || changed === undefined ? {} : { paths: changed };
    return await watch.during(() => syncer.sync({ ...asked, remote, ...paths }));
  }

  /** Opens it and watches it from then on; `undefined` where another instance has the lock. */
  async function watched(settings: FolderSettings): Promise<Opened | undefined> {
    const fresh = await open(settings);
    const layout = await readLayout(fresh.prepared.folder);
    if (await lock.take(layout.gitDir) !== undefined) return undefined;
    await fresh.watch.use(layout);
    return fresh;
  }

  /**
   * Runs a step after the one under way: two must not open the folder. `undefined` when it fails.
   */
  async function afterEarlier<Result>(
    run: () => Promise<Result>,
  ): Promise<Result | undefined> {
    await earlier;
    return await run().catch(() => undefined);
  }

  async function close(): Promise<void> {
    await opened?.watch.close();
    await opened?.prepared.connections?.close();
    lock.release();
    opened = undefined;
  }

  return {
    get settings() {
      return wanted;
    },
    get prepared() {
      return opened?.prepared;
    },
    use(settings) {
      const isOther = !isDeepStrictEqual(wanted, settings);
      wanted = settings;
      return isOther;
    },
    reopen: () => void (isStale = true),
    watch() {
      const settings = wanted;
      if (settings === undefined || opened !== undefined) return;
      earlier = afterEarlier(async () => opened ?? await watched(settings));
    },
    async sync(request) {
      const settings = wanted;
      if (settings === undefined) return { kind: "synced", report: emptyReport() };
      await earlier;
      const outcome = await syncLocked(await open(settings), request);
      if (isDeepStrictEqual(settings, wanted)) return outcome;
      // The report is about an earlier folder and says nothing about the one that is in force now.
      return { kind: "synced", report: { ...emptyReport(), pushed: outcome.report.pushed } };
    },
    async countChanges() {
      const settings = wanted;
      if (settings === undefined) return undefined;
      // From then on changes are noticed, also after a start with a pause.
      const counting = afterEarlier(async () =>
        await (await watched(settings))?.syncer.countChanges()
      );
      earlier = counting;
      return await counting;
    },
    deletedFiles: async () => opened === undefined ? [] : await deletedFiles(opened.prepared),
    renew: () => void opened?.prepared.connections?.end("idle"),
    stop() {
      isStopping = true;
      opened?.syncer.stop();
    },
    async close() {
      await earlier;
      await close();
    },
  };
}

async function openParts(
  settings: FolderSettings,
  options: SyncedFolderOptions,
): Promise<Opened> {
  const { signal, onProgress, onChanged = () => {}, onWatch = () => {} } = options;
  const prepared: SyncSettings = {
    ...await options.prepare(settings),
    ...(signal === undefined ? {} : { signal }),
    onProgress,
  };
  const syncer = createSyncer(prepared);
  const watch = createFolderWatch({
    openWatcher: settings.isWatched ? options.openWatcher : undefined,
    ownFiles: prepared.ownFiles ?? [],
    syncer,
    onChanged,
    onWatch,
  });
  return { settings, prepared, syncer, watch };
}

function asError(thrown: unknown): Error {
  return thrown instanceof Error ? thrown : new Error(String(thrown));
}
