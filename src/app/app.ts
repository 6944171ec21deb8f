// The running app: the loop, and everything that adds events to it or does what its effects ask for.

import { join } from "node:path";
import { createConfig, readConfig } from "../adapters/config/file.ts";
import type { ConfigLocation, Parsed } from "../adapters/config/schema.ts";
import { watchConfig } from "../adapters/config/watch.ts";
import type { SyncSettings } from "../engine/mod.ts";
import { browserFolder } from "../adapters/desktop/browser_folder.ts";
import { type AppPaths, ownFiles } from "../system/app_paths.ts";
import { exitCode } from "../system/exit_code.ts";
import type { Log } from "../system/log.ts";
import type { Platform } from "../system/platform.ts";
import type { ClockFormat } from "../view/clock_format.ts";
import { isAboutTheApp } from "../core/events.ts";
import { logLinesOf } from "../view/log_lines.ts";
import { NOT_SET_UP } from "../view/setup/ending_lines.ts";
import { openClientIds } from "./client_id.ts";
import { configId } from "./control/config_id.ts";
import { serveControl } from "./control/server.ts";
import type { ControlRequest } from "./control/protocol.ts";
import { socketPath, sshFolder } from "./control/socket.ts";
import { answerRequest } from "./control/answer.ts";
import { type EndTimes, setEndTimes } from "./end_times.ts";
import type { FolderSettings, OwnPlaces } from "./folder_settings.ts";
import type { OpenWatcher } from "./folder_watch.ts";
import { type OpenChannel, openLiveUpdates } from "./live_updates.ts";
import type { Clock } from "./loop.ts";
import { createMenuBar, type MenuBarParts } from "./menu_bar.ts";
import { createFolders } from "./folders/folders.ts";
import { openSavedState } from "./saved_state.ts";
import { createSubscribers } from "./window/subscribers.ts";
import { answerWindow, createWindow } from "./window/window.ts";

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

/** Runs until it is asked to end, and returns the exit code. */
export async function runApp(options: AppOptions): Promise<number> {
  const { origin, places, clock } = options;
  let password: string | undefined;
  const logFile = options.openLog({ secrets: () => password ? [password] : [] });
  const log = logFile.write;
  const ending = new AbortController();
  const savedState = await openSavedState(places.state, origin.file, { reportError: log });
  const stopped = Promise.withResolvers<void>();
  let endTimes: EndTimes | undefined;
  const id = await configId(origin.file);
  const socket = socketPath(places.runtime, id);
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
  const deletedFilesList = join(places.state, `deleted-files-${id}.txt`);
  const openWindow = (to: string) => appWindow.open(to);
  const menuBar = options.menuBar && createMenuBar({
    ...options.menuBar,
    openWindow,
    clock,
    formatTimes: options.formatTimes,
    configFile: origin.file,
    log,
    folders: () => folders.list,
    post,
    quit: () => stop(),
    deletedFilesList,
  });
  const appWindow = createWindow({
    ...options,
    system: options.platform.system,
    desktop: options.menuBar?.desktop,
    logFile: options.menuBar?.logFile ?? "",
    configFile: origin.file,
    ids,
    deletedFilesList,
    runtimeFolder: places.runtime,
    browserFolder: () => browserFolder(options.platform, places.home),
    prepare,
    folders: () => folders.list,
    post,
    quit: () => stop(),
    openWindow,
    log,
    watch: steps.subscribe,
    useSaved: async () => void await readConfigAgain(),
  });

  async function answer(request: ControlRequest): Promise<unknown> {
    if (request.command === "window") return await answerWindow(appWindow);
    const { list } = folders;
    return await answerRequest(request, {
      list,
      now: clock.now(),
      formatTimes: options.formatTimes,
    });
  }

  function useConfig(parsed: Parsed): void {
    const { warnings } = parsed;
    if (!("config" in parsed)) {
      return post({ kind: "misconfigured", mistakes: parsed.mistakes, warnings });
    }
    const { config } = parsed;
    password = config.mqtt_password;
    liveUpdates.use(config);
    folders.use(config, warnings);
  }

  async function readConfigAgain(): Promise<Parsed> {
    const parsed = await readConfig(origin);
    useConfig(parsed);
    return parsed;
  }

  function stop(): void {
    if (endTimes !== undefined) return;
    endTimes = setEndTimes(clock, {
      interrupt: folders.interrupt,
      giveUp() {
        log("Stopped during a sync; the next start continues it");
        stopped.resolve();
      },
    });
    void folders.stop().then(stopped.resolve);
  }

  const { signal } = ending;
  const control = await serveControl(socket, { answer, signal, reportError: log });
  const isNew = await createConfig(origin) === "created";
  // Not before: making the file is no save of the user.
  const configWatch = watchConfig(origin.file, { onSaved: () => void readConfigAgain(), signal });
  if (!isNew) {
    const parsed = await readConfigAgain();
    const mistakes = "config" in parsed ? [] : parsed.mistakes;
    for (const line of [...parsed.warnings, ...mistakes.map(({ message }) => message)]) {
      options.reportError(line);
    }
  }
  // Not before: what it shows first is true.
  await menuBar?.open();
  if (isNew) {
    log(`Made the configuration ${origin.file}`);
    if (menuBar === undefined) options.reportError(NOT_SET_UP);
    else menuBar.setUp();
  }
  if (options.stop.aborted) stop();
  else options.stop.addEventListener("abort", stop, { once: true });
  await stopped.promise;
  endTimes?.stepEnded();
  ending.abort();
  const closed = Promise.all([
    menuBar?.close(),
    appWindow.close(),
    folders.close(),
    // A broker may not answer, or never stop to send.
    liveUpdates.close(),
    control.stopped,
    configWatch.stopped,
  ]);
  await Promise.race([closed, endTimes?.late ?? closed]);
  await savedState.close();
  log("Stopped");
  await logFile.close();
  return exitCode.success;
}
