// Commits everything local, except what has to be left out (`engine/save/left_out.ts`).

import { join } from "node:path";
import { copiedFrom } from "../git/values/conflict_name.ts";
import type { Fold } from "../git/repository/case_folding.ts";
import { notEdited, type NotPlaced } from "../git/repository/unplaced.ts";
import type { Repository } from "../git/repository/repository.ts";
import { fileName, foldersOf, type GitPath, gitPath, shownName, TOP } from "../git/values/path.ts";
import { repositoriesAmong } from "../git/commands/nested_repositories.ts";
import { isEvicted } from "./icloud_placeholder.ts";
import { lstatIfThere } from "../../system/file_state.ts";
import { commitTree } from "../git/commands/commits.ts";
import { changesBetween, emptyTree } from "../git/commands/trees.ts";
import { isCheckedOut, moveRef } from "../git/commands/refs.ts";
import { setEntries, skipWorktree, writeTree } from "../git/commands/index.ts";
import { lossyAmong } from "../git/attributes/lossy_files.ts";
import { savesOnlyTracked } from "../git/values/git_config.ts";
import { isRules } from "../merge/rule_files.ts";
import { arePlaced, isSparse, sparseChanges } from "../git/commands/sparse.ts";
import { changedAmong, stagePaths, unstagePaths } from "../git/commands/stage.ts";
import { status } from "../git/commands/status.ts";
import { followSpelling, unknownNames } from "./spelling.ts";
import { deletedAmong } from "../git/values/tree.ts";
import type { LocalChange, LocalStatus } from "../git/values/status_output.ts";
import { isTooLarge, type LeftOut, stageWhatGoesIn, toLeaveOut } from "./left_out.ts";
import { type HeldPaths, isHeld, isStagedOwn } from "./held_paths.ts";
import { MASS_DELETION_FILES, massDeletion } from "./mass_deletion.ts";
import { saveMessage } from "../git/repository/commit_message.ts";
import type { Block } from "../problem.ts";
import type { NotSynced } from "./not_synced.ts";
import type { Mounts } from "./mounts.ts";
import type { Restless } from "./unstable_files.ts";

/** What a save needs to know beside the repository. */
export interface SaveRequest {
  readonly branch: string;
  readonly head: string | undefined;
  /** Names relative to the root that changed, when nothing else can have; otherwise the whole tree is looked at. */
  readonly paths: readonly string[] | undefined;
  /** Whether to save nothing when the named paths alone do not tell what to do. */
  readonly onlyNamed?: boolean;
  readonly confirmDeletion: boolean;
  readonly mounts: Mounts;
  readonly restless: Restless;
  /** What is published and could not be placed: its absence is no deletion. */
  readonly notPlaced: readonly NotPlaced[];
  /** The paths that are never staged, as far as is known before the tree is looked at. */
  readonly held: HeldPaths;
  /** Whether new files are to be judged by rules from before, as a look at the whole tree does. */
  readonly judgesNew: boolean;
  /** Is told of a look at the whole tree, and returns the paths that are never staged after it. */
  readonly look: (seen: LocalStatus) => Promise<HeldPaths>;
  /** Reports whether attributes may name filters that this machine does not have. */
  readonly lacksFilters: () => Promise<boolean>;
  /** Is told of named paths at which git finds nothing to save. */
  readonly onNothing: (paths: readonly GitPath[]) => Promise<void>;
  /** Given where the volume cannot tell some names apart. */
  readonly fold: Fold | undefined;
  /** Files above this size are left out, in bytes; 0 means that none is. */
  readonly maxFileBytes: number;
  readonly messageTemplate: string;
  readonly now: number;
}

/** What a save did. */
export type SaveResult =
  | {
    readonly kind: "saved";
    /** The new commit, or `undefined` when there was nothing to commit. */
    readonly commit: string | undefined;
    readonly paths: readonly GitPath[];
    /** Those of them that the commit has deleted. */
    readonly deleted: ReadonlySet<GitPath>;
    /** What was left out; `undefined` when only trusted paths were looked at. */
    readonly leftOut: LeftOut | undefined;
  }
  | { readonly kind: "blocked"; readonly block: Block }
  /** Somebody moved the branch meanwhile: look again. */
  | { readonly kind: "moved" };

/** Commits what is not committed. Throws `GitError`. */
export async function save(repository: Repository, request: SaveRequest): Promise<SaveResult> {
  if (request.paths !== undefined) {
    const result = await saveTrusted(repository, request, request.paths);
    if (result !== undefined) return result;
    if (request.onlyNamed) return nothingSaved(undefined);
  }
  return await saveAll(repository, request);
}

