// Brings the index to what an update has placed, and notes what could not be placed.

import { join } from "node:path";
import { keepIgnored } from "../git/repository/exclude_file.ts";
import { setEntries, setSkipWorktree } from "../git/commands/index.ts";
import { stampAt } from "../../system/file_state.ts";
import { readUnplaced, type UnplacedFile, writeUnplaced } from "../git/repository/unplaced.ts";
import type { Repository } from "../git/repository/repository.ts";
import { fileName, type GitPath } from "../git/values/path.ts";
import { addPrivatePaths, type PrivatePath } from "../git/repository/private_paths.ts";
import { preparedFolder } from "./plan/prepare.ts";
import { areStillPlaced } from "./placed_files.ts";
import { entryType, isWritten } from "../git/values/tree.ts";
import type { UpdatePlan } from "./plan/update_plan.ts";

/**
 * Brings the index to what is placed by now, and notes what could not be. Returns the stamps of the index
 * from before and after that; `undefined`, with the index as it is, when another git process has written it since
 * the update was planned and put files back to what the branch has (stash, reset, restore).
 */
export async function moveIndex(
  repository: Repository,
  plan: UpdatePlan,
): Promise<{ readonly before: string; readonly after: string } | undefined> {
  const { indexStamp, changes, hidden, unplaced, untouched, adopted, stood } = plan;
  const listed = new Map(
    (await readUnplaced(repository)).map((entry) => [entry.path, entry]),
  );
  const hiddenByUser = new Set([...hidden].filter((path) => !listed.has(path)));
  await keepLeaving(repository, { plan, listed, hiddenByUser });
  const before = await stampAt(indexFile(repository));
  if (before !== indexStamp && !await isInPlace(repository, plan)) return undefined;
  await setEntries(repository, changes.map(({ path, new: next }) => [path, next] as const));
  const hasNoPlace = (path: GitPath) =>
    ["name", "own place", "not writable"].includes(unplaced.get(path) ?? "");
  const skipped = changes.filter(({ path, new: next }) =>
    // A nested repository is never written, so its own commit is no edit.
    untouched.has(path) && !adopted.has(path) &&
    (isWritten(next) || next !== undefined && (hidden.has(path) || hasNoPlace(path)))
  ).map(({ path }) => path);
  if (skipped.length > 0) await setSkipWorktree(repository, skipped);
  const after = await stampAt(indexFile(repository));
  const changed = new Set(changes.map(({ path }) => path));
  const files = new Set(
    changes.filter(({ new: next }) => next !== undefined && entryType(next) === "file")
      .map(({ path }) => path),
  );
  // A file that others have put in the place of their link comes once nothing stands there.
  const isNoLink = (path: GitPath) => listed.get(path)?.reason === "link" && files.has(path);
  const list: readonly UnplacedFile[] = [
    ...[...listed.values()].filter(({ path }) => !changed.has(path)),
    ...notRemoved(plan, listed),
    ...skipped.filter((path) => !hiddenByUser.has(path)).map((path): UnplacedFile => {
      // Listed before, it is hidden from git, and was not tried.
      const before = listed.get(path);
      const bytes = before?.stood ?? stood.get(path);
      return {
        path,
        reason: unplaced.get(path) ?? (isNoLink(path) ? "private" : before?.reason) ?? "name",
        ...(bytes === undefined ? {} : { stood: bytes }),
      };
    }),
  ];
  if (listed.size + list.length > 0) await writeUnplaced(repository, list);
  return { before, after };
}

/** Keeps files of deleted paths private that stay here, before nobody tracks them any more. */
async function keepLeaving(
  repository: Repository,
  { plan: { changes, hidden, states }, listed, hiddenByUser }: {
    readonly plan: UpdatePlan;
    /** The paths that earlier updates could not place. */
    readonly listed: ReadonlyMap<GitPath, UnplacedFile>;
    /** The paths that the user has hidden from git. */
    readonly hiddenByUser: ReadonlySet<GitPath>;
  },
): Promise<void> {
  const kept: PrivatePath[] = [];
  const ignored: GitPath[] = [];
  for (const { path, new: next } of changes) {
    if (next !== undefined) continue;
    const before = listed.get(path);
    // It stays where it is, and must not be saved as a new file.
    if (fileName(path) === undefined) {
      const isThere = !hidden.has(path) || hiddenByUser.has(path) || before?.stood !== undefined;
      if (isThere) kept.push({ path, reason: "name" });
      continue;
    }
    // The user's own version must not get published.
    if (states.get(path) === undefined) continue;
    if (hiddenByUser.has(path)) ignored.push(path);
    if (hiddenByUser.has(path) || before?.reason === "private" || before?.reason === "link") {
      kept.push({ path, reason: "ignored" });
    }
  }
  if (kept.length > 0) await addPrivatePaths(repository, kept);
  if (ignored.length > 0) await keepIgnored(repository, ignored);
}

/**
 * Returns the files of deleted paths that stay, as they may not be removed, or as an earlier update could not place the
 * version that is deleted now.
 */
function notRemoved(
  { changes, hidden, unplaced, stood, leaving }: UpdatePlan,
  listed: ReadonlyMap<GitPath, UnplacedFile>,
): UnplacedFile[] {
  return changes.flatMap(({ path, new: next }): UnplacedFile[] => {
    if (next !== undefined || leaving.has(path) || fileName(path) === undefined) return [];
    const before = hidden.has(path) ? listed.get(path) : undefined;
    const bytes = unplaced.get(path) === "not writable" ? stood.get(path) : before?.stood;
    return bytes === undefined ? [] : [{ path, reason: "not writable", stood: bytes }];
  });
}

/** Returns the path of the index. */
export function indexFile({ gitDir }: Repository): string {
  return join(gitDir, "index");
}

/** Reports whether the work tree has what the update was to put there. */
export async function isInPlace(
  repository: Repository,
  { changes, untouched }: UpdatePlan,
): Promise<boolean> {
  const placed = changes.filter(({ path }) => !untouched.has(path));
  return await areStillPlaced(repository.root, {
    fresh: preparedFolder(repository),
    changes: placed,
  });
}
