// The folders of a configuration that a command is about.

import { resolve } from "node:path";
import { readConfig } from "../adapters/config/file.ts";
import { folded } from "../adapters/config/folders.ts";
import { type Config, configuredFolders, type FolderConfig } from "../adapters/config/schema.ts";
import type { UserRequest } from "../engine/mod.ts";
import { exitCode } from "../system/exit_code.ts";
import { isWithin, realPath } from "../system/real_path.ts";
import { quote } from "../system/text.ts";
import type { NamedStatus } from "../view/status_report.ts";
import { locationOf } from "./instance.ts";
import { startedIn } from "./machine.ts";

/** The folder as the user has named it. */
export interface FolderChoice {
  /** The name of a folder (`--folder`). */
  readonly name: string | undefined;
  /** A path in it, as it was given. */
  readonly path?: string | undefined;
}

/**
 * Returns the folder of that name, else the one that the path leads into, else the one in which the program was
 * started, else all of them. Throws when there is none of that name.
 */
export async function chosenFolders(
  config: Config,
  { name, path }: FolderChoice,
): Promise<readonly [FolderConfig, ...FolderConfig[]]> {
  const folders = configuredFolders(config);
  if (name !== undefined) {
    const found = folders.find((folder) => folded(folder.name) === folded(name));
    if (found !== undefined) return [found];
    throw noFolder(name, folders);
  }
  if (folders.length === 1) return folders;
  for (const place of path === undefined ? [startedIn] : [resolve(startedIn, path), startedIn]) {
    const real = await realPath(place);
    for (const folder of folders) {
      if (isWithin(real, await realPath(folder.sync_dir))) return [folder];
    }
  }
  return folders;
}

/** Returns the folders for a sync. Throws where it is about one folder, and it is not clear which. */
export async function foldersToSync(
  config: Config,
  { name, given }: { readonly name: string | undefined; readonly given: UserRequest },
): Promise<readonly [FolderConfig, ...FolderConfig[]]> {
  const { publish: [path] = [], ownChanges: [change] = [] } = given;
  const changed = change?.kind === "restore"
    ? change.path
    : change?.kind === "settle"
    ? change.copy
    : undefined;
  const folders = await chosenFolders(config, { name, path: path ?? changed });
  const isAboutOne = Object.keys(given).length > 0;
  if (isAboutOne && folders.length > 1) throw unclearFolder(folders);
  return folders;
}

/** Returns the error of a command that is about one folder where there are several. */
export function unclearFolder(folders: readonly { readonly name: string }[]): Error {
  return new Error(
    `Cannot tell which folder is meant: give --folder with ${namesOf(folders)}, ` +
      "or start it in that folder",
  );
}

/**
 * Returns the folder of a status of that name, else the one in which the program was started, if it is one. Throws
 * when there is none of that name; the status of a single folder does not have its name.
 */
export async function chosenStatus(
  folders: readonly NamedStatus[],
  { name, config }: { readonly name: string | undefined; readonly config: string | undefined },
): Promise<NamedStatus | undefined> {
  if (name !== undefined) {
    const found = folders.find((folder) => folded(folder.name) === folded(name));
    if (found !== undefined) return found;
    if (folders.length > 0) throw noFolder(name, folders);
    const parsed = await readConfig(locationOf(config));
    if ("config" in parsed) await chosenFolders(parsed.config, { name });
    return undefined;
  }
  if (folders.length === 0) return undefined;
  const real = await realPath(startedIn);
  for (const folder of folders) {
    if (folder.folder !== undefined && isWithin(real, await realPath(folder.folder))) return folder;
  }
  return undefined;
}

function noFolder(name: string, folders: readonly { readonly name: string }[]): Error {
  return new Error(`Cannot find the folder ${quote(name)}: there is ${namesOf(folders)}`);
}

function namesOf(folders: readonly { readonly name: string }[]): string {
  return folders.map(({ name }) => quote(name)).join(", ");
}

/** Returns the exit code of a command that was done in several folders: that of the worst. */
export function worstCode(codes: readonly number[]): number {
  const { failed, usageError, blocked, success } = exitCode;
  return [failed, usageError, blocked].find((code) => codes.includes(code)) ?? success;
}
