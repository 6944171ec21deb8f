// The places of one configuration: its file, its sockets, the app's own files.

import { isAbsolute, join } from "node:path";
import { createConfig, readConfig } from "../adapters/config/file.ts";
import { type Config, type ConfigLocation, configuredFolders } from "../adapters/config/schema.ts";
import { type Output } from "../app/control/client.ts";
import { socketOfInstance } from "../app/control/find_instance.ts";
import { configId } from "../app/control/config_id.ts";
import { socketPath, sshFolder } from "../app/control/socket.ts";
import type { OwnPlaces } from "../app/folders/folder_settings.ts";
import { type AppPaths, findAppPaths, otherRuntimeFolders, ownFiles } from "../system/app_paths.ts";
import { print, printError } from "../system/terminal/terminal.ts";
import { oneLine } from "../system/text.ts";
import type { OwnChange, UserRequest } from "../engine/mod.ts";
import { historyPath, publishPath } from "./path_argument.ts";
import { machine, startedIn } from "./machine.ts";

/** Returns where the app keeps its files. Throws when the home folder is not known. */
export function appPaths(): AppPaths {
  return findAppPaths(machine.system, machine.environment, { uid: Deno.uid() });
}

/** Returns where the configuration is: the file that the user names, else the usual one. */
export function locationOf(configPath: string | undefined): ConfigLocation {
  const { home, config: usual } = appPaths();
  const file = configPath === undefined
    ? usual
    : isAbsolute(configPath)
    ? configPath
    : join(startedIn, configPath);
  return { file, home };
}

/** Reads the configuration; the usual one is made when there is none. Prints its mistakes. */
export async function loadConfig(configPath: string | undefined): Promise<Config | undefined> {
  const location = locationOf(configPath);
  if (configPath === undefined) await createConfig(location);
  const parsed = await readConfig(location);
  for (const warning of parsed.warnings) printError(warning);
  if ("config" in parsed) return parsed.config;
  for (const { message } of parsed.mistakes) printError(message);
  return undefined;
}

/** Returns the socket on which an instance with this configuration listens. */
export async function socketOf(configPath: string | undefined): Promise<string> {
  return socketPath(appPaths().runtime, await configId(locationOf(configPath).file));
}

/**
 * Returns the socket of the running instance. It may have been started in a session that has another folder
 * for sockets, or none.
 */
export async function socketOfRunning(configPath: string | undefined): Promise<string> {
  return await socketOfInstance(await ownSockets(configPath), locationOf(configPath));
}

/** Returns the sockets on which an instance with this configuration may listen. */
export async function ownSockets(configPath: string | undefined): Promise<[string, ...string[]]> {
  const paths = appPaths();
  const id = await configId(locationOf(configPath).file);
  const others = otherRuntimeFolders(paths, Deno.uid() ?? 0).map((folder) =>
    socketPath(folder, id)
  );
  return [socketPath(paths.runtime, id), ...others];
}

/** Returns the app's own files and folders. */
export function ownFilesOf(configPath: string | undefined): string[] {
  return ownFiles(appPaths(), locationOf(configPath).file);
}

/** Returns the app's own files and folders, and where it keeps the ssh connections of a folder open. */
export async function ownPlacesOf(
  configPath: string | undefined,
  { folder, config }: { readonly folder: string; readonly config: Config },
): Promise<OwnPlaces> {
  const id = await configId(locationOf(configPath).file);
  return {
    ownFiles: ownFilesOf(configPath),
    others: configuredFolders(config).map(({ sync_dir }) => sync_dir),
    sshFolder: sshFolder(appPaths().ssh, { id, folder }),
  };
}

/** Returns where the lines about a folder are printed: its name comes first, where there are several. */
export function outputFor(name: string, count: number): Output {
  if (count === 1) return { print, printError };
  const withName = (line: string) => oneLine(`${name}: ${line}`);
  return {
    print: (line) => print(withName(line)),
    printError: (line) => printError(withName(line)),
  };
}

/** Returns a request whose paths are relative to the synced folder. Throws when one leads out of that. */
export async function inFolder(given: UserRequest, folder: string): Promise<UserRequest> {
  const places = { startedIn, folder };
  const { publish, ownChanges } = given;
  return {
    ...given,
    ...(publish &&
      { publish: await Promise.all(publish.map((path) => publishPath(path, places))) }),
    ...(ownChanges &&
      { ownChanges: await Promise.all(ownChanges.map((change) => changeIn(change, places))) }),
  };
}

async function changeIn(
  change: OwnChange,
  places: { readonly startedIn: string; readonly folder: string },
): Promise<OwnChange> {
  switch (change.kind) {
    case "restore":
      return { ...change, path: await historyPath(change.path, places) };
    case "settle":
      return { ...change, copy: await publishPath(change.copy, { ...places, verb: "settle" }) };
    case "undo":
      return change;
  }
}