/** Saves paths that the watcher named; `undefined` when the whole tree has to be looked at after all. */
async function saveTrusted(
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
  const inSparse = isSparse(repository);
  if (changed.some((path) => request.notPlaced.some((entry) => entry.path === path))) {
    return undefined;
  }
  if (inSparse && !await arePlaced(repository, { names, changed })) return undefined;
  // By other rules other files are ignored or kept out, which nobody has written.
  if ([...names.map(gitPath), ...changed].some(isRules)) return undefined;
  if (changed.length === 0) return nothingSaved(undefined);
  if (await request.lacksFilters()) return undefined;
  // Only a whole look asks which attributes a copy has.
  if (changed.some((path) => copiedFrom(path) !== undefined)) return undefined;
  // So many deletions could be the half of a small folder.
  if (changed.length > MASS_DELETION_FILES / 2) return undefined;
  // Asked for a path in it, git does not see that a folder is a repository of its own: a whole look does.
  const folders = new Set(changed.flatMap(foldersOf));
  if ((await repositoriesAmong(repository.root, folders)).length > 0) return undefined;
  for (const path of changed) {
    const name = fileName(path);
    if (name === undefined) return undefined;
    const info = await lstatIfThere(join(repository.root, name));
    if (info === undefined && (inSparse || request.mounts.covers(path))) return undefined;
    if (info === undefined && await isEvicted(repository.root, path)) return undefined;
    if (info?.isDirectory || isTooLarge(info, request.maxFileBytes)) return undefined;
  }
  const { refused, failure } = await stagePaths(repository, changed);
  if (failure !== undefined || refused.length > 0) return undefined;
  const named = new Set(changed);
  const result = await commit(repository, { request, changed, seen: named, leftOut: undefined });
  return result.kind === "moved" ? undefined : result;
}

/** Does as `changedAmong`. It is slower with many files, but compares none of the others, as that does. */
async function differingAmong(
  repository: Repository,
  names: readonly string[],
): Promise<{ readonly path: GitPath; readonly tracked: boolean }[]> {
  const { changes } = await status(repository, names);
  return changes.map(({ path, kind }) => ({ path, tracked: kind !== "untracked" }));
}

/** The names as the index spells them; `undefined` when that had to be changed, so that there is more to commit. */
async function namesForGit(
  repository: Repository,
  { fold, names }: { readonly fold: Fold | undefined; readonly names: readonly string[] },
): Promise<readonly string[] | undefined> {
  const { known, renamed } = await followSpelling(repository, { fold, names: names.map(gitPath) });
  if (renamed) return undefined;
  return names.map((name) => fileName(known.get(gitPath(name)) ?? TOP) || name);
}

