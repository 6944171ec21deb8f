// What a sync can mend of the repository itself: objects that are missing or damaged, history that a shallow
// clone lacks. All of it is asked from the remote.

import type { Upstream } from "../git/values/git_config.ts";
import { isShallow } from "../git/repository/partial_clone.ts";
import { fetch, type TransferOptions } from "../git/commands/fetch_push.ts";
import { goBack, isAboutObjects, repairObjects, writeFilesAgain } from "../branch/repair.ts";
import { preflight } from "./preflight.ts";
import { GitError } from "../git/process/git.ts";
import { REPAIR_REST_MS } from "../../system/limits.ts";
import type { SyncSettings } from "./settings.ts";
import type { Run } from "./steps.ts";
import { fetchProgress } from "./transfer.ts";

/** What is tried, one after the other, in one sync. */
const WAYS = ["again", "again", "write", "again", "fetch", "fetch all", "go back"] as const;

/**
 * Does what may help after an error about objects that are missing or damaged. First the step is done again,
 * as another git may have pruned what the step had just written (git-gc, "NOTES"). Then what is lost and was never sent is made
 * anew from the folder. Then objects are fetched: those that an ordinary fetch brings, then all. Last, a branch
 * whose newest commit is lost goes back to an earlier one. Returns whether the step is to be tried again.
 * Throws `GitError`.
 */
export async function mendObjects(
  settings: SyncSettings,
  run: Run,
  error: unknown,
): Promise<boolean> {
  const { memory, progress } = run;
  if (!(error instanceof GitError) || !isAboutObjects(error.failure)) return false;
  const { upstream, head, tip } = await preflight(memory);
  const { repository, branch } = memory;
  memory.forget();
  while (progress.repairs < WAYS.length) {
    const way = WAYS[progress.repairs++]!;
    if (!isOpen(way, run)) continue;
    switch (way) {
      case "again":
        return true;
      case "write":
        if (await writeFilesAgain(repository)) return true;
        if (!await goBack(repository, { branch, head, sent: tip })) continue;
        progress.saved = false;
        return true;
      case "go back":
        if (!await goBack(repository, { branch, head })) continue;
        progress.saved = false;
        return true;
    }
    const isThorough = way === "fetch all";
    if (isThorough) memory.repairedAt = Date.now();
    try {
      await repairObjects(repository, { ...optionsOf(settings), upstream, isThorough });
      return true;
    } catch (failed) {
      // A fetch reads objects that are here, too.
      if (await mendObjects(settings, run, failed)) return true;
      throw failed;
    }
  }
  return false;
}

/** Reports whether a way may be tried now. */
function isOpen(way: typeof WAYS[number], { memory, request }: Run): boolean {
  if (request.remote === "none") return !way.startsWith("fetch");
  // What did not help once would only cost all of the history again.
  return way !== "fetch all" || Date.now() - memory.repairedAt >= REPAIR_REST_MS;
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
