// `--once`: one sync, its outcome in words.

import { type Output, syncNow } from "../app/control/client.ts";
import { type FolderSettings, folderSettings } from "../app/folder_settings.ts";
import { createSyncedFolder, type SyncedFolder } from "../app/synced_folder.ts";
import type { Confirmation } from "../core/confirmation.ts";
import type { Transfer } from "../engine/mod.ts";
import { exitCode } from "../system/exit_code.ts";
import { print, printError, writeLine } from "../system/terminal.ts";
import { quote } from "../system/text.ts";
import { answerOf } from "../view/outcome.ts";
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
  const folder = createSyncedFolder({
    prepare: (settings) => prepare(settings, places),
    socket: undefined,
    onTransfer: showTransfer(),
  });
  const settings = folderSettings(config);
  folder.use(settings);
  return await syncOnce(folder, { ...confirmation, settings, output: { print, printError } });
}

async function syncOnce(
  folder: SyncedFolder,
  { settings, output, ...confirmation }: Confirmation & {
    readonly settings: FolderSettings;
    readonly output: Output;
  },
): Promise<number> {
  const { publish, ...confirmed } = confirmation;
  const outcome = await folder.sync({
    remote: "ask",
    fullScan: true,
    ...confirmed,
    restoreDeletion: false,
    ...(publish === undefined ? {} : { publish: [publish] }),
    message: false,
  });
  await folder.close();
  if (outcome.kind === "problem" && outcome.problem.kind === "other instance") {
    const { socket } = outcome.problem;
    // The instance that has the lock does it.
    if (socket !== undefined) {
      output.print("Handed over to the instance that is running");
      return await syncNow(socket, { ...confirmation, output });
    }
  }
  const answer = answerOf(outcome);
  for (const line of answer.lines) output.print(line);
  if (answer.error !== undefined) {
    output.printError(`Cannot sync ${quote(settings.folder)}: ${answer.error}`);
  }
  return answer.exitCode;
}

/** Prints each tenth of a transfer, once it has taken 2 s: a short one needs no words. */
function showTransfer(): (transfer: Transfer) => void {
  let since: number | undefined;
  let shown = -1;
  return ({ direction, percent }) => {
    since ??= Date.now();
    const tenth = Math.floor(percent / 10);
    if (Date.now() - since < 2_000 || tenth === shown) return;
    shown = tenth;
    writeLine(Deno.stderr, `${direction === "sending" ? "Sending" : "Receiving"}… ${percent} %`);
  };
}
