// Wiring only: a command -> configuration -> adapters -> exit code.

import { isAbsolute, join } from "node:path";
import { fileURLToPath } from "node:url";
import { runApp } from "../app/app.ts";
import {
  isListening,
  isRunning,
  printStatus,
  problemOf,
  socketOfInstance,
  syncNow,
} from "../app/control/client.ts";
import { check } from "./check.ts";
import { clockFormat } from "../view/clock_format.ts";
import type { MenuBarParts } from "../app/menu_bar.ts";
import { socketPath, sshFolder } from "../app/control/socket.ts";
import { channelSettings } from "../app/live_updates.ts";
import { systemClock } from "../app/loop.ts";
import { configId } from "../app/control/config_id.ts";
import { syncOnce } from "./once.ts";
import { type Machine, syncSettings } from "../app/sync_settings.ts";
import type { Command } from "./arguments.ts";
import type { Confirmation } from "../core/confirmation.ts";
import { publishPath } from "./publish_path.ts";
import { exitCode } from "../system/exit_code.ts";
import { editConfig } from "../adapters/config/edit.ts";
import { createConfig, readConfig } from "../adapters/config/file.ts";
import {
  type Config,
  type ConfigLocation,
  missingForLiveUpdates,
} from "../adapters/config/schema.ts";
import { findLocale } from "../adapters/desktop/locale.ts";
import { searchPath, type Transfer } from "../engine/mod.ts";
import { logName, openLog } from "../system/log.ts";
import { findAppPaths, otherRuntimeFolders, ownFiles } from "../system/app_paths.ts";
import { oneLine, quote } from "../system/text.ts";
import { print, printError, writeLine } from "../system/terminal.ts";
import { watchFolder } from "../adapters/watch/watch.ts";
import { errorMessage } from "../system/error_message.ts";

/** A command that needs more than words. */
export type WorkCommand = Exclude<Command, { kind: "misuse" | "help" | "version" }>;

// Some desktops start an app without a PATH. A relative folder in it could be the synced one's.
Deno.env.set("PATH", searchPath(Deno.env.get("PATH") ?? ""));
const startedIn = workingFolder();
// Nothing is ever looked for in the folder in which the app was started, as it may be the synced one.
Deno.chdir("/");

const machine: Machine = {
  system: Deno.build.os,
  hostname: Deno.hostname(),
  environment: Deno.env.toObject(),
};

/** Finds the configuration file: the one that the person names, else the usual one. */
function locationOf(config: string | undefined): ConfigLocation {
  const { home, config: usual } = findAppPaths(machine.system, machine.environment);
  const file = config === undefined ? usual : isAbsolute(config) ? config : join(startedIn, config);
  return { file, home };
}

/** The folder in which the app was started; one that is gone has no name. */
function workingFolder(): string {
  try {
    return Deno.cwd();
  } catch {
    return "/";
  }
}

/** Reads the configuration; the usual one is made when there is none. Mistakes are told here. */
async function loadConfig(named: string | undefined): Promise<Config | undefined> {
  const origin = locationOf(named);
  if (named === undefined) await createConfig(origin);
  const parsed = await readConfig(origin);
  for (const warning of parsed.warnings) printError(warning);
  if ("config" in parsed) return parsed.config;
  for (const { message } of parsed.mistakes) printError(message);
  return undefined;
}

function showTransfer(since: number): (transfer: Transfer) => void {
  let shown = -1;
  return ({ direction, percent }) => {
    // A short transfer needs no words.
    const tenth = Math.floor(percent / 10);
    if (Date.now() - since < 2_000 || tenth === shown) return;
    shown = tenth;
    writeLine(Deno.stderr, `${direction === "sending" ? "Sending" : "Receiving"}… ${percent} %`);
  };
}

