// Private paths that the user wants synced from here on.

import { join } from "node:path";
import { clearSkipWorktree } from "../git/commands/index.ts";
import { isTracked } from "../git/commands/stage.ts";
import { ignoredBy } from "../git/attributes/check_ignore.ts";
import { type UnplacedFile, writeUnplaced } from "../git/repository/unplaced.ts";
import type { Repository } from "../git/repository/repository.ts";
import {
  type PrivatePath,
  readPrivatePaths,
  writePrivatePaths,
} from "../git/repository/private_paths.ts";
import { fileIn, gitPath, parentFolders, shownName, withoutSlash } from "../git/values/path.ts";
import { lstatIfThere } from "../../system/file_state.ts";

/** A path that was to be published and is not kept back; the name is for the user's eyes. */
export interface NotPublished {
  readonly path: string;
  readonly reason: "missing" | "synced" | "copy" | "ignored" | "not kept back";
  /** The file with the rule that ignores it. */
  readonly ruleFile?: string;
}

/**
 * Lets private paths into the next save, by their shown names or those of folders above. `unplaced`
 * is what is published and does not stand in the folder. Returns what of it is left, and those of the names
 * under which nothing is kept back. Throws `GitError`.
 */
export async function publish(
  repository: Repository,
  { names, unplaced }: {
    readonly names: readonly string[];
    readonly unplaced: readonly UnplacedFile[];
  },
): Promise<{
  readonly unplaced: readonly UnplacedFile[];
  readonly notPublished: readonly NotPublished[];
}> {
  const wanted = new Set(names.map((name) => name.replace(/\/$/, "")));
  const found = new Set<string>();
  const copies = new Set<string>();
  const isMeant = ({ path, reason }: Pick<PrivatePath, "path"> & { readonly reason: string }) => {
    const those = [path, ...parentFolders(path)].map((at) => shownName(withoutSlash(at)))
      .filter((name) => wanted.has(name));
    for (const name of those) (reason === "copy" ? copies : found).add(name);
    return reason !== "copy" && those.length > 0;
  };
  const listed = await readPrivatePaths(repository);
  const published: PrivatePath[] = listed.map((entry) =>
    isMeant(entry) ? { ...entry, reason: "published" } : entry
  );
  await writePrivatePaths(repository, published);
  const meant = unplaced.filter((entry) =>
    (entry.reason === "private" || entry.reason === "link") && isMeant(entry)
  );
  const absent = await absentAmong(repository, meant);
  const placed = meant.filter((entry) => entry.reason === "private" || !absent.has(entry));
  const left = unplaced.filter((entry) => !placed.includes(entry))
    .map((entry) => absent.has(entry) ? { ...entry, reason: "restoring" as const } : entry);
  if (placed.length > 0) await clearSkipWorktree(repository, placed.map(({ path }) => path));
  if (meant.length > 0) await writeUnplaced(repository, left);
  const others = [...wanted].filter((name) => !found.has(name));
  const notPublished = await Promise.all(others.map(async (path) => ({
    path,
    ...(copies.has(path) ? { reason: "copy" as const } : await whyNot(repository, path)),
  })));
  return { unplaced: left, notPublished };
}

/** Returns the links in whose places nothing stands: they come, where another file goes in the place of theirs. */
async function absentAmong(
  { root }: Repository,
  unplaced: readonly UnplacedFile[],
): Promise<ReadonlySet<UnplacedFile>> {
  const absent = new Set<UnplacedFile>();
  for (const entry of unplaced) {
    if (entry.reason !== "link") continue;
    if (await lstatIfThere(fileIn(root, entry.path)) === undefined) absent.add(entry);
  }
  return absent;
}

/** Returns why nothing is kept back under a name. */
async function whyNot(
  repository: Repository,
  name: string,
): Promise<Omit<NotPublished, "path">> {
  if (name.startsWith("/") || name.split("/").includes("..")) return { reason: "missing" };
  if (await isTracked(repository, name)) return { reason: "synced" };
  if (await lstatIfThere(join(repository.root, name)) === undefined) return { reason: "missing" };
  const ruleFile = await ignoredBy(repository, gitPath(name));
  return ruleFile === undefined ? { reason: "not kept back" } : { reason: "ignored", ruleFile };
}
