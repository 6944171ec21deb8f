// `--once`: one sync, its outcome in words.

import { type Output, syncNow } from "../app/control/client.ts";
import { type FolderSettings, folderSettings } from "../app/folder_settings.ts";
import { createSyncedFolder, type SyncedFolder } from "../app/synced_folder.ts";
import type { Confirmation } from "../core/confirmation.ts";
import { exitCode } from "../system/exit_code.ts";
import { type PassingLine, passingLine, print, printError } from "../system/terminal.ts";
import { quote } from "../system/text.ts";
import { answerOf } from "../view/outcome.ts";
import { progressLine } from "../view/progress_line.ts";
import { inFolder, loadConfig, ownPlacesOf } from "./instance.ts";
import { prepare } from "./machine.ts";

/** Syncs a configuration's folder once and returns the exit code. */
export async function runOnce(
  named: string | undefined,
  given: Confirmation,
): Promise<number> {
  const config = await loadConfig(named);
  if (config === undefined) return exitCode.usageError;
  const confirmation = await inFolder(given, config.sync_dir);
  const places = await ownPlacesOf(named);
  using line = passingLine();
  const folder = createSyncedFolder({
    prepare: (settings) => prepare(settings, places),
    socket: undefined,
    ...(line === undefined ? {} : {
      onProgress: (progress) => line.show(progress === undefined ? "" : progressLine(progress)),
    }),
  });
  const settings = folderSettings(config);
  folder.use(settings);
  const output = { print, printError };
  return await syncOnce(folder, { ...confirmation, settings, output, line });
}

async function syncOnce(
  folder: SyncedFolder,
  { settings, output, line, ...confirmation }: Confirmation & {
    readonly settings: FolderSettings;
    readonly output: Output;
    readonly line: PassingLine | undefined;
  },
): Promise<number> {
  const { publish, restoreDeletion = false, change, ...confirmed } = confirmation;
  const outcome = await folder.sync({
    remote: "ask",
    fullScan: true,
    ...confirmed,
    restoreDeletion,
    ...(restoreDeletion ? { restoreHere: true } : {}),
    ...(publish === undefined ? {} : { publish: [publish] }),
    ...(change === undefined ? {} : { ownChanges: [change] }),
    message: false,
  });
  line?.show("");
  await folder.close();
  if (outcome.kind === "problem" && outcome.problem.kind === "other instance") {
    const { socket } = outcome.problem;
    // The instance that has the lock does it.
    if (socket !== undefined) {
      output.print("Handed over to the instance that is running");
      return await syncNow(socket, { ...confirmation, output, line });
    }
  }
  const answer = answerOf(outcome);
  answer.lines.forEach(output.print);
  if (answer.error !== undefined) {
    output.printError(`Cannot sync ${quote(settings.folder)}: ${answer.error}`);
  }
  return answer.exitCode;
}
