// Saves the paths that the watcher named, where these are enough to decide.

import { join } from "node:path";
import { copiedFrom } from "../git/values/conflict_name.ts";
import type { Fold } from "../git/repository/case_folding.ts";
import type { Repository } from "../git/repository/repository.ts";
import { fileName, type GitPath, gitPath, parentFolders, TOP } from "../git/values/path.ts";
import { repositoriesAmong } from "../git/commands/nested_repositories.ts";
import { isEvicted } from "./icloud_placeholder.ts";
import { lstatIfThere } from "../../system/file_state.ts";
import { isSparse, savesOnlyTracked } from "../git/values/git_config.ts";
import { isRules } from "../rules/rule_files.ts";
import { arePlaced } from "../git/commands/sparse.ts";
import { stageTree } from "./save_series.ts";
import { changedAmong } from "../git/commands/stage.ts";
import { status } from "../git/commands/status.ts";
import { emptyTree } from "../git/commands/trees.ts";
import { followSpelling } from "./spelling.ts";
import { isTooLarge } from "./left_out.ts";
import { MASS_DELETION_FILES } from "../../system/limits/folder.ts";
import { nothingSaved, type SaveRequest, type SaveResult } from "./save_request.ts";
import { commit } from "./commit_save.ts";
import { storedOneByOne } from "./staging_groups.ts";

/** Saves paths that the watcher named; `undefined` when the whole tree has to be scanned after all. */
export async function savePaths(
  repository: Repository,
  request: SaveRequest,
  paths: readonly string[],
): Promise<SaveResult | undefined> {
  const names = await namesForGit(repository, { fold: request.fold, names: paths });
  if (names === undefined) return undefined;
  const differing = names.length === 0
    ? []
    : request.onlyNamed
    ? await differingAmong(repository, names)
    : await changedAmong(repository, names);
  const listed = new Set(differing.map(({ path }) => path));
  await request.onNothing(names.map(gitPath).filter((path) => !listed.has(path)));
  const tracksOnly = savesOnlyTracked(repository.config);
  const changed = differing.filter(({ path, tracked }) => !request.held.holds(path, { tracked }))
    .filter(({ path, tracked }) => !tracksOnly || tracked || copiedFrom(path) !== undefined)
    .filter(({ tracked }) => tracked || !request.judgesNew || !request.onlyNamed)
    .map(({ path }) => path);
  if (request.judgesNew && differing.some(({ tracked }) => !tracked) && !request.onlyNamed) {
    return undefined;
  }
  const inSparse = isSparse(repository.config);
  if (changed.some((path) => request.unplaced.some((entry) => entry.path === path))) {
    return undefined;
  }
  // It may be ignored by now: a scan of the whole tree asks.
  if (changed.some((path) => request.notedDeletion.has(path))) return undefined;
  if (inSparse && !await arePlaced(repository, { names, changed })) return undefined;
  // By other rules other files are ignored or kept out, which were not written.
  if ([...names.map(gitPath), ...changed].some(isRules)) return undefined;
  if (changed.length === 0) return nothingSaved(undefined);
  if (await request.lacksFilters()) return undefined;
  // Only a scan of the whole tree asks which attributes a copy has.
  if (changed.some((path) => copiedFrom(path) !== undefined)) return undefined;
  // So many deletions could be the half of a small folder.
  if (changed.length > MASS_DELETION_FILES / 2) return undefined;
  // Asked for a path in it, git does not see that a folder is a git repository itself: a scan of the
  // whole tree does.
  const folders = new Set(changed.flatMap(parentFolders));
  if ((await repositoriesAmong(repository.root, folders)).length > 0) return undefined;
  let hasGone = false;
  const sizes = new Map<GitPath, number>();
  for (const path of changed) {
    const name = fileName(path);
    if (name === undefined) return undefined;
    const info = await lstatIfThere(join(repository.root, name));
    hasGone ||= info === undefined;
    const mayWait = inSparse || request.notedDeletion.size > 0 || request.mounts.covers(path);
    if (info === undefined && mayWait) return undefined;
    if (info === undefined && await isEvicted(repository.root, path)) return undefined;
    if (info?.isDirectory || isTooLarge(info, request.maxFileBytes)) return undefined;
    if (info?.isFile) sizes.set(path, info.size);
  }
  // Large files are staged in groups.
  if (!storedOneByOne(changed, sizes)) return undefined;
  const from = request.head ?? await emptyTree(repository);
  const staged = await stageTree(repository, changed, { from });
  if ("failure" in staged) return undefined;
  const named = new Set(changed);
  const result = await commit(repository, {
    request,
    changed,
    hasGone,
    seen: named,
    leftOut: undefined,
    staged,
  });
  return result.kind === "moved" ? undefined : result;
}

/** Returns the same as `changedAmong`. It is slower with many files, but compares none of the others. */
async function differingAmong(
  repository: Repository,
  names: readonly string[],
): Promise<{ readonly path: GitPath; readonly tracked: boolean }[]> {
  const { changes } = await status(repository, names);
  return changes.map(({ path, kind }) => ({ path, tracked: kind !== "untracked" }));
}

/**
 * Returns the names as the index spells them; `undefined` when that had to be changed, so that there is more
 * to commit.
 */
async function namesForGit(
  repository: Repository,
  { fold, names }: { readonly fold: Fold | undefined; readonly names: readonly string[] },
): Promise<readonly string[] | undefined> {
  const { known, renamed } = await followSpelling(repository, { fold, names: names.map(gitPath) });
  if (renamed) return undefined;
  return names.map((name) => fileName(known.get(gitPath(name)) ?? TOP) || name);
}
