// The app itself, with and without an icon.

import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { readConfig } from "../adapters/config/file.ts";
import { configuredFolders } from "../adapters/config/schema.ts";
import { findLocale } from "../adapters/desktop/locale.ts";
import { watchFolder } from "../adapters/watch/watch.ts";
import { runApp } from "../app/app.ts";
import { isListening, isRunning } from "../app/control/find_instance.ts";
import { systemClock } from "../app/loop.ts";
import type { MenuBarParts } from "../app/menu_bar/menu_bar.ts";
import { errorMessage } from "../system/error_message.ts";
import { exitCode } from "../system/exit_code.ts";
import { mayBeThere } from "../system/file_state.ts";
import { logName, openLog } from "../system/log.ts";
import { print, printError } from "../system/terminal/terminal.ts";
import { quote } from "../system/text.ts";
import { clockFormat } from "../view/clock_format.ts";
import { problemSentence } from "../view/problems/problems.ts";
import { appPaths, locationOf, socketOf } from "./instance.ts";
import { machine, prepareForSync } from "./machine.ts";

/** Runs with an icon and returns the exit code. The code for the icon is loaded only here. */
export async function runWithIcon(configPath: string | undefined): Promise<number> {
  const { desktopOf, showTray } = await import("./desktop_parts.ts");
  const desktop = desktopOf(machine, startCommand(configPath));
  try {
    if (await isRunning(await socketOf(configPath), locationOf(configPath))) {
      throw new Error("Cannot start: Git Sync Bar keeps this folder in sync already");
    }
    const { cache, log } = appPaths();
    return await run(configPath, {
      openTray: (parts) =>
        showTray(machine, { ...parts, helperFolder: cache, reportError: printError }),
      desktop,
      system: machine.system,
      logFile: join(log, logName),
    });
  } catch (error) {
    // After a double-click no output is seen.
    const text = errorMessage(error);
    await desktop.notify({ title: "Git Sync Bar", text }).catch(() => {});
    throw error;
  }
}

/** Runs without an icon and returns the exit code. */
export async function runHeadless(configPath: string | undefined): Promise<number> {
  print(await greeting(configPath));
  for (const folder of await missingFolders(configPath)) {
    printError(`Cannot sync ${quote(folder)}: ${problemSentence({ kind: "folder missing" })}`);
  }
  return await run(configPath);
}

/** Makes the app start at login, or no longer. Returns what it does from then on, in one line. */
export async function switchLoginItem(
  configPath: string | undefined,
  starts: boolean,
): Promise<string> {
  const { changeLoginItem } = await import("./desktop_parts.ts");
  return await changeLoginItem(machine, { command: startCommand(configPath), starts });
}

/** Returns the line for a user in a terminal, who sees nothing else. Throws when the app cannot start. */
async function greeting(configPath: string | undefined): Promise<string> {
  const socket = await socketOf(configPath);
  if (await isListening(socket)) {
    throw new Error("Cannot start: Git Sync Bar runs with this configuration already");
  }
  if (await isRunning(socket, locationOf(configPath))) {
    return "Git Sync Bar keeps this folder in sync already: this one waits until that one ends";
  }
  return `Git Sync Bar runs until it is ended (Ctrl-C): \`git-sync-bar --status\` tells ` +
    `how it goes, ${quote(join(appPaths().log, logName))} what was done`;
}

/** Returns the configured folders that are not there; none where there is no configuration yet. */
async function missingFolders(configPath: string | undefined): Promise<readonly string[]> {
  const parsed = await readConfig(locationOf(configPath));
  const folders = "config" in parsed ? configuredFolders(parsed.config) : [];
  const areThere = await Promise.all(folders.map(({ sync_dir }) => mayBeThere(sync_dir)));
  return folders.filter((_, at) => !areThere[at]).map(({ sync_dir }) => sync_dir);
}

/**
 * Returns the command that starts the app with an icon, as it was started now. It is composed at the start:
 * after another version has replaced the file, Linux names it "… (deleted)".
 */
export function startCommand(configPath: string | undefined): string[] {
  const program = Deno.build.standalone
    ? [Deno.execPath()]
    : [Deno.execPath(), "run", "--quiet", "-A", fileURLToPath(Deno.mainModule)];
  return configPath === undefined ? program : [...program, "--config", locationOf(configPath).file];
}

async function run(configPath: string | undefined, menuBar?: MenuBarParts): Promise<number> {
  const places = appPaths();
  const stopping = new AbortController();
  for (const signal of ["SIGTERM", "SIGINT"] as const) {
    Deno.addSignalListener(signal, () => {
      // The second one does not wait for anything.
      if (stopping.signal.aborted) Deno.exit(exitCode.failed);
      stopping.abort();
    });
  }
  const locale = await findLocale(machine);
  return await runApp({
    origin: locationOf(configPath),
    places,
    platform: machine,
    prepare: prepareForSync,
    clock: systemClock,
    openWatcher: watchFolder,
    // Most users have no broker, and the library takes a while to load.
    openChannel: async (settings, parts) =>
      (await import("../adapters/mqtt/channel.ts")).openChannel(settings, parts),
    menuBar,
    formatTimes: clockFormat(locale),
    locale,
    openLog: (options) => openLog(places.log, { ...options, reportError: printError }),
    reportError: printError,
    stop: stopping.signal,
  });
}
