// `--uninstall`: names what the app has made on this machine, and removes it when the user says so. The configuration
// and the synced folders stay.

import { dirname, join } from "node:path";
import { loginItemFiles, setLoginItem } from "../adapters/desktop/login_item.ts";
import { readConfig } from "../adapters/config/file.ts";
import { configuredFolders } from "../adapters/config/schema.ts";

import { isListening, isRunning } from "../app/control/find_instance.ts";
import { isLock, lockRepository } from "../app/control/repository_lock.ts";
import { isOpeningFile } from "../app/window/opening_file.ts";
import { findTraces, removeTraces, type Traces } from "../engine/mod.ts";
import { otherRuntimeFolders } from "../system/app_paths.ts";
import { exitCode } from "../system/exit_code.ts";
import { namesIn, removeAll } from "../system/files.ts";
import { logName } from "../system/log.ts";
import { print } from "../system/terminal/terminal.ts";
import { type OwnThings, uninstallLines } from "../view/uninstall/uninstall_lines.ts";
import { appPaths, locationOf, socketOfRunning } from "./instance.ts";
import { machine } from "./machine.ts";

/**
 * Lists what the app has made, removes it after a yes, and returns the exit code. `ask` is absent without a terminal.
 */
export async function uninstall(
  configPath: string | undefined,
  ask: ((question: string) => boolean) | undefined,
): Promise<number> {
  const location = locationOf(configPath);
  await assertNothingRuns(configPath);
  const parsed = await readConfig(location);
  const folders = "config" in parsed
    ? configuredFolders(parsed.config).map((one) => one.sync_dir)
    : [];
  const traces = (await Promise.all(folders.map(findTraces))).filter((found) =>
    found !== undefined
  );
  const things = await thingsOf(location.file, { folders, traces });
  for (const line of uninstallLines(things)) print(line);
  if (!things.isAny) return exitCode.success;
  if (ask === undefined) {
    print("Nothing is removed: run this in a terminal, where it asks first");
    return exitCode.success;
  }
  if (!ask("Remove what is listed under Made?")) {
    print("Nothing is removed");
    return exitCode.success;
  }
  await remove(things, traces);
  print("Removed");
  return exitCode.success;
}

/** Throws when an instance runs, with whatever configuration. */
async function assertNothingRuns(configPath: string | undefined): Promise<void> {
  let runs = await isRunning(await socketOfRunning(configPath), locationOf(configPath));
  for (const folder of socketFolders()) {
    for (const name of await namesIn(folder)) {
      runs ||= name.endsWith(".sock") && await isListening(join(folder, name));
    }
  }
  if (runs) throw new Error("Cannot uninstall: Git Sync Bar is running, quit it first");
}

function socketFolders(): readonly string[] {
  const paths = appPaths();
  return [...new Set([paths.runtime, ...otherRuntimeFolders(paths, Deno.uid() ?? 0)])];
}

/** The names of our files in the folder of the state and of the log; on macOS the configuration is there, too. */
const STATE_FILE =
  /^(?:state-[0-9a-f]{12}\.json|client-id-[0-9a-f]{12}|deleted-files-[0-9a-f]{12}\.txt)$/;

async function thingsOf(
  config: string,
  { folders, traces }: {
    readonly folders: readonly string[];
    readonly traces: readonly Traces[];
  },
): Promise<OwnThings> {
  const { state, log, cache } = appPaths();
  const below = async (at: string, isOurs: (name: string) => boolean) =>
    (await namesIn(at)).filter(isOurs).toSorted().map((name) => join(at, name));
  const isLog = (name: string) =>
    name === logName ||
    name.startsWith(`${logName}.`) && /^\d$/.test(name.slice(logName.length + 1));
  const sockets = (await Promise.all(
    socketFolders().map((at) => below(at, (name) => name.endsWith(".sock") || isOpeningFile(name))),
  )).flat();
  const files = [
    ...await below(state, (name) => STATE_FILE.test(name)),
    ...await below(log, isLog),
    ...await below(cache, (name) => name === "tray" || name === "set-up"),
    ...sockets,
  ];
  const login = await loginItemFiles(machine);
  const git = traces.flatMap(({ removable }) => removable);
  const exclude = traces.flatMap(({ exclude }) => exclude ?? []);
  const isAny = login.length + files.length + git.length + exclude.length > 0;
  const kept = traces.flatMap((one) => one.kept);
  return { login, files, git, exclude, isAny, kept, config, folders };
}

async function remove(
  { login, files }: OwnThings,
  traces: readonly Traces[],
): Promise<void> {
  for (const one of traces) await removeFrom(one);
  if (login.length > 0) await setLoginItem(undefined, machine);
  for (const file of files) await removeAll(file);
  // Folders of ours, when nothing else is in them.
  const { state, log, cache } = appPaths();
  for (const at of [...new Set([...files.map(dirname), state, log, cache])]) {
    await Deno.remove(at).catch(() => {});
  }
}

async function removeFrom(traces: Traces): Promise<void> {
  if (traces.removable.length === 0) return await removeTraces(traces);
  const lock = await lockRepository(traces.gitDir, undefined);
  if (!isLock(lock)) throw new Error("Cannot uninstall: Git Sync Bar is running, quit it first");
  using _ = lock;
  await removeTraces(traces);
}
