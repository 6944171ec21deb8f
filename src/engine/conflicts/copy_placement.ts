// Where a version goes that lost its name in the work tree: a name decides which attributes and which rules
// count, and a copy has another name than its original.

import { byteAttributes } from "../git/attributes/attributes.ts";
import { fittingForm } from "../git/values/byte_attributes.ts";
import type { CopyForm } from "../git/values/conflict_name.ts";
import type { Placement } from "./conflict.ts";
import { keepIgnored } from "../git/repository/exclude_file.ts";
import { readTree, withIndex } from "../git/commands/index.ts";
import type { Repository } from "../git/repository/repository.ts";
import type { GitPath } from "../git/values/path.ts";
import {
  addPrivatePaths,
  type PrivatePath,
  readPrivatePaths,
} from "../git/repository/private_paths.ts";
import { isIgnored } from "../git/attributes/check_ignore.ts";

/** A version, and the names that its copy may get. */
export interface CopyNames extends Readonly<Record<CopyForm, GitPath>> {
  readonly path: GitPath;
}

/**
 * Returns where the copy of a version goes: "local" where the original is private, where no name of the copy
 * has the attributes of the original, and where the name is ignored, as git would list it nowhere. `attributesFrom` is
 * the commit whose attributes count; those of the index count where none is given. Throws `GitError`.
 */
export async function placementOf(
  repository: Repository,
  { names, attributesFrom }: {
    readonly names: CopyNames;
    readonly attributesFrom: string | undefined;
  },
): Promise<Placement> {
  const hasPath = ({ path }: PrivatePath) => path === names.path;
  if ((await readPrivatePaths(repository)).some(hasPath)) return "local";
  const paths = [names.path, names.file, names.folder];
  const attributes = attributesFrom === undefined
    ? await byteAttributes(repository, paths, { cached: true })
    : await withIndex(repository, async (index) => {
      await readTree(repository, attributesFrom, index);
      return await byteAttributes(repository, paths, { cached: true, index });
    });
  const form = fittingForm(attributes, names);
  return form === "local" || await isIgnored(repository, names[form]) ? "local" : form;
}

/** Makes sure that no save publishes a copy, whatever git's rules say. Its name is on the disk when this settles. */
export async function keepLocal(
  repository: Repository,
  copies: readonly GitPath[],
): Promise<void> {
  await addPrivatePaths(repository, copies.map((path) => ({ path, reason: "copy" })));
  // So that git by hand agrees.
  await keepIgnored(repository, copies);
}
