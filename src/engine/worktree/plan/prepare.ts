// Writes the files of a commit into a folder of ours, ready to be put in place.

import { Buffer } from "node:buffer";
import { join } from "node:path";
import { removeAll } from "../../../system/files.ts";
import { quickly } from "../../../system/disk/quick_calls.ts";
import { allOnDisk, onDisk } from "../../../system/disk/fsync.ts";
import { mkdir } from "../../../system/disk/quick_files.ts";
import { byteAttributes, filtersOf } from "../../git/attributes/attributes.ts";
import { isNamed } from "../../git/values/byte_attributes.ts";
import { readBlob } from "../../git/commands/blobs.ts";
import { isRules } from "../../rules/rule_files.ts";
import type { GitResult } from "../../git/process/types.ts";
import { classify } from "../../git/process/classify.ts";
import { LFS_CONFIG } from "../../git/repository/lfs_server.ts";
import type { Repository } from "../../git/repository/repository.ts";
import { endIfStopped, Pace, untilStopped } from "../../../system/pace.ts";
import type { UnplacedReason } from "../../git/repository/unplaced.ts";
import { fileIn, fileName, type GitPath, pathFromGit } from "../../git/values/path.ts";
import { encodeText } from "../../git/values/git_text.ts";
import { lstatIfThere } from "../../../system/file_state.ts";
import { setEntries, withIndex } from "../../git/commands/index.ts";
import { checkoutInto } from "../../git/commands/checkout.ts";
import type { Change, Entry } from "../../git/values/tree.ts";
import { GitError } from "../../git/process/git.ts";
import { FAILED_FILES } from "../../../system/limits/processes.ts";

/** Returns the folder of ours for files that are ready to be put in place. */
export function preparedFolder({ ownDir }: Repository): string {
  return join(ownDir, "new");
}

/**
 * Writes the new files, filtered by the incoming attributes, into our folder. Returns those that
 * failed, and why.
 */
export async function prepareFiles(
  repository: Repository,
  { changes, attributes, paths }: {
    readonly changes: readonly Change[];
    readonly attributes: ReadonlyMap<GitPath, Entry>;
    readonly paths: readonly GitPath[];
  },
): Promise<ReadonlyMap<GitPath, UnplacedReason>> {
  const fresh = preparedFolder(repository);
  await removeAll(fresh);
  await mkdir(fresh);
  const entries = new Map<GitPath, Entry | undefined>(attributes);
  const pace = new Pace();
  for (const { path, new: next } of changes) {
    if (next === undefined) entries.delete(path);
    else entries.set(path, next);
    if (pace.isDue) await pace.rest();
  }
  if (changes.some(({ path }) => path === LFS_CONFIG)) repository.lfs?.expectChange();
  const { result, failed } = await withIndex(repository, async (index) => {
    // Git checks each name here, and refuses those that lead into a git folder or out of the tree.
    await setEntries(repository, entries, index);
    const written = await writeFiles(repository, { folder: fresh, index, paths });
    await writeRulesAsStored(repository, { folder: fresh, index, paths, changes });
    return written;
  });
  const missing = new Map(
    (await syncFiles(repository, { folder: fresh, paths })).map((path) =>
      [path, failed.get(path) ?? "name"] as const
    ),
  );
  if (result.code === 0) return missing;
  const failure = classify(result);
  // On a full disk they would take the room that the user makes.
  if (failure.kind === "disk full") await removeAll(fresh);
  // Names that the volume refuses show as missing files; git writes all the others.
  if (result.code === 128 || !["unknown", "bad name"].includes(failure.kind)) {
    throw new GitError(failure, "git checkout-index");
  }
  return missing;
}

/** Writes files of rules again without an encoding: git reads their bytes as they are. */
async function writeRulesAsStored(
  repository: Repository,
  { folder, index, paths, changes }: {
    readonly folder: string;
    readonly index: string;
    readonly paths: readonly GitPath[];
    readonly changes: readonly Change[];
  },
): Promise<void> {
  const rules = paths.filter(isRules);
  if (rules.length === 0) return;
  const said = await byteAttributes(repository, rules, { index });
  for (const { path, new: next } of changes) {
    const encoding = said.get(path)?.["working-tree-encoding"];
    if (encoding === undefined || !isNamed(encoding) || next === undefined) continue;
    const stored = Buffer.from(await readBlob(repository, next.oid), "latin1");
    await Deno.writeFile(fileIn(folder, path), stored);
  }
}

/**
 * Writes files of an index into an empty folder. Goes on without each file that a filter cannot
 * write.
 */
