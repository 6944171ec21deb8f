// Makes the folder a clone and syncs it once, and takes that back when set-up is given up. A folder that is new is
// made as a whole under a name of ours, and then gets its own.

import { dirname, join } from "node:path";
import { remoteAddress } from "../../core/setup/next_step.ts";
import type { Known } from "../../core/setup/known.ts";
import {
  addRemote,
  beginRepository,
  checkedOutCommit,
  type ChosenFolder,
  createSyncer,
  type IgnoredFiles,
  ignoreFiles,
  ignoreHere,
  keepHere,
  ownPathIn,
  placeFolder,
  placeGitFolder,
  readLayout,
  removeGitFolder,
  removeRemote,
  renameUnborn,
  type SyncOutcome,
  undoIgnore,
} from "../../engine/mod.ts";
import { lstatIfThere } from "../../system/file_state.ts";
import { removeAll } from "../../system/files.ts";
import { outcomeLines } from "../../view/outcome.ts";
import { progressLine } from "../../view/progress_line.ts";
import {
  AS_IT_WAS_LINE,
  keptFolderLine,
  keptSaveLine,
  OTHER_INSTANCE_LINES,
  syncedFolderLine,
} from "../../view/setup/ending_lines.ts";
import { isLock, lockRepository, type RepositoryLock } from "../control/repository_lock.ts";
import { heldBack } from "./first_save.ts";
import { settingsIn, type TaskContext } from "./parts.ts";

/** The making of one folder. */
export interface CloneTask extends Disposable {
  /** Makes what is missing and syncs once; again where it was cut off. Throws one line. */
  connect(context: TaskContext): Promise<Partial<Known>>;
  /** Takes back what was made. Returns what stays, in lines. */
  undo(context: TaskContext): Promise<readonly string[]>;
}

