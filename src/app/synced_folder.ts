// The syncing of one folder: its lock, its watcher and its syncer, opened when they can be and again
// when the folder is another one.

import {
  createSyncer,
  emptyReport,
  type Layout,
  notLocked,
  readLayout,
  type SyncOutcome,
  type SyncSettings,
} from "../engine/mod.ts";
import {
  isLock,
  lockRepository,
  type OtherInstance,
  type RepositoryLock,
  type TakeLock,
} from "./control/repository_lock.ts";
import type { PlannedSync, WatchState } from "../core/state.ts";

/** A watcher of a folder, as `adapters/watch/watch.ts` makes it. */
export interface FolderWatcher {
  /** What changed since it was last asked: these paths and no others, or nobody knows. */
  readonly take: () => { readonly paths: readonly string[] } | "untrusted";
  /** The same, and goes on collecting. */
  readonly peek: () => { readonly paths: readonly string[] } | "untrusted";
  readonly stopped: Promise<void>;
}

/** Opens a watcher. */
export type OpenWatcher = (
  root: string,
  options: {
    readonly gitDir: string;
    readonly commonDir: string;
    readonly ownFiles: readonly string[];
    readonly signal: AbortSignal;
    readonly onChanged: (what: "files" | "head" | "gap") => void;
    readonly onState: (state: Exclude<WatchState, { kind: "off" }>) => void;
  },
) => FolderWatcher;

/** What a session is made of. */
export interface SessionOptions {
  readonly settings: SyncSettings;
  /** Where this instance listens; left in the lock for those who find it taken. */
  readonly socket: string | undefined;
  /** Absent when the person does not want the folder to be watched. */
  readonly openWatcher: OpenWatcher | undefined;
  /** A guess where nobody can tell it from what an update has put there. */
  readonly onChanged: (isGuess: boolean) => void;
  readonly onWatch: (state: WatchState) => void;
  /** Given where something else takes the place of the lock of the system. */
  readonly takeLock?: TakeLock;
}

/** A folder that is kept in sync. */
export interface Session {
  /** Never throws. One at a time. */
  sync(request: PlannedSync): Promise<SyncOutcome>;
  /** The machine slept: connections that were open are not to be trusted. */
  renew(): void;
  /** Lets the step under way end and stops there. */
  stop(): void;
  /** Ends the watcher and all connections, and lets go of the lock; no sync may be running. */
  close(): Promise<void>;
}

/** Begins to keep a folder in sync; nothing is touched before the first sync. */
export function openSession(options: SessionOptions): Session {
  const { settings, socket, takeLock = lockRepository } = options;
  const syncer = createSyncer(settings);
  let lock: RepositoryLock | undefined;
  let isSyncing = false;
  let hasHeadMoved = false;
  let watching:
    | { readonly layout: Layout; readonly watcher: FolderWatcher; end(): void }
    | undefined;

  /** Answers the other instance that has the lock, when one has it. */
  async function holdLock(layout: Layout): Promise<OtherInstance | undefined> {
    if (await lock?.isInForce(layout.gitDir)) return undefined;
    lock?.[Symbol.dispose]();
    lock = undefined;
    const answer = await takeLock(layout.gitDir, socket);
    if (!isLock(answer)) return answer;
    lock = answer;
    return undefined;
  }

  async function watch(layout: Layout): Promise<void> {
    const { openWatcher } = options;
    if (openWatcher === undefined || isSame(watching?.layout, layout)) return;
    await unwatch();
    const controller = new AbortController();
    const watcher = openWatcher(layout.root, {
      gitDir: layout.gitDir,
      commonDir: layout.commonDir,
      ownFiles: settings.ownFiles ?? [],
      signal: controller.signal,
      onChanged: (what) => {
        if (what === "files") return void tellOfFiles();
        if (what === "gap") return options.onChanged(true);
        hasHeadMoved = true;
        if (!isSyncing) void tellOfHead();
      },
      onState: options.onWatch,
    });
    watching = { layout, watcher, end: () => controller.abort() };
  }

  /** What an update has put in place is no change that has yet to be saved. */
  async function tellOfFiles(): Promise<void> {
    const names = () => {
      const seen = watching?.watcher.peek() ?? "untrusted";
      return seen === "untrusted" ? undefined : seen.paths;
    };
    const whose = await syncer.whoseWork(names);
    if (whose !== "ours") options.onChanged(whose === "unknown");
  }

  /** A commit of ours moves the branch, too: that is no change that has yet to be saved. */
  async function tellOfHead(): Promise<void> {
    if (!hasHeadMoved) return;
    hasHeadMoved = false;
    if (!await syncer.isSettled()) options.onChanged(false);
  }

  async function unwatch(): Promise<void> {
    watching?.end();
    await watching?.watcher.stopped;
    watching = undefined;
  }

  return {
    async sync(request) {
      const { remote, fullScan, confirmDeletion, confirmIncoming = false, restoreDeletion } =
        request;
      const { publish = [] } = request;
      const { unlock = false } = request;
      // Nothing is ever synced without the lock.
      const layout = await readLayout(settings.folder).catch(asError);
      if (layout instanceof Error) return await syncer.refuse(layout);
      const other = await holdLock(layout).catch((error) => notLocked(error, layout.gitDir));
      if (other instanceof Error) return await syncer.refuse(other);
      if (other !== undefined) {
        const report = emptyReport();
        return { kind: "problem", problem: { kind: "other instance", ...other }, report };
      }
      await watch(layout);
      const seen = watching?.watcher.take() ?? "untrusted";
      const trusted = !fullScan && seen !== "untrusted";
      isSyncing = true;
      const outcome = await syncer.sync({
        remote,
        confirmDeletion,
        confirmIncoming,
        restoreDeletion,
        publish,
        unlock,
        ...(trusted ? { paths: seen.paths } : {}),
      });
      isSyncing = false;
      await tellOfHead();
      return outcome;
    },
    renew: () => void settings.connections?.end("idle"),
    stop: () => syncer.stop(),
    async close() {
      await unwatch();
      await settings.connections?.close();
      lock?.[Symbol.dispose]();
    },
  };
}

function asError(thrown: unknown): Error {
  return thrown instanceof Error ? thrown : new Error(String(thrown));
}

function isSame(a: Layout | undefined, b: Layout): boolean {
  return a?.root === b.root && a.gitDir === b.gitDir && a.commonDir === b.commonDir;
}
