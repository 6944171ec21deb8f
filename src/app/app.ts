// The running app, from its start to its end.

import { createConfig, readConfig, readText } from "../adapters/config/file.ts";
import type { Parsed } from "../adapters/config/schema.ts";
import { watchConfig } from "../adapters/config/watch.ts";
import { exitCode } from "../system/exit_code.ts";
import { NOT_SET_UP } from "../view/setup/ending_lines.ts";
import { configId } from "./control/config_id.ts";
import { serveControl } from "./control/server.ts";
import type { ControlRequest } from "./control/protocol.ts";
import { socketPath } from "./control/socket.ts";
import { answerRequest } from "./control/answer.ts";
import { type AppOptions, createParts } from "./app_parts.ts";
import { type EndTimes, setEndTimes } from "./end_times.ts";
import { openSavedState } from "./saved_state.ts";
import { answerWindow } from "./window/window.ts";

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
  const { folders, liveUpdates, menuBar, window } = createParts(options, {
    id,
    socket,
    savedState,
    log,
    quit: stop,
    useSaved: async () => void await useConfig(),
  });

  async function answer(request: ControlRequest): Promise<unknown> {
    if (request.command === "window") return await answerWindow(window);
    const { list } = folders;
    return await answerRequest(request, {
      list,
      now: clock.now(),
      formatTimes: options.formatTimes,
    });
  }

  /** Reads the configuration and puts it in force. */
  async function useConfig(): Promise<Parsed> {
    const parsed = await readConfig(origin);
    const { warnings } = parsed;
    if ("config" in parsed) {
      const { config } = parsed;
      password = config.mqtt_password;
      liveUpdates.use(config);
      folders.use(config, warnings);
    } else {
      folders.post({ kind: "misconfigured", mistakes: parsed.mistakes, warnings });
    }
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
  const made = await createConfig(origin);
  // Not before: making the file is no save of the user.
  const configWatch = watchConfig(origin.file, { onSaved: () => void useConfig(), signal });
  // The watch does not tell of a save that came before it.
  const isNew = made !== undefined && await hasText(origin.file, made);
  if (!isNew) {
    const parsed = await useConfig();
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
    window.close(),
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

/** Reports whether a file has this text. */
async function hasText(file: string, text: string): Promise<boolean> {
  return await readText(file).then((found) => found.text === text, () => false);
}
