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
  placeFolder,
  placeGitFolder,
  readLayout,
  removeGitFolder,
  removeRemote,
  renameUnborn,
  type SyncOutcome,
  undoIgnore,
} from "../../engine/mod.ts";
import { outcomeLines } from "../../view/outcome.ts";
import { progressLine } from "../../view/progress_line.ts";
import {
  AS_IT_WAS_LINE,
  keptFolderLine,
  keptSaveLine,
  OTHER_INSTANCE_LINES,
  syncedFolderLine,
} from "../../view/setup/ending_lines.ts";
import { createHeldLock } from "../control/held_lock.ts";
import { heldBack } from "./first_save.ts";
import { settingsIn, type TaskContext } from "./parts.ts";
import { createStaging } from "./staging.ts";

/** The making of one folder. */
export interface CloneTask extends Disposable {
  /** Makes what is missing and syncs once; again where it was cut off. Throws one line. */
  connect(context: TaskContext): Promise<Partial<Known>>;
  /** Takes back what was made. Returns what stays, in lines. */
  undo(context: TaskContext): Promise<readonly string[]>;
}

/** Prepares the making of a folder; nothing is made yet. */
export function createCloneTask(): CloneTask {
  const staging = createStaging();
  const lock = createHeldLock(undefined);
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
    const folder = staging.path ?? chosen.path;
    const outcome = await syncIn(context, folder);
    if (outcome.kind === "problem") return { connected: failed(outcome) };
    if (isWhole) await placeFolder(folder, chosen.path);
    return synced(outcome);
  }

  async function begin(
    context: TaskContext,
    { folder, isWhole }: { readonly folder: string; readonly isWhole: boolean },
  ): Promise<void> {
    if (isWhole && staging.path !== undefined) return;
    // An earlier try came so far.
    lock.release();
    await staging.remove();
    const paths = await heldBack(context);
    const made = await staging.make(isWhole ? dirname(folder) : folder, context.setupFolder.note);
    const settings = await settingsIn(context, made);
    const { known } = context;
    await beginRepository(settings, {
      address: remoteAddress(known) ?? "",
      branch: known.branch ?? "main",
    });
    if (await lock.take(join(made, ".git")) !== undefined) {
      throw new Error("Cannot set up: the folder is in use");
    }
    if (isWhole) return;
    const hasRules = known.reached?.kind === "reached" && known.reached.branches.length > 0;
    if (paths.length > 0 && hasRules) await ignoreHere(settings, paths);
    else if (paths.length > 0) ignored ??= await ignoreFiles(folder, paths);
    await placeGitFolder(made, folder);
    if (paths.length > 0) await keepHere(await settingsIn(context, folder), paths);
    staging.noteMoved();
    isPlaced = true;
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
    const { gitDir } = await readLayout(chosen.path);
    if (await lock.take(gitDir) !== undefined) {
      return { connected: { kind: "synced", lines: OTHER_INSTANCE_LINES } };
    }
    if (paths.length > 0) await keepHere(settings, paths);
    before ??= { commit: await checkedOutCommit(settings) };
    const outcome = await syncIn(context, chosen.path);
    if (outcome.kind === "problem") return { connected: failed(outcome) };
    return synced(outcome);
  }

  function synced(outcome: SyncOutcome): Partial<Known> {
    isSynced = true;
    return { connected: { kind: "synced", lines: outcomeLines(outcome) } };
  }

  return {
    connect,
    async undo(context) {
      const { known: { chosen, connected } } = context;
      if (chosen === undefined) return [AS_IT_WAS_LINE];
      if (isSynced || connected?.kind === "synced") return [syncedFolderLine(chosen.path)];
      const unaborted = { ...context, signal: new AbortController().signal };
      const lines: string[] = [];
      await staging.remove();
      const settings = await settingsIn(unaborted, chosen.path);
      if (isPlaced && !await removeGitFolder(settings)) {
        lines.push(keptFolderLine(chosen.path));
      } else if (before !== undefined && await checkedOutCommit(settings) !== before.commit) {
        // The rules are in what was saved.
        lines.push(keptSaveLine(chosen.path));
      } else if (ignored !== undefined) await undoIgnore(ignored);
      lock.release();
      if (hasAddedRemote) await removeRemote(settings);
      await staging.removeParents();
      return lines.length === 0 ? [AS_IT_WAS_LINE] : lines;
    },
    [Symbol.dispose]: lock.release,
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