async function saveAll(repository: Repository, request: SaveRequest): Promise<SaveResult> {
  const { fold } = request;
  const names = fold === undefined ? [] : await unknownNames(repository);
  const { known } = await followSpelling(repository, { fold, names });
  const found = await status(repository, undefined, { withIgnored: true });
  const { changes: all, unreadable } = found;
  const unmarked = await notEdited(repository.root, { changes: all, notPlaced: request.notPlaced });
  const { changes: seen, missing, standing } = await sparseChanges(
    repository,
    all.filter(({ path }) => !unmarked.has(path)),
  );
  if (unmarked.size + missing.length > 0) {
    await skipWorktree(repository, [...unmarked, ...missing]);
  }
  const held = await request.look(found);
  const staged = seen.filter((change) => isStagedOwn(held, change)).map(({ path }) => path);
  if (staged.length > 0) await unstagePaths(repository, staged);
  // Published by hand and gone since: it is neither a deletion nor a difference that stays for ever.
  const gone = seen.filter((change) =>
    change.kind === "deleted" && isHeld(held, change) && !isStagedOwn(held, change)
  ).map(({ path }) => path);
  if (gone.length > 0) await skipWorktree(repository, gone);
  // Tracked in another spelling, which tells of its changes.
  const isKnown = ({ path, kind }: LocalChange) => kind === "untracked" && known.has(path);
  // Conflict copies are about what is tracked.
  const isLeftAlone = ({ path, kind }: LocalChange) =>
    kind === "untracked" && copiedFrom(path) === undefined && savesOnlyTracked(repository.config);
  const changes = seen.filter((change) =>
    !isKnown(change) && !isHeld(held, change) && !isLeftAlone(change)
  );
  const unmerged = changes.find(({ kind }) => kind === "unmerged");
  if (unmerged !== undefined) {
    return {
      kind: "blocked",
      block: { kind: "unmerged", path: shownName(unmerged.path) },
    };
  }
  const maxBytes = request.maxFileBytes;
  // New attributes may name a filter, too.
  const lacksFilters = changes.some(({ path }) => isRules(path)) || await request.lacksFilters();
  const leftOut = await toLeaveOut(repository, { changes, unreadable, maxBytes, lacksFilters });
  for (const path of standing) leftOut.set(path, "sparse");
  // What is not tracked there is of no interest to anybody.
  for (const { path, kind, unstaged } of seen) {
    const place = kind === "changed" && unstaged ? held.ownPlaceOf(path) : undefined;
    if (place !== undefined) leftOut.set(place, "own place");
  }
  const { restless } = request;
  const written = changes.filter(({ kind, unstaged }) => kind === "changed" && unstaged)
    .map(({ path }) => path);
  for (const path of await restless.among(repository.root, written)) leftOut.set(path, "restless");
  const taken = changes.filter(({ path }) => !leftOut.has(path)).map(({ path }) => path);
  if (taken.length === 0) return nothingSaved(leftOut);
  if (!request.confirmDeletion) {
    const { head } = request;
    const index = join(repository.ownDir, "index");
    const halted = await massDeletion(repository, { changes, leftOut, head, index });
    if (halted !== undefined) return { kind: "blocked", block: halted };
    const gone = changes.filter(({ path, kind }) => kind === "deleted" && !leftOut.has(path));
    const unmounted = await request.mounts.unmounted(gone.map(({ path }) => path));
    if (unmounted !== undefined) return { kind: "blocked", block: unmounted };
  }
  const saving = await restless.beforeSave(repository.root, taken);
  // What the person staged is their word: a file that they stopped tracking must not be added again.
  const paths = changes.filter(({ path, unstaged }) => unstaged && !leftOut.has(path))
    .map(({ path }) => path);
  await stageWhatGoesIn(repository, { paths, leftOut });
  const result = await commit(repository, {
    request,
    changed: taken.filter((path) => !leftOut.has(path)),
    seen: new Set(seen.map(({ path }) => path)),
    leftOut,
  });
  if (result.kind === "saved" && result.commit !== undefined) {
    restless.saved(new Map([...saving].filter(([path]) => !leftOut.has(path))));
  }
  return result;
}

async function commit(
  repository: Repository,
  save: {
    readonly request: SaveRequest;
    readonly changed: readonly GitPath[];
    /** All paths that were seen to differ from `head`. */
    readonly seen: ReadonlySet<GitPath>;
    /** What is left out, to which more may be added; `undefined` when only trusted paths were looked at. */
    readonly leftOut: Map<GitPath, NotSynced["reason"]> | undefined;
  },
): Promise<SaveResult> {
  const { request, changed, seen, leftOut } = save;
  const { branch, head, now, messageTemplate } = request;
  const tree = await writeTree(repository);
  const comparing = changesBetween(repository, head ?? await emptyTree(repository), tree);
  // What git names again and again without any difference to commit must not become commits. Named
  // paths were compared by content just now.
  if (leftOut !== undefined && (await comparing).length === 0) return nothingSaved(leftOut);
  const [changes, lossy, oid] = await Promise.all([
    comparing,
    comparing.then((changes) => lossyAmong(repository, changes)),
    commitTree(repository, {
      tree,
      parents: head === undefined ? [] : [head],
      message: saveMessage(messageTemplate, { paths: changed, host: repository.host, time: now }),
    }),
  ]);
  // Another git may have filled the index meanwhile, for another branch: that must not become a commit of
  // this one. Git moves HEAD last, so HEAD alone does not tell.
  if (changes.some(({ path }) => !seen.has(path))) return { kind: "moved" };
  if (lossy.size > 0) {
    if (leftOut === undefined) return { kind: "moved" };
    const withheld = changes.filter(({ path }) => lossy.has(path));
    await setEntries(repository, withheld.map(({ path, old }) => [path, old] as const));
    for (const [path, loss] of lossy) leftOut.set(path, loss);
    return await commit(repository, {
      ...save,
      changed: changed.filter((path) => !lossy.has(path)),
    });
  }
  if (!await isCheckedOut(repository, branch)) return { kind: "moved" };
  const moved = await moveRef(repository, {
    ref: `refs/heads/${branch}`,
    to: oid,
    from: head ?? repository.zeroId,
    reason: "sync: save",
  });
  if (!moved) return { kind: "moved" };
  // What was gone a moment ago may have been there again when it was staged: the commit itself tells.
  const gone = deletedAmong(changes);
  const deleted = new Set(changed.filter((path) => gone.has(path)));
  return { kind: "saved", commit: oid, paths: changed, deleted, leftOut };
}

function nothingSaved(leftOut: LeftOut | undefined): SaveResult {
  return { kind: "saved", commit: undefined, paths: [], deleted: new Set(), leftOut };
}
