// Repairs the repository: missing or damaged objects, and history that a shallow clone lacks.

import { GitError } from "../git/process/git.ts";
import { isShallow } from "../git/repository/partial_clone.ts";
import { REPAIR_REST_MS } from "../../system/limits/remote.ts";
import type { Branch } from "./branch.ts";
import type { BranchTips } from "./preflight.ts";
import { goBack, isAboutObjects, repairObjects, writeFilesAgain } from "./missing_objects.ts";
import type { BranchProgress } from "./branch_progress.ts";
import { fetchBranch, type TransferSettings } from "./transfer.ts";
import { forgetTip } from "./remote_branch.ts";
import type { Repository } from "../git/repository/repository.ts";

/** How objects are mended. */
export interface RepairContext {
  readonly settings: TransferSettings;
  readonly progress: BranchProgress;
  /** Whether the remote may be asked. */
  readonly mayFetch: boolean;
  /** Called before anything is done: nothing that was known before is certain. */
  readonly onBegin: () => void;
}

/** The ways that one sync tries, one after the other. */
const WAYS = ["again", "again", "write", "again", "fetch", "fetch all", "go back"] as const;

/**
 * Repairs what an error about missing or damaged objects shows. First the step is done again:
 * another git process may have pruned new objects (git-gc, "NOTES"). Then unsent objects are made
 * anew from the folder. Then objects are fetched, as usual and then all. Last, a branch whose
 * newest commit is lost goes back to an earlier one. Returns whether to try the step again. Throws
 * `GitError`, in place of the given one where the remote is to blame.
 */
export async function repairRepository(
  branch: Branch,
  { error, ...mending }: RepairContext & { readonly error: unknown },
): Promise<boolean> {
  const { settings, progress } = mending;
  const { repository, name } = branch;
  if (!(error instanceof GitError)) return false;
  const isAbout = isAboutObjects(error.failure);
  if (!isAbout && error.failure.kind !== "unknown") return false;
  const { upstream, head, tip } = await branch.readTips();
  if (await hasNewTip(branch, { upstream, tip }, mending)) return true;
  if (!isAbout) return false;
  mending.onBegin();
  while (progress.repairs < WAYS.length) {
    const way = WAYS[progress.repairs++]!;
    if (!mending.mayFetch && way.startsWith("fetch")) continue;
    // A second try would only cost all of the history again.
    if (way === "fetch all" && Date.now() - branch.repairedAt < REPAIR_REST_MS) continue;
    switch (way) {
      case "again":
        return true;
      case "write":
        if (await writeFilesAgain(repository)) return true;
        if (!await goBack(repository, { branch: name, head, sent: tip })) continue;
        progress.saved = false;
        return true;
      case "go back":
        if (!await goBack(repository, { branch: name, head })) continue;
        progress.saved = false;
        return true;
    }
    const isThorough = way === "fetch all";
    if (isThorough) branch.repairedAt = Date.now();
    try {
      await repairObjects(repository, { ...settings, upstream, isThorough });
      return true;
    } catch (failed) {
      // A fetch reads objects that are here, too.
      if (await repairRepository(branch, { ...mending, error: failed })) return true;
      throw failed;
    }
  }
  return false;
}

/**
 * Asks the remote again where its branch was no commit. Reports whether it is one by now; throws
 * that the remote is damaged where it is not.
 */
async function hasNewTip(
  { repository, name }: Branch,
  { upstream, tip }: Pick<BranchTips, "upstream" | "tip">,
  { settings, mayFetch }: RepairContext,
): Promise<boolean> {
  const before = tip === undefined ? undefined : await typeOf(repository, tip);
  if (!mayFetch || tip === undefined || before === undefined || before === "commit") return false;
  await forgetTip(repository, upstream, tip);
  if (!await fetchBranch(repository, upstream, settings)) return true;
  const type = await typeOf(repository, upstream.tracking);
  if (type === "commit") return true;
  const detail = `its branch ${name} is a ${type}, and no commit`;
  throw new GitError({ kind: "remote damaged", detail }, "git fetch");
}

async function typeOf(repository: Repository, object: string): Promise<string | undefined> {
  const { code, stdout } = await repository.run(["cat-file", "-t", object], { access: "reads" });
  return code === 0 ? stdout.trim() : undefined;
}

/**
 * Fetches history that a shallow clone lacks. Returns false when there is none, or it was tried in
 * this sync.
 */
export async function deepen(
  { repository }: Branch,
  { upstream, settings, progress }:
    & Pick<BranchTips, "upstream">
    & Omit<RepairContext, "mayFetch" | "onBegin">,
): Promise<boolean> {
  if (progress.isDeepened || !await isShallow(repository)) return false;
  progress.isDeepened = true;
  await fetchBranch(repository, upstream, { ...settings, history: "deeper" });
  return true;
}
