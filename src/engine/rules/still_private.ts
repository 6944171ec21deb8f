// The private paths whose reason still holds.

import { join } from "node:path";
import { filtersOf } from "../git/attributes/attributes.ts";
import type { Fold } from "../git/repository/case_folding.ts";
import type { PrivatePath } from "../git/repository/private_paths.ts";
import type { Repository } from "../git/repository/repository.ts";
import { fileName, type GitPath, parentFolders, withoutSlash } from "../git/values/path.ts";
import type { LocalStatus } from "../git/values/status_output.ts";
import { viewIndex } from "../git/commands/index.ts";
import { lstatIfThere } from "../../system/file_state.ts";

/**
 * Returns the entries whose reason still holds, by a scan: `present` has its untracked files, and the folders that lead
 * to them with a `/` at their end, as the volume folds names. Throws `GitError`.
 */
export async function stillPrivate(
  { repository, fold = (path: GitPath) => path }: {
    readonly repository: Repository;
    readonly fold: Fold | undefined;
  },
  { paths, present, seen: { changes, unreadable } }: {
    readonly paths: readonly PrivatePath[];
    readonly present: ReadonlySet<string>;
    readonly seen: Pick<LocalStatus, "changes" | "unreadable">;
  },
): Promise<readonly PrivatePath[]> {
  const withReason = (wanted: PrivatePath["reason"]) =>
    paths.filter(({ reason }) => reason === wanted).map(({ path }) => path);
  const filters = await filtersOf(repository, { paths: withReason("filter") });
  const tracked = await trackedAmong(repository, withReason("received"));
  const ignored = new Set(withReason("ignored"));
  const hasUnknown = paths.some(({ reason }) => reason === "unknown");
  const edited = new Set(hasUnknown ? changes.map(({ path }) => path) : []);
  const kept: PrivatePath[] = [];
  for (const entry of paths) {
    const { path, reason } = entry;
    // Git does not say what is in there.
    const isUnknown = [...parentFolders(path), withoutSlash(path)]
      .some((at) => unreadable.includes(at));
    const isThere = async () =>
      await lstatIfThere(join(repository.root, fileName(path) ?? "")) !== undefined;
    const holds = reason === "unknown"
      ? edited.has(path)
      : reason === "ignored" || reason === "name"
      ? present.has(fold(path))
      : await isThere() && (reason === "copy" || filters.get(path) !== entry.filter);
    if (isUnknown || holds || reason === "received" || reason === "published") kept.push(entry);
    // Where nobody tracks it any more, and no rule ignores it, it is private like any other as well. It may come back
    // by git alone, as with another branch.
    const isReleased = reason === "received" && !tracked.has(path) && present.has(fold(path)) &&
      !ignored.has(path);
    if (isReleased) kept.push({ ...entry, reason: "ignored" });
  }
  return kept;
}

async function trackedAmong(
  repository: Repository,
  paths: readonly GitPath[],
): Promise<ReadonlySet<GitPath>> {
  if (paths.length === 0) return new Set();
  const { indexed } = await viewIndex(repository, paths);
  return indexed;
}
