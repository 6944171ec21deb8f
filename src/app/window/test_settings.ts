// The test of the settings in the window: what `--check` finds, line by line as it comes.

import { readConfig } from "../../adapters/config/file.ts";
import { type ConfigLocation, configuredFolders } from "../../adapters/config/schema.ts";
import type { TestLine } from "../../adapters/window/api/settings.ts";
import { shownProblem } from "../../core/problems.ts";
import type { SyncSettings } from "../../engine/mod.ts";
import { oneLine } from "../../system/text.ts";
import { problemSentence } from "../../view/problems/problems.ts";
import { type CheckOptions, runChecks } from "../run_checks.ts";
import { type FolderSettings, folderSettings } from "../folders/folder_settings.ts";
import type { RunningFolder } from "../folders/running_folder.ts";

/** The parts of the app that this needs. */
export interface TestParts {
  readonly origin: ConfigLocation;
  readonly folder: Pick<RunningFolder, "name" | "state">;
  readonly ids: CheckOptions["ids"];
  /** Returns what a sync needs on this machine. */
  readonly prepare: (settings: FolderSettings) => Promise<SyncSettings>;
}

/** Tests the settings that the file has for a folder, until the signal. */
export async function* testSettings(
  { origin, folder, ids, prepare }: TestParts,
  signal: AbortSignal,
): AsyncGenerator<TestLine> {
  const parsed = await readConfig(origin);
  if (!("config" in parsed)) {
    for (const { message } of parsed.mistakes) {
      yield { kind: "finding", subject: "configuration", isOk: false, text: oneLine(message) };
    }
    return yield { kind: "end", isOk: false };
  }
  const folders = configuredFolders(parsed.config);
  const config = folders.find(({ name }) => name === folder.name) ?? folders[0];
  const lines = runChecks({ ...parsed.config, ...config }, {
    folders: [config],
    prepare: async (folder) => ({ ...await prepare(folderSettings(folder)), signal }),
    location: origin,
    ids,
    running() {
      const { notSynced } = folder.state.folder;
      const problem = shownProblem(folder.state.folder);
      return Promise.resolve({ problem: problem && problemSentence(problem), notSynced });
    },
  });
  let isAllOk = true;
  for await (const { subject, ok, text } of lines) {
    if (signal.aborted) return;
    isAllOk &&= ok;
    yield { kind: "finding", subject, isOk: ok, text: oneLine(text) };
  }
  yield { kind: "end", isOk: isAllOk };
}
