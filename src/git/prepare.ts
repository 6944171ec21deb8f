// Writes the files of a commit into a folder of ours, ready to be put in place.

import { join } from "node:path";
import { removeAll } from "./aside.ts";
import { classify } from "./errors.ts";
import type { Repository } from "./open.ts";
import { fileName, type GitPath } from "./path.ts";
import { lstatIfThere } from "./look.ts";
import { checkoutInto, setEntries } from "./staging.ts";
import type { Change, Entry } from "./tree.ts";
import { GitError } from "./verb.ts";

/**
 * Writes the new files into a folder of ours, with the filters that the incoming attributes ask for.
 * Answers the paths that could not be written there.
 */
export async function prepare(
  repository: Repository,
  { changes, attributes, paths, fresh }: {
    readonly changes: readonly Change[];
    readonly attributes: ReadonlyMap<GitPath, Entry>;
    readonly paths: readonly GitPath[];
    readonly fresh: string;
  },
): Promise<GitPath[]> {
  const index = join(repository.ownDir, "index");
  await removeAll(index);
  await removeAll(fresh);
  await Deno.mkdir(fresh, { recursive: true });
  const entries = new Map<GitPath, Entry | undefined>(attributes);
  for (const { path, new: now } of changes) {
    if (now === undefined) entries.delete(path);
    else entries.set(path, now);
  }
  // Git checks each name here, and refuses those that lead into a git folder or out of the tree.
  await setEntries(repository, entries, index);
  const result = await checkoutInto(repository, { folder: fresh, index, paths });
  await removeAll(index);
  if (result.code === 0) return [];
  const failure = classify(result);
  // Names that the volume refuses are told by the files that are missing; git writes all the others.
  if (result.code === 128 || !["unknown", "badName"].includes(failure.kind)) {
    throw new GitError(failure, "git checkout-index");
  }
  const missing: GitPath[] = [];
  for (const path of paths) {
    if (await lstatIfThere(join(fresh, fileName(path)!)) === undefined) missing.push(path);
  }
  return missing;
}
