// The running app: the loop, and everything that adds events to it or does what its effects ask for.

import { exitCode } from "../system/exit_code.ts";
import { editConfig } from "../adapters/config/edit.ts";
import { createConfig, readConfig } from "../adapters/config/file.ts";
import type { Config, ConfigLocation, Parsed } from "../adapters/config/schema.ts";
import { type AppPaths, ownFiles } from "../system/app_paths.ts";
import { watchConfig } from "../adapters/config/watch.ts";
import type { SyncOutcome } from "../engine/mod.ts";
import type { ClockFormat } from "../view/clock_format.ts";
import { ownClientId } from "./client_id.ts";
import { answerOf, type SyncAnswer } from "../view/outcome.ts";
import { type ControlRequest, serveControl } from "./control/server.ts";
import { createMenuBar, type MenuBarParts } from "./menu_bar.ts";
import { openFolder } from "./folder.ts";
import { type OpenChannel, openLiveUpdates } from "./live_updates.ts";
import { type Clock, type Loop, startLoop } from "./loop.ts";
import { type Effect, initialState } from "../core/state.ts";
import { configId } from "./control/config_id.ts";
import { logLinesOf } from "../view/log_lines.ts";
import { openSavedState } from "./saved_state.ts";
import type { Timing } from "../core/timing.ts";
import type { OpenWatcher } from "./synced_folder.ts";
import type { Machine } from "./sync_settings.ts";
import { socketPath, sshFolder } from "./control/socket.ts";
import { statusOf } from "../view/status_report.ts";
import { errorMessage } from "../system/error_message.ts";

/** What the app is given by the system around it. */
export interface AppOptions {
  readonly origin: ConfigLocation;
  readonly places: AppPaths;
  readonly machine: Machine;
  readonly clock: Clock;
  readonly openWatcher: OpenWatcher;
  readonly openChannel: OpenChannel;
  /** The menu bar and the desktop, for an app that shows itself. */
  readonly menuBar?: MenuBarParts | undefined;
  readonly face: ClockFormat;
  /** `secrets` are texts that must not stand in the log. */
  readonly openLog: (options: { readonly secrets: () => readonly string[] }) => Log;
  /** Is told what is wrong with the configuration at the start, for who sees nothing but a terminal. */
  readonly reportError: (line: string) => void;
  /** Aborted when the app is asked to end. */
  readonly stop: AbortSignal;
}

/** A log, as `log.ts` makes it. */
export interface Log {
  readonly write: (line: string) => void;
  readonly close: () => Promise<void>;
}

/** How long the step under way may take to end when the app stops, in milliseconds. */
const STOP_MS = 10_000;

