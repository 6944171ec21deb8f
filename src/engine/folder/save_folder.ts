// Saves a folder: by a scan of the whole tree, by the paths of the watcher, or, where a scan does not end, by
// names alone.

import { stampAt } from "../../system/file_state.ts";
import { ensureWholeIndex } from "../branch/index_checksum.ts";
import { mayLackFilters } from "../git/attributes/missing_filters.ts";
import { isSlowRule } from "../git/attributes/slow_rules.ts";
import { indexSize } from "../git/repository/index_size.ts";
import { LFS_CONFIG } from "../git/repository/lfs_server.ts";
import { gitPath } from "../git/values/path.ts";
import { isRules } from "../rules/rule_files.ts";
import { BlockedError } from "../errors.ts";
import {
  findMounts,
  type HeldDeletion,
  hiddenRenames,
  hideCollided,
  type Mounts,
  save,
  type SaveRequest,
  type SaveResult,
  writeHeldDeletion,
} from "../save/save.ts";
import type { KnownFolder } from "./known_folder.ts";
import { afterScan, heldPathsOf, noteIgnored } from "./privacy.ts";
import { saveNamed } from "./save_named.ts";
import { restoreDeleted } from "./restore_deleted.ts";
import type { SaveProgress, SaveReport } from "./save_report.ts";
import type { WorkTreeSettings } from "./settings.ts";
import { slowRuleOf, stillSlow } from "./slow_rule.ts";

/** One save of a folder. */
export interface FolderSave {
  readonly settings: WorkTreeSettings;
  readonly branch: string;
  readonly head: string | undefined;
  /** The commit at which the last sync left the branch. */
  readonly lastHead: string | undefined;
  /** Names relative to the folder that changed, when nothing else can have. */
  readonly paths: readonly string[] | undefined;
  /** Lets a mass deletion through. */
  readonly confirmDeletion: boolean;
  /** Restores the files of a mass deletion. */
  readonly restoreHere: boolean;
  readonly progress: SaveProgress;
  readonly report: SaveReport;
}

/**
 * Commits what is not committed, by the watcher's paths where they can be trusted. Where a scan does not end
 * because of a rule, only what is known by name is saved, and the rule noted. Returns the commit of the branch
 * after that. Throws `BlockedError` and `GitError`.
 */
export async function saveFolder(
  folder: KnownFolder,
  request: FolderSave,
): Promise<string | undefined> {
  const { progress } = request;
  let head: string | undefined;
  try {
    progress.slowRule = await stillSlow(folder.rules.slowRule);
    if (progress.slowRule === undefined) head = await saveSeen(folder, request);
  } catch (error) {
    if (!isSlowRule(error)) throw error;
    folder.rules.slowRule = await slowRuleOf(folder.repository, error);
    progress.slowRule = error;
  }
  if (progress.slowRule === undefined) return head;
  const { paths, report } = request;
  head = await saveNamed(folder, {
    rule: progress.slowRule,
    paths,
    head: request.head,
    requestAt: (head) => saveRequest(folder, { ...request, head }),
    report,
  });
  progress.saved = true;
  folder.index.stamp = undefined;
  return head;
}

