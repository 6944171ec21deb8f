// Finds the conflicts that are not settled yet: the copies that are still in the tree.

import { conflictOf, copiedFrom, COPY_MARK } from "../git/values/conflict_name.ts";
import type { Repository } from "../git/repository/repository.ts";
import {
  fileName,
  type GitPath,
  nulPaths,
  parentFolders,
  pathFromGit,
  shownName,
} from "../git/values/path.ts";
import { nulFields } from "../git/values/git_text.ts";
import { lstatIfThere } from "../../system/file_state.ts";
import { readPrivatePaths } from "../git/repository/private_paths.ts";
import { ownVersions } from "../history/own_versions.ts";
import { MAX_PATH_ARGUMENTS } from "../git/values/pathspec.ts";
import { git } from "../git/process/git.ts";
import { SETTLED_COPIES_ASKED } from "../../system/limits/merge.ts";

/** A conflict copy that nobody has deleted or renamed yet. Names can be shown. */
export interface OpenConflict {
  readonly path: string;
  readonly copy: string;
  readonly host: string;
  /** When the version in the copy was committed, in milliseconds since 1970. */
  readonly time: number;
  /** Present when the version was committed on this machine, as far as that is known. */
  readonly isOwn?: true;
  /** Whether the copy stays on this machine. */
  readonly isLocal?: true;
}

/** The conflicts of a commit. */
export interface SyncedConflicts {
  readonly open: readonly OpenConflict[];
  /** The names of all files that have a copy, settled or not, as they are shown. */
  readonly originals: ReadonlySet<string>;
}

/**
 * Returns the conflicts whose copies are synced. A conflict is settled when the copy is gone, and when somebody
 * has deleted the original since the copy came. Names and history decide, so every machine and every
 * restart sees the same.
 */
export async function syncedConflicts(repository: Repository): Promise<SyncedConflicts> {
  const copies = [":(top,glob)**/* (conflict *", ":(top,glob)**/* (conflict */*"];
  const args = ["ls-files", "-t", "-z", "--", ...copies];
  const { stdout } = await git(repository, args, { access: "reads" });
  const originals = new Map<GitPath, GitPath>();
  for (const line of nulFields(stdout)) {
    const copy = pathFromGit(line.slice(2));
    // Nobody can settle here what is not in this folder: a sparse checkout leaves it out, or it has no place.
    if (line.startsWith("S ") && !await isHere(repository, copy)) continue;
    const original = copiedFrom(copy);
    if (original !== undefined) originals.set(copy, original);
  }
  const present = await presentAmong(repository, [...originals.values()]);
  const open: GitPath[] = [];
  let asked = 0;
  for (const [copy, original] of originals) {
    const isSettled = !present.has(original) && ++asked <= SETTLED_COPIES_ASKED &&
      await isDeletedSince(repository, { original, copy });
    if (!isSettled) open.push(copy);
  }
  const conflicts = new Map<GitPath, OpenConflict>();
  for (const copy of open) {
    const conflict = named(copy);
    if (conflict !== undefined) conflicts.set(copy, conflict);
  }
  return {
    open: await marked(repository, conflicts),
    originals: new Set([...originals.values()].map(shownName)),
  };
}

/** Reports whether a change of these names may open or settle a conflict; `known` are the conflicts before it. */
export function concernsConflicts(
  names: readonly string[],
  known: SyncedConflicts | undefined,
): boolean {
  const originals = known?.originals.size ? known.originals : undefined;
  return names.some((name) =>
    name.includes(COPY_MARK) ||
    originals !== undefined && [name, ...parentFolders(name)].some((path) => originals.has(path))
  );
}

/** Reports whether a copy is in the folder. */
async function isHere(repository: Repository, path: GitPath): Promise<boolean> {
  return fileName(path) !== undefined &&
    await lstatIfThere(repository.fileOf(path)) !== undefined;
}

/** Returns those of the paths at which the index has a file or a folder. */
async function presentAmong(
  repository: Repository,
  paths: readonly GitPath[],
): Promise<ReadonlySet<GitPath>> {
  if (paths.length === 0) return new Set();
  const names = [...new Set(paths)].map(fileName);
  const isLimited = names.length <= MAX_PATH_ARGUMENTS && !names.includes(undefined);
  const limits = isLimited ? names.map((name) => `:(top,literal)${name}`) : [];
  const args = ["ls-files", "-z", "--", ...limits];
  const { stdout } = await git(repository, args, { access: "reads" });
  const present = new Set<GitPath>();
  for (const path of nulPaths(stdout)) {
    present.add(path);
    for (const folder of parentFolders(path)) present.add(folder);
  }
  return present;
}

/** Reports whether an original that is not in HEAD was deleted when the copy was there. */
async function isDeletedSince(
  repository: Repository,
  { original, copy }: { readonly original: GitPath; readonly copy: GitPath },
): Promise<boolean> {
  const name = fileName(original);
  const copyName = fileName(copy);
  if (name === undefined || copyName === undefined) return false;
  // The last commit that changed it is the one that deleted it.
  const { stdout } = await repository.run(
    ["rev-list", "--first-parent", "-1", "HEAD", "--", `:(top,literal)${name}`],
    { access: "reads" },
  );
  const deletion = stdout.trim();
  if (deletion === "") return false;
  const { code } = await repository.run(["cat-file", "-e", `${deletion}^:${copyName}`], {
    access: "reads",
  });
  return code === 0;
}

/**
 * Returns the open conflicts whose copies stay on this machine, where git does not list them: those that are kept
 * here, and those among the files that the last save has left out.
 */
export async function localConflicts(
  repository: Repository,
  leftOut: Iterable<GitPath>,
): Promise<OpenConflict[]> {
  const here = new Map<GitPath, OpenConflict>();
  const kept = (await readPrivatePaths(repository)).filter(({ reason }) => reason !== "published");
  for (const copy of new Set([...kept.map(({ path }) => path), ...leftOut])) {
    const conflict = named(copy);
    if (conflict === undefined) continue;
    if (await isHere(repository, copy)) here.set(copy, { ...conflict, isLocal: true });
  }
  return await marked(repository, here);
}

/** Marks those of the conflicts whose copy holds a version of this machine. Throws `GitError`. */
async function marked(
  repository: Repository,
  conflicts: ReadonlyMap<GitPath, OpenConflict>,
): Promise<OpenConflict[]> {
  const own = await ownVersions(repository, [...conflicts.keys()]);
  return [...conflicts].map(([copy, conflict]) =>
    own.has(copy) ? { ...conflict, isOwn: true } : conflict
  );
}

function named(copy: GitPath): OpenConflict | undefined {
  const conflict = conflictOf(copy);
  if (conflict === undefined) return undefined;
  const { path, host, time } = conflict;
  return { path: shownName(path), copy: shownName(copy), host, time };
}
