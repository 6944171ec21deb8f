// The watching of one work tree: which changes are reported, and which are those of an update.

import type { FolderWatcher, WatchOptions } from "../../adapters/watch/types.ts";
import type { WatchState } from "../../core/events.ts";
import type { Layout, Syncer } from "../../engine/mod.ts";

/** Opens a watcher. */
export type OpenWatcher = (root: string, options: WatchOptions) => FolderWatcher;

export interface FolderWatchOptions {
  /** Absent when the user does not want the folder to be watched. */
  readonly openWatcher: OpenWatcher | undefined;
  readonly ownFiles: readonly string[];
  readonly syncer: Syncer;
  /** A guess where it may be a change that an update has made. */
  readonly onChanged: (isGuess: boolean) => void;
  readonly onWatch: (state: WatchState) => void;
}

/** The watching of one work tree; it begins with the first layout. */
export interface FolderWatch {
  /** Watches the work tree with this layout. */
  use(layout: Layout): Promise<void>;
  /** Returns the paths that have changed since the last call; `undefined` when that is not known. */
  take(): readonly string[] | undefined;
  /** Runs a sync: a branch that it moves is reported only when something else has moved it, too. */
  during<Result>(sync: () => Promise<Result>): Promise<Result>;
  close(): Promise<void>;
}

/** Makes a watch; nothing is watched yet. */
export function createFolderWatch(options: FolderWatchOptions): FolderWatch {
  const { openWatcher, ownFiles, syncer, onChanged, onWatch } = options;
  let current:
    | { readonly layout: Layout; readonly watcher: FolderWatcher; end(): void }
    | undefined;
  let isSyncing = false;
  let hasHeadMoved = false;

  /** Reports changed files, but for those that an update has just put in place. */
  async function reportFiles(): Promise<void> {
    const names = () => {
      const seen = current?.watcher.peek() ?? "untrusted";
      return seen === "untrusted" ? undefined : seen.paths;
    };
    const whose = await syncer.whoseWork(names);
    if (whose !== "ours") onChanged(whose === "unknown");
  }

  /** Reports a branch that has moved, but for a move by our own commit. */
  async function reportHead(): Promise<void> {
    if (!hasHeadMoved) return;
    hasHeadMoved = false;
    if (!await syncer.isSettled()) onChanged(false);
  }

  async function close(): Promise<void> {
    current?.end();
    await current?.watcher.stopped;
    current = undefined;
  }

  return {
    async use(layout) {
      if (openWatcher === undefined || isSame(current?.layout, layout)) return;
      await close();
      const controller = new AbortController();
      const watcher = openWatcher(layout.root, {
        gitDir: layout.gitDir,
        commonDir: layout.commonDir,
        ownFiles,
        signal: controller.signal,
        onChanged: (what) => {
          if (what === "files") return void reportFiles();
          if (what === "gap") return onChanged(true);
          hasHeadMoved = true;
          if (!isSyncing) void reportHead();
        },
        onState: onWatch,
      });
      current = { layout, watcher, end: () => controller.abort() };
    },
    take() {
      const seen = current?.watcher.take() ?? "untrusted";
      return seen === "untrusted" ? undefined : seen.paths;
    },
    async during(sync) {
      isSyncing = true;
      const result = await sync();
      isSyncing = false;
      await reportHead();
      return result;
    },
    close,
  };
}

function isSame(a: Layout | undefined, b: Layout): boolean {
  return a?.root === b.root && a.gitDir === b.gitDir && a.commonDir === b.commonDir;
}
