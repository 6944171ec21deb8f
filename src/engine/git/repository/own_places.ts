// Where the app's own files and the git folder lie inside of a work tree, when they do.

import { basename, dirname, join, relative } from "node:path";
import type { Repository } from "./repository.ts";
import { type GitPath, gitPath, withSlash } from "../values/path.ts";
import { isWithin, realPath } from "../../../system/real_path.ts";

/**
 * Returns the app's own files and folders that lie in the work tree, and the git folders, each ending in `/`.
 * They are found by their real paths, whether they exist yet or not. `.git` at the top is left out, as git
 * never tracks it. A folder in which the whole work tree lies is no place in it.
 */
export async function ownPlacesIn(
  { root, gitDir, commonDir }: Pick<Repository, "root" | "gitDir" | "commonDir">,
  ownFiles: readonly string[],
): Promise<GitPath[]> {
  const places = new Set<GitPath>();
  for (const file of [gitDir, commonDir, ...ownFiles]) {
    // A link of the user's to a file of ours is ours as well.
    for (
      const path of [await realPath(file), join(await realPath(dirname(file)), basename(file))]
    ) {
      if (path === root || !isWithin(path, root) || isWithin(path, join(root, ".git"))) continue;
      places.add(withSlash(gitPath(relative(root, path))));
    }
  }
  return [...places];
}
