// The folders of the running app, one for each in the configuration. They come and go with it; the others go on.

import { type Config, configuredFolders, type FolderConfig } from "../../adapters/config/schema.ts";
import type { AppEvent } from "../../core/events.ts";
import type { AppState, SavedState } from "../../core/state.ts";
import { leadsInto } from "../../engine/mod.ts";
import type { Platform } from "../../system/platform.ts";
import { quote } from "../../system/text.ts";
import { folderSettings, timingOf } from "./folder_settings.ts";
import type { SavedFolder, SavedStateFile } from "../saved_state.ts";
import { createLeavingFolders } from "./leaving_folders.ts";
import {
  type AppEffect,
  type RunningFolder,
  type RunningFolderOptions,
  startFolder,
} from "./running_folder.ts";
import { createSyncQueue } from "./sync_queue.ts";

/** The app around its folders. */
export interface FoldersOptions
  extends Omit<RunningFolderOptions, "saved" | "queue" | "perform" | "onStep"> {
  readonly platform: Platform;
  readonly savedState: SavedStateFile;
  readonly perform: (effect: Exclude<AppEffect, { kind: "remember" }>, of: RunningFolder) => void;
  readonly onStep: (of: RunningFolder, event: AppEvent, before: AppState, after: AppState) => void;
  readonly log: (line: string) => void;
}

/** The folders. */
export interface AppFolders {
  /** In the order of the configuration. Before a valid one was read there is one without settings. */
  readonly list: readonly [RunningFolder, ...RunningFolder[]];
  /** Where they are. */
  readonly paths: readonly string[];
  /** Posts an event to each. */
  post(event: AppEvent): void;
  /** Puts a configuration in force; its warnings are whole lines. */
  use(config: Config, warnings: readonly string[]): void;
  /** Lets the steps under way end and stops there. Settles when nothing is under way any more. */
  stop(): Promise<void>;
  /** Ends the git processes of all steps under way. */
  interrupt(): void;
  close(): Promise<void>;
}

/** Returns one folder, without settings. */
export function createFolders(options: FoldersOptions): AppFolders {
  const { clock, platform, savedState } = options;
  const queue = createSyncQueue(clock);
  const saved = new Map(savedState.folders.map(({ folder, ...state }) => [folder, state]));
  const leaving = createLeavingFolders(clock);
  let list: readonly [RunningFolder, ...RunningFolder[]] = [start(savedState.value)];

  function start(state: SavedState): RunningFolder {
    const folder: RunningFolder = startFolder({
      ...options,
      async prepare(settings) {
        await leaving.goneFrom(settings.folder);
        return await options.prepare(settings);
      },
      queue,
      saved: state,
      perform(effect) {
        if (effect.kind !== "remember") options.perform(effect, folder);
        else if (list.includes(folder)) remember();
      },
      onStep: (event, before, after) => options.onStep(folder, event, before, after),
    });
    return folder;
  }

  function remember(): void {
    const all = list.flatMap(({ state, settings }): SavedFolder[] =>
      settings === undefined ? [] : [{ folder: settings.folder, ...savedOf(state) }]
    );
    savedState.save(savedOf(list[0].state), all.length > 1 ? all : []);
  }

  /** Starts a folder that has come into the configuration. */
  function startAdded(path: string): RunningFolder {
    const [{ state: { live: { connection, notice }, noIcon } }] = list;
    const folder = start(saved.get(path) ?? { paused: false, recent: [], upToDateAt: undefined });
    saved.delete(path);
    folder.post({ kind: "connection", connection });
    folder.post({ kind: "notice", line: notice });
    folder.post({ kind: "icon", line: noIcon });
    return folder;
  }

  /** Opens the folders again that may run a program of one that was added: it was not known when they were opened. */
  async function avoidPrograms(added: readonly RunningFolder[]): Promise<void> {
    if (!await leadsInto(platform.environment, pathsOf(added))) return;
    for (const folder of list) if (!added.includes(folder)) folder.reopen();
  }

  return {
    get list() {
      return list;
    },
    get paths() {
      return pathsOf(list);
    },
    post: (event) => list.forEach((folder) => folder.post(event)),
    use(config, warnings) {
      const [top, ...others] = configuredFolders(config);
      const before = list;
      const [first, ...more] = runningFor([top, ...others], {
        running: before,
        isSaved: saved.has(top.sync_dir),
      });
      list = [
        first ?? startAdded(top.sync_dir),
        ...others.map(({ sync_dir }, at) => more[at] ?? startAdded(sync_dir)),
      ];
      for (const folder of before) {
        if (list.includes(folder)) continue;
        if (folder.settings !== undefined) options.log(`Removed the folder ${quote(folder.name)}`);
        leaving.leave(folder);
      }
      const added = list.filter((folder) => !before.includes(folder));
      for (const [at, one] of [top, ...others].entries()) {
        list[at]!.use({
          name: one.name,
          topic: one.mqtt_topic,
          settings: folderSettings(one),
          timing: timingOf(one, platform),
          warnings,
        });
      }
      void avoidPrograms(added);
      for (const { name, settings } of added) {
        options.log(`Added the folder ${quote(name)}: ${quote(settings!.folder)}`);
      }
      if (list.length !== before.length || list.some((folder, at) => folder !== before[at])) {
        remember();
      }
    },
    async stop() {
      for (const folder of list) folder.post({ kind: "stop" });
      queue.end();
      await Promise.all([...list, ...leaving.list].map(({ stopped }) => stopped));
    },
    interrupt() {
      for (const folder of [...list, ...leaving.list]) folder.interrupt();
    },
    async close() {
      await Promise.all([...list, ...leaving.list].map((folder) => folder.close()));
    },
  };
}

/** Returns the folder that is running for each wanted one. */
function runningFor(
  wanted: readonly FolderConfig[],
  { running, isSaved }: { readonly running: AppFolders["list"]; readonly isSaved: boolean },
): (RunningFolder | undefined)[] {
  const kept = wanted.map(({ sync_dir }) =>
    running.find(({ settings }) => settings?.folder === sync_dir)
  );
  const [first] = running;
  const isKnown = first.settings === undefined && isSaved;
  // Another folder at the top takes the place of the one before, with its pause.
  if (kept[0] === undefined && !kept.includes(first) && !isKnown) kept[0] = first;
  return kept;
}

function pathsOf(list: readonly RunningFolder[]): string[] {
  return list.flatMap(({ settings }) => settings === undefined ? [] : [settings.folder]);
}

function savedOf({ paused, folder: { recent, upToDateAt } }: AppState): SavedState {
  return { paused, recent, upToDateAt };
}