async function saveSeen(folder: KnownFolder, request: FolderSave): Promise<string | undefined> {
  const { paths, progress, report, head } = request;
  const { repository, fold, index, skipped } = folder;
  const indexFile = `${repository.gitDir}/index`;
  // A git process of the user has moved the branch, and may have checked out names that are one to the volume.
  if (fold !== undefined && head !== request.lastHead) {
    skipped.unplaced = await hideCollided(repository, { fold, unplaced: skipped.unplaced });
  }
  const isKnown = index.stamp !== undefined && index.stamp === await stampAt(indexFile);
  if (!isKnown) await ensureWholeIndex(repository);
  // A path that was left out is named until a scan of the whole tree finds that its reason is gone.
  const trusted = paths !== undefined && isKnown && !skipped.areAround(paths.map(gitPath));
  const { onProgress } = request.settings;
  if (!trusted && onProgress !== undefined) {
    const files = await indexSize(repository);
    onProgress({ kind: "scanning", ...(files === undefined ? {} : { files }) });
  }
  const known = await saveRequest(folder, request);
  const { mounts } = known;
  const result = await save(repository, { ...known, paths: trusted ? paths : undefined });
  if (result.kind === "blocked") throw new BlockedError(result.block);
  if (result.kind === "moved") return head;
  progress.saved = true;
  if (!trusted) index.isFresh = true;
  const saved = await afterSave(folder, { request, result, mounts });
  const gone = skipped.heldDeletion?.many ?? [];
  const mayRestore = request.restoreHere && progress.restored === undefined;
  if (!mayRestore || gone.length === 0 || saved === undefined) return saved;
  // Restored first, then forgotten: a crash in between leaves files that the next sync restores.
  const restored = await restoreDeleted(folder, { settings: request.settings, head: saved, gone });
  await noteHeldDeletion(folder, undefined);
  report.addLateEdits(restored.copies, repository.host);
  progress.restored = restored.count;
  progress.saved = false;
  return saved;
}

/** Notes what a save has found and done. Returns the commit of the branch after it. */
async function afterSave(
  { repository, index, rules, skipped }: KnownFolder,
  { request: { head, report }, result, mounts }: {
    readonly request: FolderSave;
    readonly result: Extract<SaveResult, { kind: "saved" }>;
    readonly mounts: Mounts;
  },
): Promise<string | undefined> {
  rules.slowRule = undefined;
  if (result.paths.some(isRules)) rules.lacksFilters = undefined;
  index.stamp = await stampAt(`${repository.gitDir}/index`);
  if (result.leftOut !== undefined) skipped.leave(result.leftOut);
  if (result.commit === undefined) return head;
  await repository.lfs?.saved({ isChanged: result.paths.includes(LFS_CONFIG) });
  if (result.deleted.size < result.paths.length) await mounts.learn(result.paths);
  if (result.deleted.size > 0 && skipped.heldDeletion === undefined) await mounts.forgetUnmounted();
  report.addSaved(result);
  if (head !== undefined) {
    const { commit, deleted } = result;
    const found = await hiddenRenames(repository, { head, commit, deleted, now: Date.now() });
    for (const one of found) report.hidden.push(one);
  }
  return result.commit;
}

/** Returns what each save of a folder is given. */
async function saveRequest(
  folder: KnownFolder,
  { settings, branch, head, confirmDeletion }: FolderSave,
): Promise<Omit<SaveRequest, "paths">> {
  const { repository, index, rules, skipped } = folder;
  return {
    mounts: folder.mounts ??= await findMounts(repository),
    branch,
    head,
    refreshesIndex: !index.isFresh,
    confirmDeletion,
    notedDeletion: skipped.notedDeletion,
    onHeld: (held) => noteHeldDeletion(folder, held),
    unstable: folder.unstable,
    unplaced: skipped.unplaced,
    held: await heldPathsOf(folder),
    judgesNew: skipped.privatePaths.some(({ rules }) => rules !== undefined),
    onScan: (seen) => afterScan(folder, { seen, branch, head }),
    lacksFilters: async () => rules.lacksFilters ??= await mayLackFilters(repository),
    onNothing: (paths) => noteIgnored(folder, paths),
    fold: folder.fold,
    maxFileBytes: settings.maxFileBytes,
    messageTemplate: settings.messageTemplate,
    onProgress: settings.onProgress,
    now: Date.now(),
  };
}

/** Notes the deletions that wait. Those that are many are on the disk when this settles. */
async function noteHeldDeletion(
  { repository, skipped }: KnownFolder,
  held: HeldDeletion | undefined,
): Promise<void> {
  const many = new Set(held?.many);
  const isSame = many.size === skipped.notedDeletion.size && many.isSubsetOf(skipped.notedDeletion);
  if (!isSame) await writeHeldDeletion(repository, [...many]);
  skipped.notedDeletion = many;
  skipped.heldDeletion = held;
}
