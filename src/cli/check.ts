// `--check`: the checks of a configuration, printed.

import { missingForLiveUpdates } from "../adapters/config/schema.ts";
import { runningProblem } from "../app/control/client.ts";
import { folderSettings } from "../app/folder_settings.ts";
import { channelSettings } from "../app/live_updates.ts";
import { exitCode } from "../system/exit_code.ts";
import { print } from "../system/terminal.ts";
import { oneLine } from "../system/text.ts";
import { type CheckLine, checkLine } from "../view/check_line.ts";
import { loadConfig, locationOf, ownFilesOf, socketOfRunning } from "./instance.ts";
import { prepare } from "./machine.ts";
import { check } from "../engine/mod.ts";

/** Checks a configuration, prints what it finds and returns the exit code. */
export async function runCheck(named: string | undefined): Promise<number> {
  const config = await loadConfig(named);
  if (config === undefined) return exitCode.usageError;
  let isOk = true;
  const show = ({ subject, ok, text }: CheckLine) => {
    print(oneLine(`${ok ? "ok  " : "FAIL"} ${subject}: ${text}`));
    isOk &&= ok;
  };
  const ownFiles = ownFilesOf(named);
  const settings = await prepare(folderSettings(config), { ownFiles });
  for await (const finding of check(settings)) show(checkLine(finding));
  const lack = missingForLiveUpdates(config);
  if (lack !== undefined) show({ subject: "broker", ok: false, text: lack });
  if (config.mqtt_enabled && lack === undefined) {
    const { probe } = await import("../adapters/mqtt/probe.ts");
    for await (const step of probe(channelSettings(config, locationOf(named)))) {
      show({ subject: "broker", ...step });
    }
  }
  // Some problems show only in a sync: another branch, the output of a hook. None is printed twice.
  const problem = isOk ? await runningProblem(await socketOfRunning(named)) : undefined;
  if (problem !== undefined) {
    const text =
      `${problem} (the running instance says so; \`git-sync-bar --sync-now\` tries again)`;
    show({ subject: "sync", ok: false, text });
  }
  return isOk ? exitCode.success : exitCode.failed;
}
