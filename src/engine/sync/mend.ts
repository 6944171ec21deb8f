// What a sync can mend of the repository itself: objects that are missing or damaged, history that a shallow
// clone lacks. All of it is asked from the remote.

import type { Upstream } from "../git/values/git_config.ts";
import { isShallow } from "../git/repository/partial_clone.ts";
import { fetch, type TransferOptions } from "../git/commands/fetch_push.ts";
import { isAboutObjects, repairObjects } from "./repair.ts";
import { preflight } from "./preflight.ts";
import { GitError } from "../git/process/git.ts";
import { REPAIR_REST_MS } from "../../system/limits.ts";
import type { SyncSettings } from "./settings.ts";
import type { Run } from "./steps.ts";
import { fetchProgress } from "./transfer.ts";

/**
 * Fetches missing objects again after an error that may be due to them: first what an ordinary fetch brings,
 * then everything. Returns whether the step is to be tried again. Throws `GitError`.
 */
export async function mendObjects(
  settings: SyncSettings,
  run: Run,
  error: unknown,
): Promise<boolean> {
  const { memory, request, progress } = run;
  if (!(error instanceof GitError) || !isAboutObjects(error.failure)) return false;
  const isThorough = progress.repairs > 0;
  const now = Date.now();
  if (request.remote === "none" || progress.repairs > 1) return false;
  // What did not help once would only cost all of the history again.
  if (isThorough && now - memory.repairedAt < REPAIR_REST_MS) return false;
  if (isThorough) memory.repairedAt = now;
  progress.repairs++;
  const { upstream } = await preflight(memory);
  memory.forget();
  try {
    await repairObjects(memory.repository, { ...optionsOf(settings), upstream, isThorough });
    return true;
  } catch (failed) {
    if (isThorough) throw failed;
    // A fetch reads objects that are here, too.
    if (await mendObjects(settings, run, failed)) return true;
    throw failed;
  }
}

/**
 * Fetches the history that a shallow clone lacks. Returns false when there is no more to be had, or it was
 * tried before in this sync. Throws `GitError`.
 */
export async function deepen(
  settings: SyncSettings,
  run: Run,
  upstream: Upstream,
): Promise<boolean> {
  const { memory, progress, report } = run;
  const { repository } = memory;
  if (progress.isDeepened || !await isShallow(repository)) return false;
  progress.isDeepened = true;
  const at = Date.now();
  await fetch(repository, upstream, { ...optionsOf(settings), history: "deeper" });
  memory.forget();
  progress.remote = "fresh";
  report.askedAt = at;
  return true;
}

function optionsOf(settings: SyncSettings): TransferOptions {
  return { onProgress: fetchProgress(settings), transferMs: settings.transferMs };
}
