// The parts that set-up needs from outside.

import type { Config, ConfigLocation } from "../../adapters/config/schema.ts";
import type { ChannelSettings } from "../../adapters/mqtt/settings.ts";
import type { ProbeStep } from "../../adapters/mqtt/probe.ts";
import type { AnswerContext } from "../../core/setup/answer.ts";
import type { Known } from "../../core/setup/known.ts";
import type { SyncSettings } from "../../engine/mod.ts";
import { type FolderSettings, folderSettings } from "../folders/folder_settings.ts";
import type { SetupFolder } from "./setup_folder.ts";

/** The parts that set-up needs from outside. */
export interface SetupParts {
  readonly location: ConfigLocation;
  readonly at: AnswerContext;
  /** As in `Deno.build.os`. */
  readonly system: string;
  /** The folder of all set-ups. */
  readonly setupFolders: string;
  /** Returns what a sync needs on this machine. */
  readonly prepare: (settings: FolderSettings) => Promise<SyncSettings>;
  readonly startsAtLogin: () => Promise<boolean>;
  /** Lets the app start at login. Returns the line that says so. */
  readonly startAtLogin: () => Promise<string>;
  /** Tries a broker, step by step. */
  readonly probe: (settings: ChannelSettings) => AsyncIterable<ProbeStep>;
  /** Starts the app, unless it runs. Returns what happens now, in lines. */
  readonly start: (folder: string) => Promise<readonly string[]>;
  /** Shows a line about what goes on. */
  readonly onLine: (line: string) => void;
  /** Shows how far something is; an empty text when it has ended. */
  readonly onProgress: (line: string) => void;
}

/** The values that the tasks work with. */
export interface TaskContext {
  readonly parts: SetupParts;
  readonly known: Known;
  readonly setupFolder: SetupFolder;
  /** The configuration as it was read. */
  readonly config: Config;
  /** Ends the git process that runs. */
  readonly signal: AbortSignal;
  /** Lines about everything that stays when set-up is given up. */
  readonly stays: Set<string>;
}

/** Returns what git needs in a folder. */
export async function settingsIn(
  { parts, config, signal }: Pick<TaskContext, "parts" | "config" | "signal">,
  folder: string,
): Promise<SyncSettings> {
  const settings = {
    ...folderSettings({ ...config, sync_dir: folder }),
    isWatched: false,
    keepsConnections: false,
  };
  return { ...await parts.prepare(settings), signal };
}
