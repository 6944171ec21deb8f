// `--history`: the saves of the folder, or the versions of a file. It only reads, so that it needs no instance.

import type { FolderConfig } from "../adapters/config/schema.ts";
import { folderSettings, type OwnPlaces } from "../app/folders/folder_settings.ts";
import { type History, openHistory, problemOf } from "../engine/mod.ts";
import { exitCode } from "../system/exit_code.ts";
import { HISTORY_LINES } from "../system/limits/history.ts";
import { print } from "../system/terminal/terminal.ts";
import { quote, shownJson } from "../system/text.ts";
import { historyJson, historyLines, type ListedHistory } from "../view/history/history_lines.ts";
import { problemSentence } from "../view/problems/problems.ts";
import { chosenFolders, worstCode } from "./chosen_folders.ts";
import { loadConfig, outputFor, ownPlacesOf } from "./instance.ts";
import { prepareForSync, startedIn } from "./machine.ts";
import { historyPath } from "./path_argument.ts";

/** The options of `--history`. */
interface HistoryOptions {
  /** The name of a folder. */
  readonly folder?: string;
  readonly path: string | undefined;
  readonly json: boolean;
}

/** Prints the history of a configuration's folders, or of a path in them, and returns the exit code. */
export async function printHistory(
  configPath: string | undefined,
  { folder: name, path, json }: HistoryOptions,
): Promise<number> {
  const config = await loadConfig(configPath);
  if (config === undefined) return exitCode.usageError;
  const folders = await chosenFolders(config, { name, path });
  const codes: number[] = [];
  const values: unknown[] = [];
  for (const folder of folders) {
    const places = await ownPlacesOf(configPath, { folder: folder.sync_dir, config });
    const { found, code } = await readHistory(folder, { places, path });
    codes.push(code);
    const value = historyJson(found);
    if (json) values.push(folders.length === 1 ? value : { name: folder.name, ...value });
    else historyLines(found).forEach(outputFor(folder.name, folders.length).print);
  }
  const [only] = values;
  if (json) print(shownJson(folders.length === 1 ? only : { folders: values }));
  return codes.includes(exitCode.success) ? exitCode.success : worstCode(codes);
}

/** Reads what is listed of one folder. */
async function readHistory(
  folder: FolderConfig,
  { places, path }: { readonly places: OwnPlaces; readonly path: string | undefined },
): Promise<{ readonly found: ListedHistory; readonly code: number }> {
  const name = path === undefined
    ? ""
    : await historyPath(path, { startedIn, folder: folder.sync_dir });
  const settings = await prepareForSync(folderSettings(folder), places);
  await using history = await openHistory(settings).catch((error) => {
    const why = problemSentence(problemOf(error));
    throw new Error(`Cannot read the history of ${quote(folder.sync_dir)}: ${why}`);
  });
  const found = await listed(history, name);
  const { listed: { kind, ...list } } = found;
  const isEmpty = Object.values(list).every(({ length }) => length === 0);
  const isFound = kind === "saves" && name === "" || !isEmpty;
  return { found, code: isFound ? exitCode.success : exitCode.failed };
}

/** Returns the versions of a file; of a folder, and of all of it, its saves. */
async function listed(history: History, path: string): Promise<ListedHistory> {
  const start = await history.start();
  const limit = HISTORY_LINES;
  if (path !== "") {
    const versions = await history.versions(path, { limit });
    if (versions.length > 0) {
      return { listed: { kind: "versions", versions }, next: undefined, start };
    }
  }
  const { saves, next } = await history.saves({ path, limit });
  return { listed: { kind: "saves", saves }, next, start };
}