/** Does what a command says and answers the exit code; throws one line when it cannot be done. */
export async function perform(command: WorkCommand): Promise<number> {
  switch (command.kind) {
    case "edit-config": {
      const isTerminal = Deno.stdin.isTerminal();
      const { system, environment } = machine;
      const ask = isTerminal ? (question: string) => confirm(question) : undefined;
      const origin = locationOf(command.config);
      const result = await editConfig(origin, {
        system,
        environment,
        print: printError,
        ask,
      });
      if (result === "mistaken") return exitCode.usageError;
      print(`The configuration ${quote(origin.file)} is valid`);
      return exitCode.success;
    }
    case "app":
      return await runWithIcon(command.config);
    case "headless":
      print(await greeting(command.config));
      return await runLoop(command.config);
    case "login-item": {
      const { changeLoginItem } = await import("./desktop_parts.ts");
      const { starts } = command;
      print(await changeLoginItem(machine, { command: startCommand(command.config), starts }));
      return exitCode.success;
    }
    case "status": {
      const socket = await socketOfRunning(command.config);
      return await printStatus(socket, { json: command.json, output: { print, printError } });
    }
    case "sync-now": {
      const { kind: _, config, ...given } = command;
      const socket = await socketOfRunning(config);
      const parsed = given.publish === undefined ? undefined : await readConfig(locationOf(config));
      const confirmation = parsed !== undefined && "config" in parsed
        ? await withPath(given, parsed.config.sync_dir)
        : given;
      return await syncNow(socket, { ...confirmation, output: { print, printError } });
    }
    case "once": {
      const { kind: _, config: path, ...given } = command;
      const config = await loadConfig(path);
      if (config === undefined) return exitCode.usageError;
      const confirmation = await withPath(given, config.sync_dir);
      const settings = await syncSettings(config, {
        machine,
        ownFiles: ownFilesOf(path),
        sshFolder: await sshFolderOf(path),
      });
      return await syncOnce(settings, {
        ...confirmation,
        output: { print, printError },
        onTransfer: showTransfer(Date.now()),
      });
    }
    case "check":
      return await runCheck(command.config);
  }
}

/** Returns a confirmation whose path is relative to the synced folder. Throws when it leads out of that. */
async function withPath<Given extends Confirmation>(given: Given, folder: string): Promise<Given> {
  const { publish } = given;
  if (publish === undefined) return given;
  return { ...given, publish: await publishPath(publish, { startedIn, folder }) };
}

/** Who starts it in a terminal would see nothing else of it. Throws when there is nothing to start. */
async function greeting(named: string | undefined): Promise<string> {
  if (await isListening(await socketOf(named))) {
    throw new Error("Cannot start: Git Sync Bar runs with this configuration already");
  }
  if (await isRunning(await socketOf(named), locationOf(named))) {
    return "Git Sync Bar keeps this folder in sync already: this one waits until that one ends";
  }
  const { log } = findAppPaths(machine.system, machine.environment);
  return `Git Sync Bar runs until it is ended (Ctrl-C): \`git-sync-bar --status\` tells ` +
    `how it goes, ${quote(join(log, logName))} what was done`;
}

async function socketOf(named: string | undefined): Promise<string> {
  const { runtime } = findAppPaths(machine.system, machine.environment);
  return socketPath(runtime, await configId(locationOf(named).file));
}

function ownFilesOf(named: string | undefined): string[] {
  return ownFiles(findAppPaths(machine.system, machine.environment), locationOf(named).file);
}

/** The instance may have been started in a session that has another folder for sockets, or none. */
async function socketOfRunning(named: string | undefined): Promise<string> {
  const places = findAppPaths(machine.system, machine.environment);
  const name = await configId(locationOf(named).file);
  const others = otherRuntimeFolders(places, Deno.uid() ?? 0).map((folder) =>
    socketPath(folder, name)
  );
  return await socketOfInstance([socketPath(places.runtime, name), ...others], locationOf(named));
}

