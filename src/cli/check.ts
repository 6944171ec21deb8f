// `--check`: the checks of a configuration, printed.

import { runChecks } from "../app/run_checks.ts";
import { openClientIds } from "../app/client_id.ts";
import { reportedFolder } from "../app/control/client.ts";
import { folderSettings } from "../app/folders/folder_settings.ts";
import { exitCode } from "../system/exit_code.ts";
import { print } from "../system/terminal/terminal.ts";
import { oneLine } from "../system/text.ts";
import { chosenFolders } from "./chosen_folders.ts";
import { appPaths, loadConfig, locationOf, ownPlacesOf, socketOfRunning } from "./instance.ts";
import { prepareForSync } from "./machine.ts";

/** Checks a configuration and its folders, or the one of that name, prints what it finds and returns the exit code. */
export async function runCheck(
  configPath: string | undefined,
  name: string | undefined,
): Promise<number> {
  const config = await loadConfig(configPath);
  if (config === undefined) return exitCode.usageError;
  let isAllOk = true;
  const lines = runChecks(config, {
    folders: await chosenFolders(config, { name }),
    async prepare(folder) {
      const places = await ownPlacesOf(configPath, { folder: folder.sync_dir, config });
      return await prepareForSync(folderSettings(folder), { ...places, sshFolder: undefined });
    },
    location: locationOf(configPath),
    ids: openClientIds(appPaths().state, locationOf(configPath).file),
    running: async ({ sync_dir }) =>
      await reportedFolder(await socketOfRunning(configPath), sync_dir),
  });
  for await (const { subject, ok, text } of lines) {
    print(oneLine(`${ok ? "ok  " : "FAIL"} ${subject}: ${text}`));
    isAllOk &&= ok;
  }
  return isAllOk ? exitCode.success : exitCode.failed;
}
