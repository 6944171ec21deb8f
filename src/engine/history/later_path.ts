// Finds a path of the history by its later name, or the commit that deleted it.

import { VERSION_RENAMES } from "../../system/limits/history.ts";
import { renamesBetween } from "./renames.ts";
import type { Repository } from "../git/repository/repository.ts";
import { fileName, type GitPath } from "../git/values/path.ts";

/** The later name of a path that a commit does not have, or its deletion. */
export type LaterPath =
  | { readonly kind: "renamed"; readonly path: GitPath }
  /** `deletion` is the commit that deleted it, or the merge that brought that; its last name was `path`. */
  | { readonly kind: "deleted"; readonly path: GitPath; readonly deletion: string }
  | { readonly kind: "never there" };

/**
 * Returns what became of a path that `head` does not have. Renames are followed as git finds them, along the commits
 * as this machine had them one after the other. `isThere` says what `head` has. Throws `GitError`.
 */
export async function laterPathOf(
  repository: Repository,
  { head, path: original, isThere }: {
    readonly head: string;
    readonly path: GitPath;
    readonly isThere: (path: GitPath) => boolean | Promise<boolean>;
  },
): Promise<LaterPath> {
  let path = original;
  let fate: LaterPath = { kind: "never there" };
  for (let renames = 0; renames < VERSION_RENAMES; renames++) {
    const deletion = await lastChange(repository, { head, path });
    if (deletion === undefined) return fate;
    fate = { kind: "deleted", path, deletion };
    const renamed = (await renamesBetween(repository, `${deletion}^`, deletion))
      .find(({ from }) => from === path);
    if (renamed === undefined) return fate;
    path = renamed.to;
    if (await isThere(path)) return { kind: "renamed", path };
  }
  return fate;
}

/** Returns the last commit that changed a path, which is the one that deleted it, and that has a parent. */
async function lastChange(
  repository: Repository,
  { head, path }: { readonly head: string; readonly path: GitPath },
): Promise<string | undefined> {
  const name = fileName(path);
  if (name === undefined) return undefined;
  const { stdout } = await repository.run(
    ["rev-list", "--first-parent", "--parents", "-1", head, "--", `:(top,literal)${name}`],
    { access: "reads" },
  );
  const [commit, parent] = stdout.trim().split(" ");
  return parent === undefined ? undefined : commit;
}
