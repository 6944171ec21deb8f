// Names in a commit that cannot stand beside each other: held twice by a damaged tree, or one to the volume.

import { treeEntries } from "../../git/commands/trees.ts";
import { type Fold, withoutPlace } from "../../git/repository/case_folding.ts";
import { readUnplaced } from "../../git/repository/unplaced.ts";
import type { Repository } from "../../git/repository/repository.ts";
import { foldersAbove, type GitPath, shownName } from "../../git/values/path.ts";
import type { Change } from "../../git/values/tree.ts";
import { GitError } from "../../git/process/git.ts";

/** Throws where a tree holds a name twice, as git makes none: a link could become a folder. */
export function* checkShape(changes: readonly Change[]): Generator<void, void> {
  const files = new Set<GitPath>();
  for (const { path, new: next } of changes) {
    yield;
    if (next === undefined) continue;
    if (files.has(path)) throw heldTwice(path);
    files.add(path);
  }
  for (const folder of foldersAbove(files)) {
    yield;
    if (files.has(folder)) throw heldTwice(folder);
  }
}

function heldTwice(path: GitPath): GitError {
  const name = shownName(path);
  const detail = `it has "${name}" twice`;
  return new GitError({ kind: "remote damaged", detail, path: name }, "update the folder");
}

/** Returns the new paths that the volume takes for others which the commit has as well. */
export async function foldedNames(
  repository: Repository,
  { to, added, fold }: {
    readonly to: string;
    readonly added: readonly Change[];
    readonly fold: Fold;
  },
): Promise<ReadonlySet<GitPath>> {
  const fresh = new Set(added.filter(({ old }) => old === undefined).map(({ path }) => path));
  if (fresh.size === 0) return new Set();
  const waiting = new Set((await readUnplaced(repository)).map(({ path }) => path));
  const standing = [...(await treeEntries(repository, to)).keys()]
    .filter((path) => !fresh.has(path) && !waiting.has(path));
  return withoutPlace(fresh, { standing, fold });
}
