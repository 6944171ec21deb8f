// `--history`: the saves of the folder, or the versions of a file. It only reads, so that it needs no instance.

import { folderSettings } from "../app/folder_settings.ts";
import { type History, openHistory, problemOf } from "../engine/mod.ts";
import { exitCode } from "../system/exit_code.ts";
import { HISTORY_LINES } from "../system/limits.ts";
import { print } from "../system/terminal.ts";
import { quote } from "../system/text.ts";
import { historyJson, historyLines, type ListedHistory } from "../view/history/history_lines.ts";
import { problemSentence } from "../view/problems.ts";
import { loadConfig, ownPlacesOf } from "./instance.ts";
import { prepare, startedIn } from "./machine.ts";
import { historyPath } from "./publish_path.ts";

/** Prints the history of a configuration's folder, or of a path in it, and returns the exit code. */
export async function printHistory(
  named: string | undefined,
  { path, json }: { readonly path: string | undefined; readonly json: boolean },
): Promise<number> {
  const config = await loadConfig(named);
  if (config === undefined) return exitCode.usageError;
  const name = path === undefined
    ? ""
    : await historyPath(path, { startedIn, folder: config.sync_dir });
  const settings = await prepare(folderSettings(config), await ownPlacesOf(named));
  await using history = await openHistory(settings).catch((error) => {
    const why = problemSentence(problemOf(error));
    throw new Error(`Cannot read the history of ${quote(config.sync_dir)}: ${why}`);
  });
  const found = await listed(history, name);
  if (json) print(JSON.stringify(historyJson(found), null, 2));
  else for (const line of historyLines(found)) print(line);
  const { listed: { kind, ...list } } = found;
  const isEmpty = Object.values(list).every(({ length }) => length === 0);
  return kind === "saves" && name === "" || !isEmpty ? exitCode.success : exitCode.failed;
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
