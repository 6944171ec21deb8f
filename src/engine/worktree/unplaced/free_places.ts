// Which unplaced files have a place by now: the reason for which they were not placed is gone.

import { filtersOf } from "../../git/attributes/attributes.ts";
import { type Fold, foldBy, withoutPlace } from "../../git/repository/case_folding.ts";
import { repositoriesAmong } from "../../git/commands/nested_repositories.ts";
import type { UnplacedFile } from "../../git/repository/unplaced.ts";
import type { Repository } from "../../git/repository/repository.ts";
import { fileIn, fileName, type GitPath, parentFolders } from "../../git/values/path.ts";
import { lstatIfThere } from "../../../system/file_state.ts";
import type { Entry } from "../../git/values/tree.ts";

/** Returns the names that no other published one is taken for. */
export function unfolded(
  wanted: readonly UnplacedFile[],
  { tree, fold }: { readonly tree: ReadonlyMap<GitPath, Entry>; readonly fold: Fold | undefined },
): GitPath[] {
  const folded = wanted.filter(({ reason }) => reason === "name").map(({ path }) => path)
    // A path without a name here was refused for that, not for another name.
    .filter((path) => fileName(path) !== undefined);
  if (folded.length === 0) return [];
  const waiting = new Set(folded);
  const standing = [...tree.keys()].filter((path) => !waiting.has(path));
  if (fold !== undefined) {
    const refused = withoutPlace(folded, { standing, fold });
    return folded.filter((path) => !refused.has(path));
  }
  // The folder was on another volume. A name that is too long for this one is not tried each time.
  const alike = withoutPlace(folded, {
    standing,
    fold: foldBy({ foldsCase: true, foldsAccents: true }),
  });
  return folded.filter((path) => alike.has(path));
}

/** Returns the files that are in no nested repository any more. */
export async function withoutRepository(
  root: string,
  wanted: readonly UnplacedFile[],
): Promise<GitPath[]> {
  const free: GitPath[] = [];
  for (const { path, reason } of wanted) {
    if (reason !== "nested repository") continue;
    const found = await repositoriesAmong(root, [...parentFolders(path), path]);
    if (found.length === 0) free.push(path);
  }
  return free;
}

const WAITS_FOR_PLACE: ReadonlySet<UnplacedFile["reason"]> = new Set([
  "private",
  "missing filter",
  "restoring",
]);

/**
 * Returns the files at whose places nothing stands any more, of this machine's own or made since the user deleted them.
 */
export async function withoutPrivate(
  root: string,
  wanted: readonly UnplacedFile[],
): Promise<GitPath[]> {
  const free: GitPath[] = [];
  for (const { path, reason } of wanted) {
    if (!WAITS_FOR_PLACE.has(reason)) continue;
    const paths = [...parentFolders(path), path];
    const infos = await Promise.all(paths.map((at) => lstatIfThere(fileIn(root, at))));
    const isInTheWay = infos.some((info, at) =>
      info !== undefined && (at === infos.length - 1 || !info.isDirectory)
    );
    if (!isInTheWay) free.push(path);
  }
  return free;
}

/**
 * Returns the files that did not give way as their filter was missing, and that have none any more: each becomes a
 * conflict copy, as both sides have changed it.
 */
export async function withoutFilter(
  repository: Repository,
  { files, holds }: {
    readonly files: readonly UnplacedFile[];
    readonly holds: (path: GitPath) => boolean;
  },
): Promise<GitPath[]> {
  const paths = files.filter(({ reason, path }) => reason === "missing filter" && !holds(path))
    .map(({ path }) => path);
  const filters = await filtersOf(repository, { paths });
  return paths.filter((path) => !filters.has(path));
}
