// `--once`: one sync, its outcome in words.

import { type Output, syncNow } from "../app/control/client.ts";
import type { FolderConfig } from "../adapters/config/schema.ts";
import { folderSettings, type OwnPlaces } from "../app/folders/folder_settings.ts";
import { isListening } from "../app/control/find_instance.ts";
import { createSyncedFolder } from "../app/folders/synced_folder.ts";
import type { UserRequest } from "../engine/mod.ts";
import { exitCode } from "../system/exit_code.ts";
import { passingLine } from "../system/terminal/terminal.ts";
import { quote } from "../system/text.ts";
import { answerOf } from "../view/outcome.ts";
import { progressLine } from "../view/progress_line.ts";
import { foldersToSync, worstCode } from "./chosen_folders.ts";
import { inFolder, loadConfig, outputFor, ownPlacesOf } from "./instance.ts";
import { prepareForSync } from "./machine.ts";

/** Syncs the folders of a configuration once, or the one of that name, and returns the exit code. */
export async function runOnce(
  configPath: string | undefined,
  { folder: name, ...given }: UserRequest & { readonly folder?: string },
): Promise<number> {
  const config = await loadConfig(configPath);
  if (config === undefined) return exitCode.usageError;
  const folders = await foldersToSync(config, { name, given });
  const codes: number[] = [];
  for (const folder of folders) {
    const output = outputFor(folder.name, folders.length);
    const places = await ownPlacesOf(configPath, { folder: folder.sync_dir, config });
    codes.push(await syncOnce({ ...given, config: folder, places, output }));
  }
  return worstCode(codes);
}

async function syncOnce(
  { config, places, output, ...given }: UserRequest & {
    readonly config: FolderConfig;
    readonly places: OwnPlaces;
    readonly output: Output;
  },
): Promise<number> {
  const asked = await inFolder(given, config.sync_dir);
  using line = passingLine();
  const folder = createSyncedFolder({
    prepare: (settings) => prepareForSync(settings, places),
    socket: undefined,
    ...(line === undefined ? {} : {
      onProgress: (progress) => line.show(progress === undefined ? "" : progressLine(progress)),
    }),
  });
  const settings = folderSettings(config);
  folder.use(settings);
  const outcome = await folder.sync({ remote: "ask", fullScan: true, message: false, asked });
  line?.show("");
  await folder.close();
  if (outcome.kind === "problem" && outcome.problem.kind === "other instance") {
    const { socket } = outcome.problem;
    // The instance that has the lock does it.
    if (socket !== undefined && await isListening(socket)) {
      output.print("Handed over to the instance that is running");
      return await syncNow(socket, {
        ...asked,
        folder: settings.folder,
        output,
        line,
        whyUnanswered: () => Promise.resolve(undefined),
      });
    }
  }
  const answer = answerOf(outcome, asked);
  answer.lines.forEach(output.print);
  if (answer.error !== undefined) {
    output.printError(`Cannot sync ${quote(settings.folder)}: ${answer.error}`);
  }
  return answer.exitCode;
}
