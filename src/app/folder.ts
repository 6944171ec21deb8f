// The folder that the configuration names: keeps one session open, and opens another one when the
// configuration says so, never while a sync runs.

import type { Config } from "../adapters/config/schema.ts";
import { emptyReport, type SyncOutcome, type Transfer } from "../engine/mod.ts";
import type { PlannedSync, TransferProgress, WatchState } from "../core/state.ts";
import { openSession, type OpenWatcher, type Session } from "./synced_folder.ts";
import { type Machine, syncSettings } from "./sync_settings.ts";

/** What the folder is opened with. */
export interface FolderOptions {
  readonly machine: Machine;
  readonly openWatcher: OpenWatcher;
  /** The app's own files and folders. */
  readonly ownFiles: readonly string[];
  /** Where this instance's ssh connections are kept open. */
  readonly sshFolder: string;
  /** Where this instance listens. */
  readonly socket: string;
  /** Aborted when the git that runs has to end at once. */
  readonly signal: AbortSignal;
  readonly onTransfer: (progress: TransferProgress) => void;
  readonly onChanged: (isGuess: boolean) => void;
  readonly onWatch: (state: WatchState) => void;
}

/** The folder in force. */
export interface Folder {
  readonly config: Config | undefined;
  /** Puts a configuration in force; answers whether it changes what is synced, or how. */
  use(config: Config): boolean;
  /** Never throws. One at a time. */
  sync(request: PlannedSync): Promise<SyncOutcome>;
  /** The machine slept. */
  renew(): void;
  stop(): void;
  close(): Promise<void>;
}

/** How far a transfer is gets told so often, in milliseconds. */
const TRANSFER_MS = 500;

/** Begins without a configuration; nothing is synced before there is one. */
export function openFolder(options: FolderOptions): Folder {
  let config: Config | undefined;
  let session: { readonly key: string; readonly opened: Session } | undefined;
  let isStopping = false;
  /** What was told last of the sync under way, and when. */
  let told: { readonly direction: Transfer["direction"]; readonly at: number } | undefined;

  function onTransfer({ percent: _, ...progress }: Transfer): void {
    const at = Date.now();
    const isSoon = told !== undefined && Math.abs(at - told.at) < TRANSFER_MS;
    if (isSoon && progress.direction === told?.direction) return;
    told = { direction: progress.direction, at };
    options.onTransfer(progress);
  }

  async function current(config: Config): Promise<Session> {
    const key = keyOf(config);
    if (session?.key === key) return session.opened;
    await session?.opened.close();
    const opened = openSession({
      ...options,
      settings: {
        ...await syncSettings(config, options),
        signal: options.signal,
        onTransfer,
      },
      openWatcher: config.watch_for_changes ? options.openWatcher : undefined,
    });
    session = { key, opened };
    if (isStopping) opened.stop();
    return opened;
  }

  return {
    get config() {
      return config;
    },
    use(next) {
      const isFresh = config === undefined || keyOf(config) !== keyOf(next);
      config = next;
      return isFresh;
    },
    async sync(request) {
      const asked = config;
      if (asked === undefined) return nothing();
      told = undefined;
      const outcome = await (await current(asked)).sync(request);
      // What is known of the folder that was synced says nothing about the one that is in force now.
      if (keyOf(asked) === keyOf(config!)) return outcome;
      const { pushed } = outcome.report;
      return { kind: "synced", report: { ...nothing().report, pushed } };
    },
    renew() {
      session?.opened.renew();
    },
    stop() {
      isStopping = true;
      session?.opened.stop();
    },
    async close() {
      await session?.opened.close();
    },
  };
}

/** All that a session is opened with. */
function keyOf(config: Config): string {
  const { sync_dir, watch_for_changes, sync_max_file_mb, commit_message, git_path } = config;
  const { ssh_keep_open } = config;
  return JSON.stringify([
    ...[sync_dir, watch_for_changes, sync_max_file_mb, commit_message, git_path],
    ssh_keep_open,
  ]);
}

function nothing(): SyncOutcome {
  return { kind: "synced", report: emptyReport() };
}
