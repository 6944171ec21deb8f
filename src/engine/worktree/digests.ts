// The ids of the bytes of files, as git would give them without filters.

import { fileIn, type GitPath } from "../git/values/path.ts";
import { digestOf, lstatIfThere } from "../../system/file_state.ts";

/** Returns those of the files that hold the bytes which are expected of them. */
export async function stillHolding(
  root: string,
  expected: ReadonlyMap<GitPath, string>,
): Promise<ReadonlyMap<GitPath, string>> {
  const found = await digestsOf(root, [...expected.keys()]);
  return new Map([...expected].filter(([path, digest]) => found.get(path) === digest));
}

/** Returns the ids of the bytes of files below a folder; a path at which no file is has none. */
export async function digestsOf(
  folder: string,
  paths: readonly GitPath[],
): Promise<ReadonlyMap<GitPath, string>> {
  const digests = new Map<GitPath, string>();
  for (const path of paths) {
    const file = fileIn(folder, path);
    if (!(await lstatIfThere(file))?.isFile) continue;
    const digest = await digestOf(file).catch(() => undefined);
    if (digest !== undefined) digests.set(path, digest);
  }
  return digests;
}
