// The parts of the app, put together: folders, live updates, menu bar, window. Nothing has begun yet.

import { join } from "node:path";
import type { ConfigLocation } from "../adapters/config/schema.ts";
import { browserFolder } from "../adapters/desktop/browser_folder.ts";
import { isAboutTheApp } from "../core/events.ts";
import type { SyncSettings } from "../engine/mod.ts";
import { type AppPaths, ownFiles } from "../system/app_paths.ts";
import type { Log } from "../system/log.ts";
import type { Platform } from "../system/platform.ts";
import type { ClockFormat } from "../view/clock_format.ts";
import { logLinesOf } from "../view/log_lines.ts";
import { openClientIds } from "./client_id.ts";
import { sshFolder } from "./control/socket.ts";
import type { FolderSettings, OwnPlaces } from "./folders/folder_settings.ts";
import type { OpenWatcher } from "./folders/folder_watch.ts";
import { type AppFolders, createFolders } from "./folders/folders.ts";
import { type LiveUpdates, type OpenChannel, openLiveUpdates } from "./live_updates.ts";
import type { Clock } from "./loop.ts";
import { createMenuBar, type MenuBar, type MenuBarParts } from "./menu_bar/menu_bar.ts";
import type { SavedStateFile } from "./saved_state.ts";
import { createSubscribers } from "./window/subscribers.ts";
import { type AppWindow, createWindow } from "./window/window.ts";

/** The parts of the system around the app. */
export interface AppOptions {
  readonly origin: ConfigLocation;
  readonly places: AppPaths;
  readonly platform: Platform;
  /** Returns what a sync needs on this machine. */
  readonly prepare: (settings: FolderSettings, places: OwnPlaces) => Promise<SyncSettings>;
  readonly clock: Clock;
  readonly openWatcher: OpenWatcher;
  readonly openChannel: OpenChannel;
  /** Absent for an app without an icon. */
  readonly menuBar?: MenuBarParts | undefined;
  readonly formatTimes: ClockFormat;
  /** The locale of times, a BCP 47 tag; absent for a 24-hour clock. */
  readonly locale?: string | undefined;
  /** `secrets` are texts that must not stand in the log. */
  readonly openLog: (options: { readonly secrets: () => readonly string[] }) => Log;
  /** Prints the mistakes of the configuration at the start, for a user who sees nothing but a terminal. */
  readonly reportError: (line: string) => void;
  /** Aborted when the app is asked to end. */
  readonly stop: AbortSignal;
}

/** The running app, as its parts need it. */
export interface AppRun {
  /** Names its configuration. */
  readonly id: string;
  /** The path of its control socket. */
  readonly socket: string;
  readonly savedState: SavedStateFile;
  readonly log: (line: string) => void;
  readonly quit: () => void;
  /** Reads the configuration again, which the window has saved. */
  readonly useSaved: () => Promise<void>;
}

/** The parts of the app. */
export interface AppParts {
  readonly folders: AppFolders;
  readonly liveUpdates: LiveUpdates;
  /** Absent for an app without an icon. */
  readonly menuBar: MenuBar | undefined;
  readonly window: AppWindow;
}

/** Returns the parts of an app, each of which knows of the others only what it calls. */
export function createParts(
  options: AppOptions,
  { id, socket, savedState, log, quit, useSaved }: AppRun,
): AppParts {
  const { origin, places, clock, platform } = options;
  const steps = createSubscribers();
  const prepare = (settings: FolderSettings) =>
    options.prepare(settings, {
      ownFiles: ownFiles(places, origin.file),
      others: folders.paths,
      sshFolder: sshFolder(places.ssh, { id, folder: settings.folder }),
    });
  const folders = createFolders({
    ...options,
    prepare,
    socket,
    savedState,
    log,
    perform(effect, { topic }) {
      if (effect.kind === "announce") liveUpdates.announce(topic);
      else liveUpdates.wake();
    },
    onStep(folder, event, before, after) {
      const [first, ...more] = folders.list;
      const isShared = isAboutTheApp(event);
      const prefix = isShared || more.length === 0 ? "" : `${folder.name}: `;
      const lines = isShared && folder !== first ? [] : logLinesOf(event, before, after);
      for (const line of lines) log(`${prefix}${line}`);
      if (folders.list.includes(folder)) menuBar?.onStep(event, { folder, before, after });
      steps.notify();
    },
  });
  const { post } = folders;
  const ids = openClientIds(places.state, origin.file);
  const liveUpdates = openLiveUpdates(options.openChannel, {
    origin,
    ids,
    onMessage(topic) {
      const told = folders.list.filter((folder) => folder.topic === topic);
      for (const folder of told) folder.post({ kind: "message" });
    },
    onConnection: (connection) => post({ kind: "connection", connection }),
    onNotice: (line) => post({ kind: "notice", line }),
    log,
  });
  const shared = {
    configFile: origin.file,
    deletedFilesList: join(places.state, `deleted-files-${id}.txt`),
    folders: () => folders.list,
    openWindow: (to: string) => window.open(to),
    post,
    quit,
    log,
  };
  const menuBar = options.menuBar && createMenuBar({
    ...options.menuBar,
    ...shared,
    clock,
    formatTimes: options.formatTimes,
  });
  const window: AppWindow = createWindow({
    ...options,
    ...shared,
    system: platform.system,
    desktop: options.menuBar?.desktop,
    logFile: options.menuBar?.logFile ?? "",
    ids,
    runtimeFolder: places.runtime,
    browserFolder: () => browserFolder(platform, places.home),
    prepare,
    watch: steps.subscribe,
    useSaved,
  });
  return { folders, liveUpdates, menuBar, window };
}
