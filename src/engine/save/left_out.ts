// Finds the changes that are left out of a save, and why.

import { join } from "node:path";
import { filtersOf, keptByLfs } from "../git/attributes/attributes.ts";
import { copiedFrom } from "../git/values/conflict_name.ts";
import type { Failure, FailureKind } from "../git/process/failure.ts";
import { isEvicted } from "./icloud_placeholder.ts";
import { isReadable, lstatIfThere } from "../../system/file_state.ts";
import { unconfiguredFilters } from "../git/attributes/missing_filters.ts";
import { movedAmong } from "./moved_files.ts";
import type { Repository } from "../git/repository/repository.ts";
import { setEntries } from "../git/commands/index.ts";
import { endIfStopped } from "../../system/pace.ts";
import { fileName, type GitPath } from "../git/values/path.ts";
import { isReachable } from "../worktree/update.ts";
import { stagePaths } from "../git/commands/stage.ts";
import type { LocalStatus } from "../git/values/status_output.ts";
import { GitError } from "../git/process/git.ts";
import type { NotSynced } from "./not_synced.ts";

/** Paths that are kept out, each with its reason. */
export type LeftOut = ReadonlyMap<GitPath, NotSynced["reason"]>;

/**
 * Returns what a scan leaves out: nested repositories, files that are in iCloud alone, those over the limit
 * (`maxBytes`; 0 means that none is) unless git-lfs keeps them, and what cannot be read.
 */
export async function findLeftOut(
  repository: Repository,
  { changes, unreadable, maxBytes, lacksFilters, sizes }:
    & Pick<LocalStatus, "changes" | "unreadable">
    & {
      /** Filled with the sizes of the files, in bytes, where there is a limit. */
      readonly sizes?: Map<GitPath, number>;
      readonly maxBytes: number;
      /** Whether attributes may name filters that this machine does not have. */
      readonly lacksFilters: boolean;
    },
): Promise<Map<GitPath, NotSynced["reason"]>> {
  const leftOut = new Map<GitPath, NotSynced["reason"]>();
  const large: GitPath[] = [];
  for (const { path, kind, unstaged } of changes) {
    endIfStopped(repository.signal);
    if (kind === "nested") leftOut.set(path, "nested repository");
    if (kind === "deleted" && await isEvicted(repository.root, path)) leftOut.set(path, "evicted");
    const name = fileName(path);
    if (name === undefined || kind === "nested" || !unstaged || maxBytes === 0) continue;
    const info = await lstatIfThere(join(repository.root, name));
    if (info?.isFile) sizes?.set(path, info.size);
    if (isTooLarge(info, maxBytes)) large.push(path);
  }
  if (large.length > 0) {
    const kept = await keptByLfs(repository, large);
    const rest = large.filter((path) => !kept.has(path));
    // What was only moved is published already: left out, it would be deleted everywhere.
    const moved = await movedAmong(repository, { large: rest, minBytes: maxBytes });
    for (const path of rest) if (!moved.has(path)) leftOut.set(path, "too large");
  }
  for (const path of unreadable) leftOut.set(path, "unreadable");
  if (lacksFilters) {
    const written = changes.filter(({ path, kind, unstaged }) =>
      unstaged && kind !== "deleted" && kind !== "nested" && !leftOut.has(path)
    ).map(({ path }) => path);
    const lacking = await unconfiguredFilters(repository, written);
    for (const path of lacking.keys()) leftOut.set(path, "no filter");
  }
  for (const path of await refilteredCopies(repository, changes)) leftOut.set(path, "copy");
  return leftOut;
}

/**
 * Returns the conflict copies that have another filter here than their original, as by attributes of this
 * machine alone: sent, they would not be published as the original is.
 */
async function refilteredCopies(
  repository: Repository,
  changes: LocalStatus["changes"],
): Promise<GitPath[]> {
  const originals = new Map<GitPath, GitPath>();
  for (const { path, kind } of changes) {
    const original = kind === "deleted" ? undefined : copiedFrom(path);
    if (original !== undefined) originals.set(path, original);
  }
  const filters = await filtersOf(repository, { paths: [...originals].flat() });
  return [...originals].filter(([copy, original]) => filters.get(copy) !== filters.get(original))
    .map(([copy]) => copy);
}

/** Reports whether a file is over the limit in bytes; 0 means that none is. */
export function isTooLarge(info: Deno.FileInfo | undefined, maxBytes: number): boolean {
  return info !== undefined && info.isFile && maxBytes > 0 && info.size > maxBytes;
}

/** The failures of a git command that have nothing to do with one of the files. */
const GENERAL: ReadonlySet<FailureKind> = new Set([
  "lock",
  "disk full",
  "damaged",
  "hung",
  "aborted",
]);

/**
 * Stages changed paths in an index, by default the repository's. What cannot be staged is added to
 * `leftOut`. The paths are tried together; only when that fails, the ones that fail are searched for, each
 * at the cost of three commands. Throws `GitError` when the reason is not one of the files.
 */
export async function stageChanges(
  repository: Repository,
  { paths, leftOut, index, onStaged }: {
    readonly paths: readonly GitPath[];
    readonly leftOut: Map<GitPath, NotSynced["reason"]>;
    readonly index?: string;
    /** Called with the number of paths that are staged by now, from time to time. */
    readonly onStaged?: ((staged: number) => void) | undefined;
  },
): Promise<void> {
  let parts: (readonly GitPath[])[] = [paths];
  for (let isFirst = true; parts.length > 0; isFirst = false) {
    const part = parts.shift()!;
    if (part.length === 0) continue;
    const { refused, failure, failedAt } = await stagePaths(repository, part, { index, onStaged });
    for (const path of refused) leftOut.set(path, "forbidden name");
    if (failure === undefined) continue;
    if (GENERAL.has(failure.kind)) throw new GitError(failure, "git update-index");
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
 * Returns the paths without those that git would stop at one by one: files that may not be read, which are
 * left out, and what is gone as its folder has become a link, which is staged as deleted.
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
    else if (await mayBeRead(join(repository.root, name))) rest.push(path);
    else leftOut.set(path, "unreadable");
  }
  if (gone.length > 0) {
    await setEntries(repository, gone.map((path) => [path, undefined] as const), index);
  }
  return rest;
}

/** Reports whether a file can be opened; true for a path without a file. */
async function mayBeRead(file: string): Promise<boolean> {
  try {
    if ((await lstatIfThere(file))?.isFile) (await Deno.open(file)).close();
    return true;
  } catch (error) {
    return !(error instanceof Deno.errors.PermissionDenied);
  }
}

/**
 * Returns why one path cannot be staged; `undefined` when it is another thing by now, which the next scan
 * takes. Throws `GitError` when the path is not the reason.
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
  throw new GitError(failure, "git update-index");
}
