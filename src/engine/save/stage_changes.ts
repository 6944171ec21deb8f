// Stages changed paths. When git refuses one of many, it is found by bisection.

import { join } from "node:path";
import { filtersOf } from "../git/attributes/attributes.ts";
import type { Failure, FailureKind } from "../git/process/failure.ts";
import { isReadable, lstatIfThere } from "../../system/file_state.ts";
import type { Repository } from "../git/repository/repository.ts";
import { setEntries } from "../git/commands/index.ts";
import { fileName, type GitPath } from "../git/values/path.ts";
import { isReachable } from "../worktree/update.ts";
import { isPacking, removeParts } from "../git/repository/partial_objects.ts";
import { stagePaths } from "../git/commands/stage.ts";
import { GitError } from "../git/process/git.ts";
import type { NotSynced } from "./not_synced.ts";
import { type StagingGroup, stagingGroups, storedOneByOne } from "./staging_groups.ts";

const UPDATE_INDEX = "git update-index";

/** The failures of a git command that have nothing to do with one of the files. */
const GENERAL: ReadonlySet<FailureKind> = new Set([
  "lock",
  "disk full",
  "damaged",
  "hung",
  "aborted",
]);

/**
 * Groups changed paths for `stageChanges` by the sizes of their files in bytes. Throws `GitError`.
 */
export async function groupChanges(
  repository: Repository,
  paths: readonly GitPath[],
  sizes: ReadonlyMap<GitPath, number>,
): Promise<StagingGroup[]> {
  const mayFilter = [...repository.config.keys()].some((key) =>
    /^filter\..+\.(?:clean|process)$/.test(key)
  );
  const filters = mayFilter && !storedOneByOne(paths, sizes)
    ? await filtersOf(repository, { paths })
    : new Map();
  return stagingGroups(paths, { sizes, filtered: new Set(filters.keys()) });
}

/**
 * Stages changed paths in an index, by default the repository's. One that cannot be staged is added
 * to `leftOut`. The paths of a group are tried together, and only after a failure one by one, at
 * three commands each. Throws `GitError` when no file is the reason.
 */
export async function stageChanges(
  repository: Repository,
  { groups, leftOut, index, onStaged }: {
    readonly groups: readonly StagingGroup[];
    readonly leftOut: Map<GitPath, NotSynced["reason"]>;
    readonly index?: string | undefined;
    /** Called with the number of paths that are staged by now, from time to time. */
    readonly onStaged?: ((staged: number) => void) | undefined;
  },
): Promise<void> {
  let done = 0;
  for (const { paths: group, storing } of groups) {
    const before = done;
    const report = onStaged && ((staged: number) => onStaged(before + staged));
    if (storing === "objects" || await isPacking(repository)) {
      await stageGroup(repository, { paths: group, leftOut, index, onStaged: report });
    } else {
      const since = Date.now();
      const staged = await stagePaths(repository, group, { index, storing });
      for (const path of staged.refused) leftOut.set(path, "forbidden name");
      if (staged.failure !== undefined) {
        if (GENERAL.has(staged.failure.kind)) throw new GitError(staged.failure, UPDATE_INDEX);
        // The pack is of no use without its end, and would take the room of what comes next.
        await removeParts(repository, since);
        const rest = await withoutUnstageable(repository, { paths: group, leftOut, index });
        await stageGroup(repository, { paths: rest, leftOut, index, onStaged: report });
      }
    }
    done += group.length;
    onStaged?.(done);
  }
}

/** Stages paths together, or, when that fails, those of them that can be. */
async function stageGroup(
  repository: Repository,
  { paths, leftOut, index, onStaged }: Omit<Parameters<typeof stageChanges>[1], "groups"> & {
    readonly paths: readonly GitPath[];
  },
): Promise<void> {
  let parts: (readonly GitPath[])[] = [paths];
  for (let isFirst = true; parts.length > 0; isFirst = false) {
    const part = parts.shift()!;
    if (part.length === 0) continue;
    const { refused, failure, failedAt } = await stagePaths(repository, part, { index, onStaged });
    for (const path of refused) leftOut.set(path, "forbidden name");
    if (failure === undefined) continue;
    if (GENERAL.has(failure.kind)) throw new GitError(failure, UPDATE_INDEX);
    if (isFirst) {
      parts = [await withoutUnstageable(repository, { paths, leftOut, index })];
    } else if (part.length === 1) {
      const reason = await reasonOfFailure(repository, part[0]!, failure);
      if (reason !== undefined) leftOut.set(part[0]!, reason);
    } else {
      const found = failedAt === undefined ? -1 : part.indexOf(failedAt);
      const at = found === -1 ? part.length >> 1 : found;
      const split = found === -1
        ? [part.slice(0, at), part.slice(at)]
        : [part.slice(0, at), [part[at]!], part.slice(at + 1)];
      parts = [...split, ...parts];
    }
  }
}

/**
 * Returns the paths without those at which git would stop. Unreadable files, pipes, sockets and
 * devices are left out. A path whose folder has become a link is staged as deleted.
 */
async function withoutUnstageable(
  repository: Repository,
  { paths, leftOut, index }: {
    readonly paths: readonly GitPath[];
    readonly leftOut: Map<GitPath, NotSynced["reason"]>;
    readonly index: string | undefined;
  },
): Promise<readonly GitPath[]> {
  const rest: GitPath[] = [];
  const gone: GitPath[] = [];
  for (const path of paths) {
    const name = fileName(path);
    if (name === undefined) rest.push(path);
    else if (!await isReachable(repository.root, path)) gone.push(path);
    else {
      const reason = await whyUnreadable(join(repository.root, name));
      if (reason === undefined) rest.push(path);
      else leftOut.set(path, reason);
    }
  }
  if (gone.length > 0) {
    await setEntries(repository, gone.map((path) => [path, undefined] as const), index);
  }
  return rest;
}

/** Returns why git cannot read a file; `undefined` where it can, or where no file is. */
async function whyUnreadable(file: string): Promise<"unreadable" | "special file" | undefined> {
  try {
    const info = await lstatIfThere(file);
    if (info === undefined || info.isDirectory || info.isSymlink) return undefined;
    // A pipe would have to be written before it could be opened.
    if (!info.isFile) return "special file";
    (await Deno.open(file)).close();
    return undefined;
  } catch (error) {
    return error instanceof Deno.errors.PermissionDenied ? "unreadable" : undefined;
  }
}

/**
 * Returns why one path cannot be staged; `undefined` when it has changed meanwhile, for the next
 * scan. Throws `GitError` when the path is not the reason.
 */
async function reasonOfFailure(
  { root }: Repository,
  path: GitPath,
  failure: Failure,
): Promise<NotSynced["reason"] | undefined> {
  if (failure.kind === "hook") return "filter";
  if (failure.kind === "encoding") return "encoding";
  const file = join(root, fileName(path) ?? "");
  const info = await lstatIfThere(file);
  if (info === undefined || info.isDirectory) return undefined;
  if (!await isReadable(file)) return "unreadable";
  throw new GitError(failure, UPDATE_INDEX);
}
