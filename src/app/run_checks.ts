// The checks of a configuration, one line after the other, for `--check` and for the window.

import {
  type Config,
  type ConfigLocation,
  type FolderConfig,
  missingForLiveUpdates,
} from "../adapters/config/schema.ts";
import { check, type SyncSettings } from "../engine/mod.ts";
import { type CheckLine, checkLine } from "../view/check_line.ts";
import { type ClientIds, sharedIdNotice } from "./client_id.ts";
import { channelSettings } from "./live_updates.ts";

/** The configuration to check, and how. */
export interface CheckOptions {
  readonly folders: readonly [FolderConfig, ...FolderConfig[]];
  /** Returns what a sync of a folder needs on this machine. */
  readonly prepare: (folder: FolderConfig) => Promise<SyncSettings>;
  readonly location: ConfigLocation;
  /** The ids of this machine for live updates. */
  readonly ids: Pick<ClientIds, "isShared">;
  /** Returns why the running instance does not sync a folder: some problems show only in a sync. */
  readonly runningProblem: (folder: FolderConfig) => Promise<string | undefined>;
}

/**
 * Checks git, the folders, their remotes and the broker, and yields what it finds. Where there are several folders,
 * the subject begins with the name of one. Nothing is given twice.
 */
export async function* runChecks(
  config: Config,
  { folders, prepare, location, ids, runningProblem }: CheckOptions,
): AsyncGenerator<CheckLine> {
  let isOk = true;
  const seen = (line: CheckLine): CheckLine => {
    isOk &&= line.ok;
    return line;
  };
  const about = ({ name }: FolderConfig, subject: string) =>
    folders.length === 1 ? subject : `${name}: ${subject}`;
  for (const folder of folders) {
    for await (const finding of check(await prepare(folder))) {
      const line = checkLine(finding);
      yield seen({ ...line, subject: about(folder, line.subject) });
    }
  }
  const lack = missingForLiveUpdates(config);
  if (lack !== undefined) yield seen({ subject: "broker", ok: false, text: lack });
  if (config.mqtt_enabled && lack === undefined) {
    const { probe } = await import("../adapters/mqtt/probe.ts");
    for await (const step of probe(channelSettings(config, location))) {
      yield seen({ subject: "broker", ...step });
    }
    if (await ids.isShared(config.client_id)) {
      yield { subject: "broker", ok: true, text: sharedIdNotice(config.client_id) };
    }
  }
  if (!isOk) return;
  // Another branch, or the output of a hook.
  for (const folder of folders) {
    const problem = await runningProblem(folder);
    if (problem === undefined) continue;
    const text =
      `${problem} (the running instance says so; \`git-sync-bar --sync-now\` tries again)`;
    yield { subject: about(folder, "sync"), ok: false, text };
  }
}