/** Runs until it is asked to end, and answers the exit code. */
export async function runApp(options: AppOptions): Promise<number> {
  const { origin, clock } = options;
  let password: string | undefined;
  const logFile = options.openLog({ secrets: () => password ? [password] : [] });
  const log = logFile.write;
  const ending = new AbortController();
  const killing = new AbortController();
  const savedState = await openSavedState(options.places.state, origin.file, {
    reportError: log,
  });
  const exited = Promise.withResolvers<void>();
  const name = await configId(origin.file);
  const socket = socketPath(options.places.runtime, name);
  const folder = openFolder({
    machine: options.machine,
    openWatcher: options.openWatcher,
    ownFiles: ownFiles(options.places, origin.file),
    sshFolder: sshFolder(options.places.ssh, name),
    socket,
    signal: killing.signal,
    onTransfer: (progress) => loop.post({ kind: "transfer", ...progress }),
    onChanged: (isGuess) => loop.post({ kind: "changed", isGuess }),
    onWatch: (watch) => loop.post({ kind: "watch", watch }),
  });
  const liveUpdates = openLiveUpdates(options.openChannel, {
    origin,
    ownId: () => ownClientId(options.places.state, origin.file),
    onRemote: () => loop.post({ kind: "remote" }),
    onLink: (link) => loop.post({ kind: "link", link }),
    onNotice: (line) => loop.post({ kind: "notice", line }),
    log,
  });
  let waiters: readonly SyncWaiter[] = [];
  let started = 0;

  const menuBar = options.menuBar && createMenuBar({
    ...options.menuBar,
    clock: clock,
    face: options.face,
    configFile: origin.file,
    log,
    current: () => ({ state: loop.state, folder: folder.config?.sync_dir }),
    post: (event) => loop.post(event),
    quit: () => stop(),
  });

  const loop: Loop = startLoop(initialState(savedState.value), {
    clock,
    perform,
    onStep(event, before, after) {
      for (const line of logLinesOf(event, before, after)) log(line);
      menuBar?.onStep(event, before, after);
    },
  });

  function perform(effect: Effect): void {
    switch (effect.kind) {
      case "start sync": {
        const number = ++started;
        void folder.sync(effect.request).then((outcome) => {
          loop.post({ kind: "finished", outcome, chance: Math.random() });
          for (const { from, resolve } of waiters) if (from <= number) resolve(outcome);
          waiters = waiters.filter(({ from }) => from > number);
        });
        return;
      }
      case "announce":
        liveUpdates.announce();
        return;
      case "wake link":
        liveUpdates.wake();
        return;
      case "renew connections":
        folder.renew();
        return;
      case "stop sync":
        folder.stop();
        return;
      case "remember": {
        const { paused, folder: { recent, upToDateAt } } = loop.state;
        savedState.save({ paused, recent, upToDateAt });
        return;
      }
      case "exit":
        exited.resolve();
    }
  }

  async function answer(request: ControlRequest): Promise<unknown> {
    switch (request.command) {
      case "status":
        return statusOf(loop.state, {
          now: clock.now(),
          clock: options.face(clock.now()),
          folder: folder.config?.sync_dir,
        });
      case "sync":
        return await syncNow(request);
    }
  }

  async function syncNow(
    request: Extract<ControlRequest, { command: "sync" }>,
  ): Promise<SyncAnswer> {
    const { confirmDeletion, confirmIncoming, publish, unlock } = request;
    const { stopping, config: { isInForce } } = loop.state;
    if (!isInForce || stopping) {
      return { exitCode: exitCode.failed, lines: [], error: "no valid configuration is in force" };
    }
    // A sync that is under way began before this wish: the one after it counts.
    const { promise, resolve } = Promise.withResolvers<SyncOutcome>();
    waiters = [...waiters, { from: started + 1, resolve }];
    const command = publish !== undefined
      ? "publish"
      : confirmIncoming
      ? "confirm incoming"
      : confirmDeletion
      ? "confirm deletion"
      : unlock
      ? "unlock"
      : "sync";
    loop.post({ kind: "clicked", command, ...(publish === undefined ? {} : { path: publish }) });
    return answerOf(await promise);
  }

  function useConfig(parsed: Parsed): void {
    const { warnings } = parsed;
    if (!("config" in parsed)) {
      loop.post({ kind: "misconfigured", mistakes: parsed.mistakes, warnings });
      return;
    }
    password = parsed.config.mqtt_password;
    const fresh = folder.use(parsed.config);
    if (!parsed.config.watch_for_changes) loop.post({ kind: "watch", watch: { kind: "off" } });
    liveUpdates.use(parsed.config);
    loop.post({ kind: "configured", timing: timingOf(parsed.config), fresh, warnings });
  }

  async function readConfigAgain(): Promise<Parsed> {
    const parsed = await readConfig(origin);
    useConfig(parsed);
    return parsed;
  }

  const { signal } = ending;
  const control = await serveControl(socket, { answer, signal, reportError: log });
  const made = await createConfig(origin) === "created";
  // Not before: the making of the file is nobody's save.
  const configWatch = watchConfig(origin.file, { onSaved: () => void readConfigAgain(), signal });
  if (!made) {
    const parsed = await readConfigAgain();
    const mistakes = "config" in parsed ? [] : parsed.mistakes;
    for (const line of [...parsed.warnings, ...mistakes.map(({ message }) => message)]) {
      options.reportError(line);
    }
  }
  const stop = () => {
    if (loop.state.stopping) return;
    loop.post({ kind: "stop" });
    const timer = clock.setTimer(STOP_MS, () => killing.abort());
    void exited.promise.then(() => timer.cancel());
  };
  // Not before: what it shows first is true.
  await menuBar?.open();
  if (made) {
    log(`Made the configuration ${origin.file}`);
    if (menuBar === undefined) letUserEdit(options, log);
    else menuBar.editConfig();
  }
  if (options.stop.aborted) stop();
  else options.stop.addEventListener("abort", stop, { once: true });
  await exited.promise;
  loop.end();
  ending.abort();
  await Promise.all([
    menuBar?.close(),
    folder.close(),
    liveUpdates.close(),
    control.stopped,
    configWatch.stopped,
    savedState.close(),
  ]);
  log("Stopped");
  await logFile.close();
  return exitCode.success;
}

/** Somebody who waits for the end of a sync that begins with this number or a later one. */
interface SyncWaiter {
  readonly from: number;
  readonly resolve: (outcome: SyncOutcome) => void;
}

function timingOf(config: Config): Timing {
  return { delayMs: config.sync_delay_seconds * 1000, pollMs: config.sync_poll_seconds * 1000 };
}

/** The first launch without a desk: nobody waits for the editor, as a saved file is noticed by itself. */
function letUserEdit({ origin, machine }: AppOptions, log: (line: string) => void): void {
  const { system, environment } = machine;
  void editConfig(origin, { system, environment, print: log, ask: undefined })
    .catch((error) => log(errorMessage(error)));
}
