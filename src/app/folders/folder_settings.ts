// The configuration -> how a folder is synced.

import type { FolderConfig } from "../../adapters/config/schema.ts";
import { hostName } from "../../adapters/desktop/host_name.ts";
import {
  desktopEnvironment,
  findGit,
  keepConnections,
  type SyncSettings,
} from "../../engine/mod.ts";
import type { Timing } from "../../core/timing.ts";
import type { Platform } from "../../system/platform.ts";

/** How a folder is synced, as far as the configuration says. With another value it is another folder. */
export interface FolderSettings {
  readonly folder: string;
  readonly isWatched: boolean;
  /** 0 means no limit. */
  readonly maxFileBytes: number;
  readonly messageTemplate: string;
  /** Absent where git is searched for. */
  readonly gitPath: string | undefined;
  readonly keepsConnections: boolean;
}

const BYTES_PER_MB = 1024 * 1024;

/** Returns the settings of the folder. Pure. */
export function folderSettings(config: Omit<FolderConfig, "name">): FolderSettings {
  return {
    folder: config.sync_dir,
    isWatched: config.watch_for_changes,
    maxFileBytes: config.sync_max_file_mb * BYTES_PER_MB,
    messageTemplate: config.commit_message,
    gitPath: config.git_path,
    keepsConnections: config.ssh_keep_open,
  };
}

/** From one scan of a watched folder to the next, in milliseconds: FSEvents reports less than inotify does. */
const SCAN_MS = 3_600_000;
const MAC_SCAN_MS = 300_000;

/** Returns when the folder is synced. Pure. */
export function timingOf(config: Omit<FolderConfig, "name">, { system }: Platform): Timing {
  return {
    delayMs: config.sync_delay_seconds * 1000,
    pollMs: config.sync_poll_seconds * 1000,
    activePollMs: config.sync_poll_active_seconds * 1000,
    scanMs: system === "darwin" ? MAC_SCAN_MS : SCAN_MS,
  };
}

/** The machine on which the app runs. */
export interface Machine extends Platform {
  readonly hostname: string;
}

/** The app's own files around a folder. */
export interface OwnPlaces {
  /** The app's own files and folders. */
  readonly ownFiles: readonly string[];
  /** The other synced folders: no program of theirs is run, either. */
  readonly others?: readonly string[];
  /** Where ssh connections are kept open; without it none are. */
  readonly sshFolder?: string | undefined;
}

/**
 * Returns what a sync needs on a machine. Without a path of git it is the first one on PATH and in the usual
 * places, never one in the synced folder.
 */
export async function syncSettings(
  settings: FolderSettings,
  { machine, ownFiles, others = [], sshFolder }: OwnPlaces & { readonly machine: Machine },
): Promise<SyncSettings> {
  const { folder, maxFileBytes, messageTemplate, gitPath, keepsConnections } = settings;
  const environment = await desktopEnvironment(machine.environment, {
    system: machine.system,
    synced: [folder, ...others],
  });
  return {
    program: gitPath || await findGit(environment.PATH!, machine.system),
    folder,
    environment,
    host: await hostName(machine),
    user: environment.USER ?? environment.LOGNAME ?? "git-sync-bar",
    maxFileBytes,
    messageTemplate,
    ownFiles,
    connections: keepsConnections && sshFolder !== undefined
      ? keepConnections(sshFolder, environment)
      : undefined,
  };
}
