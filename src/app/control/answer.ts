// The answers of the running instance to the requests of the command line.

import { folded } from "../../adapters/config/folders.ts";
import { exitCode } from "../../system/exit_code.ts";
import { realPath } from "../../system/real_path.ts";
import { quote } from "../../system/text.ts";
import type { ClockFormat } from "../../view/clock_format.ts";
import { progressLine } from "../../view/progress_line.ts";
import { statusOf } from "../../view/status_report.ts";
import { namedStates, type RunningFolder } from "../folders/running_folder.ts";
import type { ControlRequest, FolderRequest } from "./protocol.ts";
import { answerSync } from "./sync_request.ts";

/** The running instance. */
export interface AnsweringApp {
  /** The folders as they are now. */
  readonly list: readonly [RunningFolder, ...RunningFolder[]];
  readonly now: number;
  readonly formatTimes: ClockFormat;
}

/** Returns the answer to a request; that to a sync comes with its end. */
export async function answerRequest(
  request: Exclude<ControlRequest, { command: "window" }>,
  { list, now, formatTimes }: AnsweringApp,
): Promise<unknown> {
  switch (request.command) {
    case "status":
      return statusOf(namedStates(list), { now, clock: formatTimes(now) });
    case "folder": {
      const folder = await folderOf(list, request.folder);
      if (folder !== undefined) return await answerFor(folder, request.request);
      const error = `the running instance has no folder ${quote(request.folder)}`;
      return { exitCode: exitCode.failed, lines: [], error };
    }
    default:
      return await answerFor(list[0], request);
  }
}

async function answerFor(folder: RunningFolder, request: FolderRequest): Promise<unknown> {
  if (request.command !== "progress") return await answerSync(request, folder);
  const { progress } = folder.state.folder.running ?? {};
  return { line: progress === undefined ? "" : progressLine(progress) };
}

/** Returns the folder at a path, whatever links lead there, or else the one of that name. */
async function folderOf(
  list: readonly RunningFolder[],
  given: string,
): Promise<RunningFolder | undefined> {
  const at = (path: string) => list.find(({ settings }) => settings?.folder === path);
  const named = at(given) ?? list.find(({ name }) => folded(name) === folded(given));
  if (named !== undefined || !given.startsWith("/")) return named;
  const real = await realPath(given);
  for (const folder of list) {
    const { settings } = folder;
    if (settings !== undefined && await realPath(settings.folder) === real) return folder;
  }
  return undefined;
}
