// Finds the changes that are left out of a save, and why.

import { join } from "node:path";
import { filtersOf, keptByLfs } from "../git/attributes/attributes.ts";
import { copiedFrom } from "../git/values/conflict_name.ts";
import { isEvicted } from "./icloud_placeholder.ts";
import { lstatIfThere } from "../../system/file_state.ts";
import { unconfiguredFilters } from "../git/attributes/missing_filters.ts";
import { movedAmong } from "./moved_files.ts";
import type { Repository } from "../git/repository/repository.ts";
import { untilStopped } from "../../system/pace.ts";
import type { HeldPaths } from "../rules/held_paths.ts";
import { fileName, type GitPath } from "../git/values/path.ts";
import type { LocalStatus } from "../git/values/status_output.ts";
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
      /** Filled with the sizes of the files, in bytes. */
      readonly sizes?: Map<GitPath, number>;
      readonly maxBytes: number;
      /** Whether attributes may name filters that this machine does not have. */
      readonly lacksFilters: boolean;
    },
): Promise<Map<GitPath, NotSynced["reason"]>> {
  const leftOut = new Map<GitPath, NotSynced["reason"]>();
  const large: GitPath[] = [];
  for (const { path, kind, unstaged } of untilStopped(changes, repository.signal)) {
    if (kind === "nested") leftOut.set(path, "nested repository");
    if (kind === "deleted" && await isEvicted(repository.root, path)) leftOut.set(path, "evicted");
    const name = fileName(path);
    if (name === undefined || kind === "nested" || !unstaged) continue;
    if (sizes === undefined && maxBytes === 0) continue;
    const info = await lstatIfThere(join(repository.root, name));
    if (info?.isFile) sizes?.set(path, info.size);
    if (isTooLarge(info, maxBytes)) large.push(path);
  }
  if (large.length > 0) {
    const kept = await keptByLfs(repository, large);
    const rest = large.filter((path) => !kept.has(path));
    // A file that was only moved is published already: left out, it would be deleted everywhere.
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

/**
 * Adds what is left out for its place: outside of a sparse checkout, where the app has its own files, and under a
 * name that is ignored here, where others have published the file.
 */
export function leaveOutByPlace(
  leftOut: Map<GitPath, NotSynced["reason"]>,
  { seen, standing, held }: {
    readonly seen: LocalStatus["changes"];
    /** The paths outside of a sparse checkout at which something stands. */
    readonly standing: readonly GitPath[];
    readonly held: HeldPaths;
  },
): void {
  for (const path of standing) leftOut.set(path, "sparse");
  // Untracked files there are not listed.
  for (const { path, kind, unstaged } of seen) {
    if (kind !== "changed" || !unstaged) continue;
    const place = held.ownPlaceOf(path);
    if (place !== undefined) leftOut.set(place, "own place");
    const reason = held.editsHeld(path);
    if (place === undefined && reason !== undefined) leftOut.set(path, reason);
  }
}

/** Reports whether a file is over the limit in bytes; 0 means that none is. */
export function isTooLarge(info: Deno.FileInfo | undefined, maxBytes: number): boolean {
  return info !== undefined && info.isFile && maxBytes > 0 && info.size > maxBytes;
}
