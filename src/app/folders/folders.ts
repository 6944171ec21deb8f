// The folders of the running app, one for each in the configuration. They come and go with it; the others go on.

import { type Config, configuredFolders, type FolderConfig } from "../../adapters/config/schema.ts";
import type { AppEvent } from "../../core/events.ts";
import type { AppState, SavedState } from "../../core/state.ts";
import { leadsInto } from "../../engine/mod.ts";
import type { Platform } from "../../system/platform.ts";
import { quote } from "../../system/text.ts";
import { STOP_MS } from "../end_times.ts";
import { folderSettings, timingOf } from "../folder_settings.ts";
import type { SavedFolder, SavedStateFile } from "../saved_state.ts";
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
  /** Folders that are not in the configuration any more, until nothing of them is under way, by their paths. */
  const leaving = new Map<RunningFolder, { readonly path: string; readonly gone: Promise<void> }>();
  let list: readonly [RunningFolder, ...RunningFolder[]] = [start(savedState.value)];

  function start(state: SavedState): RunningFolder {
    const folder: RunningFolder = startFolder({
      ...options,
      async prepare(settings) {
        const earlier = [...leaving.values()].filter(({ path }) => path === settings.folder);
        // It has the lock still.
        await Promise.all(earlier.map(({ gone }) => gone));
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

  /** Ends a folder that is not in the configuration any more. */
  function leave(folder: RunningFolder): void {
    if (folder.settings !== undefined) options.log(`Removed the folder ${quote(folder.name)}`);
    folder.post({ kind: "stop" });
    const timer = clock.setTimer(STOP_MS, folder.interrupt);
    const gone = folder.stopped.then(async () => {
      timer.cancel();
      await folder.close();
      leaving.delete(folder);
    });
    leaving.set(folder, { path: folder.settings?.folder ?? "", gone });
  }

  /** Opens the folders again that may run a program of one that was added: it was not known when they were opened. */
  async function avoidPrograms(added: readonly RunningFolder[]): Promise<void> {
    if (!await leadsInto(platform.environment, pathsOf(added))) return;
    for (const folder of list) if (!added.includes(folder)) folder.reopen();
  }

  /** Returns the folder that is running for each wanted one. */
  function matching(wanted: readonly FolderConfig[]): (RunningFolder | undefined)[] {
    const kept = wanted.map(({ sync_dir }) =>
      list.find(({ settings }) => settings?.folder === sync_dir)
    );
    const [first] = list;
    const isKnown = first.settings === undefined && saved.has(wanted[0]!.sync_dir);
    // Another folder at the top takes the place of the one before, with its pause.
    if (kept[0] === undefined && !kept.includes(first) && !isKnown) kept[0] = first;
    return kept;
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
      const [first, ...more] = matching([top, ...others]);
      const before = list;
      list = [
        first ?? startAdded(top.sync_dir),
        ...others.map(({ sync_dir }, at) => more[at] ?? startAdded(sync_dir)),
      ];
      before.filter((folder) => !list.includes(folder)).forEach(leave);
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
      await Promise.all([...list, ...leaving.keys()].map(({ stopped }) => stopped));
    },
    interrupt() {
      for (const folder of [...list, ...leaving.keys()]) folder.interrupt();
    },
    async close() {
      await Promise.all([...list, ...leaving.keys()].map((folder) => folder.close()));
    },
  };
}

function pathsOf(list: readonly RunningFolder[]): string[] {
  return list.flatMap(({ settings }) => settings === undefined ? [] : [settings.folder]);
}

function savedOf({ paused, folder: { recent, upToDateAt } }: AppState): SavedState {
  return { paused, recent, upToDateAt };
}
