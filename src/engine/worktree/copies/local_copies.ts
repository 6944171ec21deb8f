// Conflict copies that no commit holds: no name of them has the attributes of their original, so git would
// publish them unfiltered, or change their bytes. They stay on this machine.

import type { LocalCopy } from "../../conflicts/conflict.ts";
import { treeEntries } from "../../git/commands/trees.ts";
import { keepLocal } from "../../conflicts/copy_placement.ts";
import { copyWhole } from "../copy_in_place.ts";
import { removeAll } from "../../../system/files.ts";
import { lstatIfThere } from "../../../system/file_state.ts";
import type { Repository } from "../../git/repository/repository.ts";
import { baseName, fileIn, type GitPath } from "../../git/values/path.ts";
import { putWhereNothingIs } from "../put_in_place.ts";
import { preparedFolder, prepareFiles } from "../plan/prepare.ts";
import type { Entry } from "../../git/values/tree.ts";
import type { Volume } from "../volume.ts";

/**
 * Writes the local copies of a merge into the work tree: this machine's version is its own file as it stands,
 * the others are written as the attributes of the merge have them at their original path. Each name is on
 * the list of private paths before anything stands there. Doing it again changes nothing. Throws `GitError`.
 */
export async function writeLocalCopies(
  repository: Repository,
  { copies, commit, volume }: {
    readonly copies: readonly LocalCopy[];
    readonly commit: string;
    readonly volume: Volume;
  },
): Promise<void> {
  if (copies.length === 0) return;
  await keepLocal(repository, copies.map(({ copy }) => copy));
  const entries = await treeEntries(repository, commit);
  const attributes = new Map(
    [...entries].filter(([path]) => baseName(path) === ".gitattributes"),
  );
  const fresh = preparedFolder(repository);
  for (const { path, copy, side, entry } of copies) {
    const { root } = repository;
    if (await lstatIfThere(fileIn(root, copy)) !== undefined) continue;
    const from = fileIn(fresh, path);
    await prepareOne(repository, { path, entry, attributes });
    const own = fileIn(root, path);
    if (side === "ours" && (await lstatIfThere(own))?.isFile) {
      await removeAll(from);
      await copyWhole(own, from, "kept");
    }
    await putWhereNothingIs(repository, { from, path: copy, volume, permissions: "kept" });
  }
  await removeAll(fresh);
}

async function prepareOne(
  repository: Repository,
  { path, entry, attributes }: {
    readonly path: GitPath;
    readonly entry: Entry;
    readonly attributes: ReadonlyMap<GitPath, Entry>;
  },
): Promise<void> {
  const changes = [{ path, old: undefined, new: entry }];
  await prepareFiles(repository, { changes, attributes, paths: [path] });
}
