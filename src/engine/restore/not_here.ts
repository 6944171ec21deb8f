// The paths of a change that the update leaves alone in this folder, as git was told not to look at them.

import type { KnownFolder } from "../folder/known_folder.ts";
import { viewIndex } from "../git/commands/index.ts";
import { outsidePatterns } from "../git/commands/sparse.ts";
import { type GitPath, shownName } from "../git/values/path.ts";
import type { ChangeResult } from "./change.ts";

/**
 * Returns those of the paths that stay as they are here, whatever the branch gets. `wanted` has those that are to be
 * as they were, and `paths` those of them that the change has set. Throws `GitError`.
 */
export async function notHere(
  { repository, skipped }: KnownFolder,
  { paths, wanted }: { readonly paths: readonly GitPath[]; readonly wanted: readonly GitPath[] },
): Promise<Pick<ChangeResult, "outside" | "hidden">> {
  const { indexed, hidden } = await viewIndex(repository, wanted);
  const unplaced = new Set(skipped.unplaced.map(({ path }) => path));
  const absent = wanted.filter((path) => hidden.has(path) || !indexed.has(path));
  const outside = await outsidePatterns(repository, absent);
  return {
    outside: paths.filter((path) => outside.has(path)).map(shownName),
    hidden: [...hidden].filter((path) => !outside.has(path) && !unplaced.has(path)).map(shownName),
  };
}