async function writeFiles(
  repository: Repository,
  { folder, index, paths }: {
    readonly folder: string;
    readonly index: string;
    readonly paths: readonly GitPath[];
  },
): Promise<{ readonly result: GitResult; readonly failed: ReadonlyMap<GitPath, "smudge filter"> }> {
  const failed = new Map<GitPath, "smudge filter">();
  for (let rest = paths;;) {
    const result = await checkoutInto(repository, { folder, index, paths: rest });
    const path = unfilteredPath(result) ??
      await unstartedPath(repository, { result, folder, index, paths: rest });
    const at = path === undefined ? -1 : rest.indexOf(path);
    if (path === undefined || at === -1) return { result, failed };
    failed.set(path, "smudge filter");
    rest = rest.slice(at + 1);
    if (failed.size < FAILED_FILES) continue;
    const filters = await filtersOf(repository, { index, paths: [path, ...rest] });
    const isTried = (other: GitPath) => filters.get(other) !== filters.get(path);
    for (const other of rest) if (!isTried(other)) failed.set(other, "smudge filter");
    rest = rest.filter(isTried);
  }
}

/** Returns the path whose filter failed; none when the network is the reason. */
function unfilteredPath(result: GitResult): GitPath | undefined {
  if (result.code !== 128 || ["offline", "disk full"].includes(classify(result).kind)) {
    return undefined;
  }
  const path = /^fatal: (.+): smudge filter .+ failed$/m.exec(result.stderr)?.[1];
  return path === undefined ? undefined : pathFromGit(encodeText(path));
}

/**
 * Returns the path whose filter process could not be started. Git does not name it, but writes
 * files in turn: it is the first with a filter that is not there.
 */
async function unstartedPath(
  repository: Repository,
  { result, folder, index, paths }: {
    readonly result: GitResult;
    readonly folder: string;
    readonly index: string;
    readonly paths: readonly GitPath[];
  },
): Promise<GitPath | undefined> {
  if (result.code !== 128 || classify(result).kind !== "hook") return undefined;
  const filters = await filtersOf(repository, { index, paths });
  for (const path of paths) {
    const name = fileName(path);
    if (name === undefined || !filters.has(path)) continue;
    if (await lstatIfThere(join(folder, name)) === undefined) return path;
  }
  return undefined;
}

/** So many files are written to the disk at a time. */
const SYNCED_AT_ONCE = 16;

/** So many files are written to the disk together. */
const MANY_FILES = 200;

/**
 * Writes the files to the disk: after a power cut, an empty file in place would be published as the
 * user's edit. Returns those that are missing, and links that cannot be made.
 */
async function syncFiles(
  { signal }: Repository,
  { folder, paths }: { readonly folder: string; readonly paths: readonly GitPath[] },
): Promise<GitPath[]> {
  const missing: GitPath[] = [];
  const files: string[] = [];
  const listed = paths.length < MANY_FILES ? new Set() : await plainFilesIn(folder, signal);
  for (const path of untilStopped(paths, signal)) {
    const file = fileIn(folder, path);
    const info = listed.has(file) ? PLAIN_FILE : await lstatIfThere(file);
    if (info === undefined || info.isSymlink && !await isReadable(file)) missing.push(path);
    if (info?.isFile) files.push(file);
  }
  if (files.length >= MANY_FILES && await allOnDisk(folder, { files, signal })) return missing;
  const waiting = files.values();
  await Promise.all(Array.from({ length: SYNCED_AT_ONCE }, async () => {
    for (const file of untilStopped(waiting, signal)) {
      using opened = await Deno.open(file);
      await onDisk(opened.syncData());
    }
  }));
  return missing;
}

const PLAIN_FILE = { isFile: true, isSymlink: false } as const;

/** Reports whether the target of a link is UTF-8: Deno can make no other one. */
async function isReadable(link: string): Promise<boolean> {
  try {
    await Deno.readLink(link);
    return true;
  } catch {
    return false;
  }
}

/**
 * Returns the files in a folder and all below it, without links: a quarter of the cost of a call
 * for each.
 */
async function plainFilesIn(
  folder: string,
  signal: AbortSignal | undefined,
): Promise<ReadonlySet<string>> {
  const files = new Set<string>();
  const waiting = [folder];
  for (let at = waiting.pop(); at !== undefined; at = waiting.pop()) {
    endIfStopped(signal);
    for (const { name, isFile, isDirectory } of await entriesOf(at)) {
      const file = `${at}/${name}`;
      if (isFile) files.add(file);
      else if (isDirectory) waiting.push(file);
    }
  }
  return files;
}

async function entriesOf(folder: string): Promise<Deno.DirEntry[]> {
  return await quickly(folder, {
    now: () => [...Deno.readDirSync(folder)],
    later: () => Array.fromAsync(Deno.readDir(folder)),
  });
}