/** Prepares the making of a folder; nothing is made yet. */
export function createCloneTask(): CloneTask {
  /** Folders above the new one that were made for it, the deepest first. */
  const parents: string[] = [];
  /** The folder under a name of ours. */
  let staging: string | undefined;
  let lock: RepositoryLock | undefined;
  let ignored: IgnoredFiles | undefined;
  let hasAddedRemote = false;
  /** The git folder is in the user's folder. */
  let isPlaced = false;
  let isSynced = false;
  /** The commit that was checked out in the user's clone before the first sync. */
  let before: { readonly commit: string | undefined } | undefined;

  async function connect(context: TaskContext): Promise<Partial<Known>> {
    const { known: { chosen } } = context;
    if (chosen === undefined) throw new Error("Cannot set up: the folder is not known");
    if (chosen.kind === "clone") return await inClone(context, chosen);
    // An empty folder stays the one in which a terminal may be open.
    const isWhole = chosen.kind === "new";
    if (!isPlaced) await begin(context, { folder: chosen.path, isWhole });
    const folder = isPlaced ? chosen.path : staging!;
    const outcome = await syncIn(context, folder);
    if (outcome.kind === "problem") return { connected: failed(outcome) };
    if (isWhole) await placeFolder(folder, chosen.path);
    isSynced = true;
    return { connected: { kind: "synced", lines: outcomeLines(outcome) } };
  }

  async function begin(
    context: TaskContext,
    { folder, isWhole }: { readonly folder: string; readonly isWhole: boolean },
  ): Promise<void> {
    if (isWhole && staging !== undefined) return;
    // An earlier try came so far.
    release();
    if (staging !== undefined) await removeAll(staging);
    staging = undefined;
    const paths = await heldBack(context);
    const parent = isWhole ? dirname(folder) : folder;
    await makeParents(parent);
    const made = ownPathIn(parent);
    await context.setupFolder.note(made);
    await Deno.mkdir(made);
    staging = made;
    const settings = await settingsIn(context, made);
    const { known } = context;
    await beginRepository(settings, {
      address: remoteAddress(known) ?? "",
      branch: known.branch ?? "main",
    });
    const taken = await lockRepository(join(made, ".git"), undefined);
    if (!isLock(taken)) throw new Error("Cannot set up: the folder is in use");
    lock = taken;
    if (isWhole) return;
    const hasRules = known.reached?.kind === "reached" && known.reached.branches.length > 0;
    if (paths.length > 0 && hasRules) await ignoreHere(settings, paths);
    else if (paths.length > 0) ignored ??= await ignoreFiles(folder, paths);
    await placeGitFolder(made, folder);
    if (paths.length > 0) await keepHere(await settingsIn(context, folder), paths);
    staging = undefined;
    isPlaced = true;
  }

  async function makeParents(folder: string): Promise<void> {
    for (let at = folder; await lstatIfThere(at) === undefined; at = dirname(at)) parents.push(at);
    await Deno.mkdir(folder, { recursive: true });
  }

  async function inClone(
    context: TaskContext,
    chosen: Extract<ChosenFolder, { kind: "clone" }>,
  ): Promise<Partial<Known>> {
    const { known } = context;
    const settings = await settingsIn(context, chosen.path);
    const paths = await heldBack(context);
    if (paths.length > 0) ignored ??= await ignoreFiles(chosen.path, paths);
    if (chosen.address === undefined && !hasAddedRemote) {
      await addRemote(settings, remoteAddress(known) ?? "");
      hasAddedRemote = true;
    }
    if (chosen.isUnborn && known.branch !== undefined) await renameUnborn(settings, known.branch);
    if (lock === undefined) {
      const taken = await lockRepository((await readLayout(chosen.path)).gitDir, undefined);
      if (!isLock(taken)) {
        return { connected: { kind: "synced", lines: OTHER_INSTANCE_LINES } };
      }
      lock = taken;
    }
    if (paths.length > 0) await keepHere(settings, paths);
    before ??= { commit: await checkedOutCommit(settings) };
    const outcome = await syncIn(context, chosen.path);
    if (outcome.kind === "problem") return { connected: failed(outcome) };
    isSynced = true;
    return { connected: { kind: "synced", lines: outcomeLines(outcome) } };
  }

  function release(): void {
    lock?.[Symbol.dispose]();
    lock = undefined;
  }

  return {
    connect,
    async undo(context) {
      const { known: { chosen, connected } } = context;
      if (chosen === undefined) return [AS_IT_WAS_LINE];
      if (isSynced || connected?.kind === "synced") return [syncedFolderLine(chosen.path)];
      const unaborted = { ...context, signal: new AbortController().signal };
      const lines: string[] = [];
      if (staging !== undefined) await removeAll(staging);
      const settings = await settingsIn(unaborted, chosen.path);
      if (isPlaced && !await removeGitFolder(settings)) {
        lines.push(keptFolderLine(chosen.path));
      } else if (before !== undefined && await checkedOutCommit(settings) !== before.commit) {
        // The rules are in what was saved.
        lines.push(keptSaveLine(chosen.path));
      } else if (ignored !== undefined) await undoIgnore(ignored);
      release();
      if (hasAddedRemote) await removeRemote(settings);
      for (const folder of parents) await Deno.remove(folder).catch(() => {});
      return lines.length === 0 ? [AS_IT_WAS_LINE] : lines;
    },
    [Symbol.dispose]: release,
  };
}

/** Syncs a folder once; nobody else can. */
async function syncIn(context: TaskContext, folder: string): Promise<SyncOutcome> {
  const { onProgress } = context.parts;
  const syncer = createSyncer({
    ...await settingsIn(context, folder),
    onProgress: (progress) => onProgress(progress === undefined ? "" : progressLine(progress)),
  });
  // The user has just asked for all of it.
  const outcome = await syncer.sync({ remote: "ask", confirmIncoming: true });
  onProgress("");
  return outcome;
}

function failed({ problem }: Extract<SyncOutcome, { kind: "problem" }>) {
  return { kind: "failed", problem } as const;
}
