// The checks of a configuration, one line after the other, for `--check` and for the window.

import {
  type Config,
  type ConfigLocation,
  type FolderConfig,
  missingForLiveUpdates,
} from "../adapters/config/schema.ts";
import { check, leftOutFindings, type NotSynced, type SyncSettings } from "../engine/mod.ts";
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
  /** Returns what the running instance says of a folder: some things show only in a sync. */
  readonly running: (folder: FolderConfig) => Promise<ReportedFolder>;
}

/** A folder as the running instance reports it; empty where none answers. */
export interface ReportedFolder {
  /** Why it is not synced. */
  readonly problem?: string | undefined;
  readonly notSynced?: readonly NotSynced[] | undefined;
}

/**
 * Checks git, the folders, their remotes and the broker, and yields what it finds. Where there are several folders,
 * the subject begins with the name of one. Nothing is given twice.
 */
export async function* runChecks(
  config: Config,
  { folders, prepare, location, ids, running }: CheckOptions,
): AsyncGenerator<CheckLine> {
  let isOk = true;
  const seen = (line: CheckLine): CheckLine => {
    isOk &&= line.ok;
    return line;
  };
  const about = ({ name }: FolderConfig, subject: string) =>
    folders.length === 1 ? subject : `${name}: ${subject}`;
  const problems: CheckLine[] = [];
  for (const folder of folders) {
    const named = new Set<string>();
    for await (const finding of check(await prepare(folder))) {
      for (const path of finding.kind === "left out" ? finding.paths : []) named.add(path);
      const line = checkLine(finding);
      yield seen({ ...line, subject: about(folder, line.subject) });
    }
    const { problem, notSynced = [] } = await running(folder);
    // Such as a file that is not in the encoding which its attributes name.
    for (const finding of leftOutFindings(notSynced.filter(({ path }) => !named.has(path)))) {
      const { ok, subject, text } = checkLine(finding);
      yield { ok, subject: about(folder, subject), text: `${text} (the running instance says so)` };
    }
    // Another branch, or the output of a hook.
    if (problem === undefined) continue;
    const text =
      `${problem} (the running instance says so; \`git-sync-bar --sync-now\` tries again)`;
    problems.push({ subject: about(folder, "sync"), ok: false, text });
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
  if (isOk) yield* problems;
}
