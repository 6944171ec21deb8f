// `--check`: the checks of a configuration, printed.

import { checkLines } from "../app/check_lines.ts";
import { runningProblem } from "../app/control/client.ts";
import { folderSettings } from "../app/folder_settings.ts";
import { exitCode } from "../system/exit_code.ts";
import { print } from "../system/terminal.ts";
import { oneLine } from "../system/text.ts";
import { loadConfig, locationOf, ownFilesOf, socketOfRunning } from "./instance.ts";
import { prepare } from "./machine.ts";

/** Checks a configuration, prints what it finds and returns the exit code. */
export async function runCheck(named: string | undefined): Promise<number> {
  const config = await loadConfig(named);
  if (config === undefined) return exitCode.usageError;
  let isAllOk = true;
  const lines = checkLines(config, {
    settings: await prepare(folderSettings(config), { ownFiles: ownFilesOf(named) }),
    location: locationOf(named),
    runningProblem: async () => await runningProblem(await socketOfRunning(named)),
  });
  for await (const { subject, ok, text } of lines) {
    print(oneLine(`${ok ? "ok  " : "FAIL"} ${subject}: ${text}`));
    isAllOk &&= ok;
  }
  return isAllOk ? exitCode.success : exitCode.failed;
}
