// Restores files that were deleted here before any save has published that.

import { setEntries, setSkipWorktree, viewIndex } from "../git/commands/index.ts";
import { treeEntries } from "../git/commands/trees.ts";
import { type UnplacedFile, writeUnplaced } from "../git/repository/unplaced.ts";
import { fileName, type GitPath } from "../git/values/path.ts";
import { type Entry, isWritten } from "../git/values/tree.ts";
import { type Copy, isReachable } from "../worktree/update.ts";
import { lstatIfThere } from "../../system/file_state.ts";
import type { Repository } from "../git/repository/repository.ts";
import { retryUnplaced } from "./housekeeping.ts";
import type { KnownFolder } from "./known_folder.ts";
import type { WorkTreeSettings } from "./settings.ts";

/**
 * Puts deleted files back as the commit has them, where nothing stands, and returns how many are there again. They are
 * noted as unplaced first: after a crash the next sync goes on, and no save takes their absence for a deletion.
 * `head` is the commit that the folder has. Throws `GitError`.
 */
export async function restoreDeleted(
  folder: KnownFolder,
  { settings, head, gone }: {
    readonly settings: WorkTreeSettings;
    readonly head: string;
    readonly gone: readonly GitPath[];
  },
): Promise<{ readonly count: number; readonly copies: readonly Copy[] }> {
  const { repository, index, skipped } = folder;
  const tree = await treeEntries(repository, head);
  const paths = gone.filter((path) => tree.has(path));
  const wanted = new Set(paths);
  const noted: readonly UnplacedFile[] = [
    ...skipped.unplaced.filter(({ path }) => !wanted.has(path)),
    ...paths.map((path) => ({
      path,
      // Deno cannot name a file whose name is not UTF-8.
      reason: fileName(path) === undefined ? "name" as const : "restoring" as const,
    })),
  ];
  // The user may have staged the deletion. Not after the note: alone, these would be no mass deletion.
  const { indexed } = await viewIndex(repository, paths);
  const staged = paths.filter((path) => !indexed.has(path));
  await setEntries(repository, staged.map((path) => [path, tree.get(path)]));
  await writeUnplaced(repository, noted);
  skipped.unplaced = noted;
  await setSkipWorktree(repository, paths);
  index.forget();
  const copies = await retryUnplaced(folder, { settings, head, withFilters: true });
  const left = new Set(skipped.unplaced.map(({ path }) => path));
  let count = 0;
  for (const path of paths) {
    if (!left.has(path) && await stands(repository, { path, entry: tree.get(path) })) count++;
  }
  return { count, copies };
}

/** Reports whether a file or the folder of a nested repository is in its place. */
async function stands(
  repository: Repository,
  { path, entry }: { readonly path: GitPath; readonly entry: Entry | undefined },
): Promise<boolean> {
  if (fileName(path) === undefined || !await isReachable(repository.root, path)) return false;
  const info = await lstatIfThere(repository.fileOf(path));
  return info !== undefined && info.isDirectory !== isWritten(entry);
}
