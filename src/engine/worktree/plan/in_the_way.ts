// Finds the user's own files where an update is going to write or remove something.

import { isSlowRule } from "../../git/attributes/slow_rules.ts";
import { nestedAmong, repositoriesAmong } from "../../git/commands/nested_repositories.ts";
import { MAX_PATH_ARGUMENTS } from "../../git/values/pathspec.ts";
import { status } from "../../git/commands/status.ts";
import type { Repository } from "../../git/repository/repository.ts";
import {
  fileName,
  folderOf,
  foldersAbove,
  type GitPath,
  parentFolders,
} from "../../git/values/path.ts";
import type { LocalChange } from "../../git/values/status_output.ts";
import { type Change, namedPaths } from "../../git/values/tree.ts";
import { untilStopped } from "../../../system/pace.ts";
import {
  type FileState,
  holdsBlob,
  lstatIfThere,
  readFileState,
} from "../../../system/file_state.ts";
import { join } from "node:path";

/** Returns what of the local changes stands where something is to be written or removed. */
export async function inTheWay(
  repository: Repository,
  changes: readonly Change[],
): Promise<{
  readonly unsaved: readonly GitPath[];
  readonly ignored: readonly GitPath[];
  readonly nested: readonly GitPath[];
}> {
  const paths = new Set(changes.map(({ path }) => path));
  const folders = foldersAbove(changes.map(({ path }) => path));
  const blocking = await filesAmong(repository, folders);
  const asked = [
    ...namedPaths(changes).map((path) => fileName(path)!),
    ...blocking.map((path) => fileName(path)!),
  ];
  const unsaved: GitPath[] = [];
  const nested: GitPath[] = [];
  const around = (await nestedAmong(repository, folders))
    .map((path) => ({ path, kind: "nested" as const }));
  const found = await statusAt(repository, { asked, changes });
  for (const { path, kind } of [...found.changes, ...around]) {
    const below = parentFolders(path).some((folder) => paths.has(folder));
    if (!paths.has(path) && !below && !folders.has(path)) continue;
    if (kind !== "nested") unsaved.push(path);
    else {
      for (const { path: changed } of changes) {
        const meets = changed === path || changed.startsWith(`${path}/`) ||
          path.startsWith(`${changed}/`);
        if (meets) nested.push(changed);
      }
    }
  }
  return { unsaved, ignored: found.ignored, nested };
}

/**
 * Returns what differs at some paths. Where git does not come to an end because of a rule, it is asked again
 * for a few paths at a time, none of which is a file that holds its published bytes.
 */
async function statusAt(
  repository: Repository,
  { asked, changes }: { readonly asked: readonly string[]; readonly changes: readonly Change[] },
): Promise<{ readonly changes: readonly LocalChange[]; readonly ignored: readonly GitPath[] }> {
  try {
    return await status(repository, asked, { withIgnored: true });
  } catch (error) {
    if (!isSlowRule(error)) throw error;
    const differing = new Set(asked);
    for (const { path, old } of changes) {
      const name = fileName(path);
      if (name === undefined) continue;
      const file = repository.fileOf(path);
      if (await lstatIfThere(file) === undefined) continue;
      if (old !== undefined && await isPublished(file, old.oid)) differing.delete(name);
    }
    const names = [...differing];
    const found: { changes: LocalChange[]; ignored: GitPath[] } = { changes: [], ignored: [] };
    for (let at = 0; at < names.length; at += MAX_PATH_ARGUMENTS) {
      const some = names.slice(at, at + MAX_PATH_ARGUMENTS);
      const part = await status(repository, some, { withIgnored: true });
      for (const change of part.changes) found.changes.push(change);
      for (const path of part.ignored) found.ignored.push(path);
    }
    return found;
  }
}

async function isPublished(file: string, oid: string): Promise<boolean> {
  return await holdsBlob(file, oid).catch(() => false);
}

/** Returns those of the folders at which something else than a folder stands. */
async function filesAmong(
  repository: Repository,
  folders: ReadonlySet<GitPath>,
): Promise<GitPath[]> {
  const files: GitPath[] = [];
  for (const folder of untilStopped(folders, repository.signal)) {
    const info = await lstatIfThere(repository.fileOf(folder));
    if (info !== undefined && !info.isDirectory) files.push(folder);
  }
  return files;
}

/** Returns those of the folders in which something is, and which are no repositories of their own. */
export async function plainFoldersAmong(
  root: string,
  folders: readonly GitPath[],
): Promise<GitPath[]> {
  const repositories = await repositoriesAmong(root, folders);
  const there: GitPath[] = [];
  for (const folder of folders) {
    const name = fileName(folder);
    if (name === undefined || repositories.includes(folder)) continue;
    const entries = await Array.fromAsync(Deno.readDir(join(root, name))).catch(() => []);
    if (entries.length > 0) there.push(folder);
  }
  return there;
}

/** Returns the states of what is renamed or replaced: the changed paths, and files where a folder has to be. */
export async function statesAt(
  repository: Repository,
  paths: readonly GitPath[],
): Promise<ReadonlyMap<GitPath, FileState | undefined>> {
  const states = new Map<GitPath, FileState | undefined>();
  const missing = new Set<GitPath>();
  for (const folder of untilStopped(foldersAbove(paths), repository.signal)) {
    const file = repository.fileOf(folder);
    const info = missing.has(folderOf(folder)) ? undefined : await lstatIfThere(file);
    if (info === undefined) missing.add(folder);
    else if (!info.isDirectory) states.set(folder, await readFileState(file));
  }
  for (const path of untilStopped(paths, repository.signal)) {
    // Nothing is in a folder that is not there: Deno needs six times as long to say so of each file.
    const isMissing = missing.has(folderOf(path));
    states.set(path, isMissing ? undefined : await readFileState(repository.fileOf(path)));
  }
  return states;
}