async function sshFolderOf(named: string | undefined): Promise<string> {
  const { ssh } = findAppPaths(machine.system, machine.environment);
  return sshFolder(ssh, await configId(locationOf(named).file));
}

async function runCheck(named: string | undefined): Promise<number> {
  const config = await loadConfig(named);
  if (config === undefined) return exitCode.usageError;
  let isWell = true;
  const tell = ({ subject, ok, text }: { subject: string; ok: boolean; text: string }) => {
    print(oneLine(`${ok ? "ok  " : "FAIL"} ${subject}: ${text}`));
    isWell &&= ok;
  };
  const settings = await syncSettings(config, { machine, ownFiles: ownFilesOf(named) });
  for await (const finding of check(settings)) tell(finding);
  const lack = missingForLiveUpdates(config);
  if (lack !== undefined) tell({ subject: "broker", ok: false, text: lack });
  if (config.mqtt_enabled && lack === undefined) {
    const { probe } = await import("../adapters/mqtt/probe.ts");
    for await (const step of probe(channelSettings(config, locationOf(named)))) {
      tell({ subject: "broker", ...step });
    }
  }
  // Some things show only as a sync meets them: another branch, what a hook says. What was told already is
  // not told twice.
  const trouble = isWell ? await problemOf(await socketOfRunning(named)) : undefined;
  if (trouble !== undefined) {
    const text =
      `${trouble} (the running instance says so; \`git-sync-bar --sync-now\` tries again)`;
    tell({ subject: "sync", ok: false, text });
  }
  return isWell ? exitCode.success : exitCode.failed;
}

/** With an icon; what that needs is loaded only here. */
async function runWithIcon(named: string | undefined): Promise<number> {
  const { desktopOf, showTray } = await import("./desktop_parts.ts");
  const desktop = desktopOf(machine, startCommand(named));
  try {
    if (await isRunning(await socketOf(named), locationOf(named))) {
      throw new Error("Cannot start: Git Sync Bar keeps this folder in sync already");
    }
    const { cache, log } = findAppPaths(machine.system, machine.environment);
    return await runLoop(named, {
      openTray: (parts) =>
        showTray(machine, { ...parts, helperFolder: cache, reportError: printError }),
      desktop,
      system: machine.system,
      logFile: join(log, logName),
    });
  } catch (error) {
    // Who started it with a double-click does not see what is printed.
    const text = errorMessage(error);
    await desktop.notify({ title: "Git Sync Bar", text }).catch(() => {});
    throw error;
  }
}

/**
 * What starts the app with an icon, as it was started now. Asked for at the start: when another version has
 * taken the file's place, Linux names it "… (deleted)".
 */
function startCommand(named: string | undefined): string[] {
  const program = Deno.build.standalone
    ? [Deno.execPath()]
    : [Deno.execPath(), "run", "--quiet", "-A", fileURLToPath(Deno.mainModule)];
  return named === undefined ? program : [...program, "--config", locationOf(named).file];
}

async function runLoop(named: string | undefined, menuBar?: MenuBarParts): Promise<number> {
  const places = findAppPaths(machine.system, machine.environment);
  const stopping = new AbortController();
  for (const signal of ["SIGTERM", "SIGINT"] as const) {
    Deno.addSignalListener(signal, () => {
      // The second one does not wait for anything.
      if (stopping.signal.aborted) Deno.exit(exitCode.failed);
      stopping.abort();
    });
  }
  return await runApp({
    origin: locationOf(named),
    places,
    machine,
    clock: systemClock,
    openWatcher: watchFolder,
    // Most people have no broker, and the library takes a while to load.
    openChannel: async (settings, parts) =>
      (await import("../adapters/mqtt/channel.ts")).openChannel(settings, parts),
    menuBar: menuBar,
    face: clockFormat(await findLocale(machine)),
    openLog: (options) => openLog(places.log, { ...options, reportError: printError }),
    reportError: printError,
    stop: stopping.signal,
  });
}
