// The running app: the loop, and everything that adds events to it or does what its effects ask for.

import { join } from "node:path";
import { createConfig, readConfig } from "../adapters/config/file.ts";
import type { ConfigLocation, Parsed } from "../adapters/config/schema.ts";
import { watchConfig } from "../adapters/config/watch.ts";
import { initialState } from "../core/state.ts";
import type { Effect } from "../core/events.ts";
import type { SyncSettings } from "../engine/mod.ts";
import { type AppPaths, ownFiles } from "../system/app_paths.ts";
import { exitCode } from "../system/exit_code.ts";
import type { Log } from "../system/log.ts";
import type { Platform } from "../system/platform.ts";
import type { ClockFormat } from "../view/clock_format.ts";
import { logLinesOf } from "../view/log_lines.ts";
import { progressLine } from "../view/progress_line.ts";
import { statusOf } from "../view/status_report.ts";
import { createAccess } from "./access.ts";
import { openClientIds } from "./client_id.ts";
import { configId } from "./control/config_id.ts";
import { serveControl } from "./control/server.ts";
import type { ControlRequest } from "./control/protocol.ts";
import { socketPath, sshFolder } from "./control/socket.ts";
import { answerSync } from "./control/sync_request.ts";
import { type EndTimes, setEndTimes } from "./end_times.ts";
import {
  type FolderSettings,
  folderSettings,
  type OwnPlaces,
  timingOf,
} from "./folder_settings.ts";
import { letUserEdit } from "./first_edit.ts";
import type { OpenWatcher } from "./folder_watch.ts";
import { type OpenChannel, openLiveUpdates } from "./live_updates.ts";
import { type Clock, type Loop, startLoop } from "./loop.ts";
import { createMenuBar, type MenuBarParts } from "./menu_bar.ts";
import { openSavedState } from "./saved_state.ts";
import { createSyncWaiters } from "./sync_waiters.ts";
import { createSyncedFolder } from "./synced_folder.ts";

/** What the app is given by the system around it. */
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
  const killing = new AbortController();
  let isMidStep = false;
  const savedState = await openSavedState(places.state, origin.file, { reportError: log });
  const exited = Promise.withResolvers<void>();
  let endTimes: EndTimes | undefined;
  const id = await configId(origin.file);
  const socket = socketPath(places.runtime, id);
  const own = { ownFiles: ownFiles(places, origin.file), sshFolder: sshFolder(places.ssh, id) };
  const waiters = createSyncWaiters();
  const folder = createSyncedFolder({
    prepare: (settings) => options.prepare(settings, own),
    socket,
    openWatcher: options.openWatcher,
    signal: killing.signal,
    onProgress: (progress) => loop.post({ kind: "progress", progress }),
    onChanged: (isGuess) => loop.post({ kind: "changed", isGuess }),
    onWatch: (watch) => loop.post({ kind: "watch", watch }),
  });
  const liveUpdates = openLiveUpdates(options.openChannel, {
    origin,
    ids: openClientIds(places.state, origin.file),
    onMessage: () => loop.post({ kind: "message" }),
    onConnection: (connection) => loop.post({ kind: "connection", connection }),
    onNotice: (line) => loop.post({ kind: "notice", line }),
    log,
  });
  const access = createAccess({
    ...options,
    settings: () => folder.prepared,
    onChange: () => loop.post({ kind: "access changed" }),
  });
  const menuBar = options.menuBar && createMenuBar({
    ...options.menuBar,
    cure: (cure, said) => access.perform(cure, { state: loop.state, said }),
    clock,
    formatTimes: options.formatTimes,
    configFile: origin.file,
    log,
    current: () => ({ state: loop.state, folder: folder.settings?.folder }),
    post: (event) => loop.post(event),
    quit: () => stop(),
    deletedFiles: () => folder.deletedFiles(),
    deletedFilesList: join(places.state, `deleted-files-${id}.txt`),
  });
  const loop: Loop = startLoop(initialState(savedState.value), {
    clock,
    perform,
    onStep(event, before, after) {
      for (const line of logLinesOf(event, before, after)) log(line);
      access.onStep(after);
      menuBar?.onStep(event, before, after);
    },
  });

  function perform(effect: Effect): void {
    switch (effect.kind) {
      case "start sync": {
        const end = waiters.begin();
        void folder.sync(effect.request).then((outcome) => {
          loop.post({ kind: "finished", outcome, chance: Math.random() });
          end(outcome);
        });
        return;
      }
      case "announce":
        return liveUpdates.announce();
      case "wake connection":
        return liveUpdates.wake();
      case "renew connections":
        return folder.renew();
      case "count changes":
        void folder.countChanges().then((changes) => loop.post({ kind: "counted", changes }));
        return;
      case "stop sync":
        return folder.stop();
      case "remember": {
        const { paused, folder: { recent, upToDateAt } } = loop.state;
        return savedState.save({ paused, recent, upToDateAt });
      }
      case "exit":
        exited.resolve();
    }
  }

  async function answer(request: ControlRequest): Promise<unknown> {
    switch (request.command) {
      case "status": {
        const now = clock.now();
        const { settings } = folder;
        return statusOf(loop.state, {
          now,
          clock: options.formatTimes(now),
          folder: settings?.folder,
        });
      }
      case "progress": {
        const { progress } = loop.state.folder.running ?? {};
        return { line: progress === undefined ? "" : progressLine(progress) };
      }
      case "sync":
      case "change":
        return await answerSync(request, { loop, waiters });
    }
  }

  function useConfig(parsed: Parsed): void {
    const { warnings } = parsed;
    if (!("config" in parsed)) {
      loop.post({ kind: "misconfigured", mistakes: parsed.mistakes, warnings });
      return;
    }
    const { config } = parsed;
    password = config.mqtt_password;
    const settings = folderSettings(config);
    const fresh = folder.use(settings);
    if (!settings.isWatched) loop.post({ kind: "watch", watch: { kind: "off" } });
    liveUpdates.use(config);
    loop.post({ kind: "configured", timing: timingOf(config, options.platform), fresh, warnings });
  }

  async function readConfigAgain(): Promise<Parsed> {
    const parsed = await readConfig(origin);
    useConfig(parsed);
    return parsed;
  }

  function stop(): void {
    if (loop.state.stopping) return;
    loop.post({ kind: "stop" });
    endTimes = setEndTimes(clock, {
      interrupt: () => killing.abort(),
      giveUp() {
        log("Stopped during a sync; the next start continues it");
        isMidStep = true;
        exited.resolve();
      },
    });
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
    if (menuBar === undefined) letUserEdit(options, log);
    else menuBar.editConfig();
  }
  if (options.stop.aborted) stop();
  else options.stop.addEventListener("abort", stop, { once: true });
  await exited.promise;
  endTimes?.stepEnded();
  loop.end();
  access.end();
  ending.abort();
  const closed = Promise.all([
    menuBar?.close(),
    // The lock stays until the process is gone: the step may still change files.
    isMidStep ? undefined : folder.close(),
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
