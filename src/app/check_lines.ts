// The checks of a configuration, one line after the other, for `--check` and for the window.

import {
  type Config,
  type ConfigLocation,
  missingForLiveUpdates,
} from "../adapters/config/schema.ts";
import { check, type SyncSettings } from "../engine/mod.ts";
import { type CheckLine, checkLine } from "../view/check_line.ts";
import { channelSettings } from "./live_updates.ts";

/**
 * Checks git, folder, remote and broker, and yields what it finds. `runningProblem` returns why the running instance does
 * not sync: some problems show only in a sync. None is given twice.
 */
export async function* checkLines(
  config: Config,
  { settings, location, runningProblem }: {
    readonly settings: SyncSettings;
    readonly location: ConfigLocation;
    readonly runningProblem: () => Promise<string | undefined>;
  },
): AsyncGenerator<CheckLine> {
  let isOk = true;
  const seen = (line: CheckLine): CheckLine => {
    isOk &&= line.ok;
    return line;
  };
  for await (const finding of check(settings)) yield seen(checkLine(finding));
  const lack = missingForLiveUpdates(config);
  if (lack !== undefined) yield seen({ subject: "broker", ok: false, text: lack });
  if (config.mqtt_enabled && lack === undefined) {
    const { probe } = await import("../adapters/mqtt/probe.ts");
    for await (const step of probe(channelSettings(config, location))) {
      yield seen({ subject: "broker", ...step });
    }
  }
  // Another branch, or the output of a hook.
  const problem = isOk ? await runningProblem() : undefined;
  if (problem === undefined) return;
  const text = `${problem} (the running instance says so; \`git-sync-bar --sync-now\` tries again)`;
  yield { subject: "sync", ok: false, text };
}
