// The permissions of the files that an update puts in place. They are prepared in the git folder,
// where they do not get what a file gets that is made in its folder of the work tree.

import { basename, join } from "node:path";
import { copiedFrom } from "../git/values/conflict_name.ts";
import { besideOf, copyWhole } from "./copy_in_place.ts";
import { copyAccessList, haveAccessLists } from "../../system/disk/access_lists.ts";
import { removeAll } from "../../system/files.ts";
import { type FileState, lstatIfThere } from "../../system/file_state.ts";
import type { Repository } from "../git/repository/repository.ts";
import { untilStopped } from "../../system/pace.ts";
import { fileIn, fileName, type GitPath, parentFolders, TOP } from "../git/values/path.ts";
import { preparedFolder } from "./plan/prepare.ts";
import { inScratch } from "../git/repository/scratch.ts";
import { type Change, isWritten } from "../git/values/tree.ts";

/**
 * Gives prepared files their permissions. A new one gets the group and access list of its folder,
 * as git's checkout does. One that replaces a file keeps the owner, group and mode of that one;
 * whether it can be run follows git. A conflict copy is as private as its original. `states` has
 * what stands at each path.
 */
export async function givePermissions(
  repository: Repository,
  changes: readonly Change[],
  { states }: { readonly states?: ReadonlyMap<GitPath, FileState | undefined> } = {},
): Promise<void> {
  const named = changes.filter(({ path, new: next }) => isWritten(next) && fileName(path));
  await inheritFromFolders(repository, named.map(({ path }) => path));
  let kept: Kept[] = [];
  for (const change of untilStopped(named, repository.signal)) {
    const isNew = states?.has(change.path) && states.get(change.path) === undefined;
    const model = (isNew ? undefined : await fileAt(repository.root, change.path)) ??
      await fileAt(repository.root, copiedFrom(change.path));
    if (model === undefined) continue;
    kept.push({ change, model, file: join(preparedFolder(repository), fileName(change.path)!) });
    if (kept.length < ASKED_AT_ONCE) continue;
    await keepAll(kept);
    kept = [];
  }
  await keepAll(kept);
}

/** A prepared file that is to have the permissions of another one. */
interface Kept {
  readonly change: Change;
  readonly model: Model;
  readonly file: string;
}

/** A file of the folder. */
interface Model {
  readonly file: string;
  readonly info: Deno.FileInfo;
}

/** Gives some prepared files their permissions; one call tells whether any has an access list. */
async function keepAll(all: readonly Kept[]): Promise<void> {
  // On a Mac a list is no part of the mode.
  const filesOf = ({ file, model }: Kept) => [file, model.file];
  const someHave = Deno.build.os === "linux" && all.length > 0 &&
    await haveAccessLists(all.flatMap(filesOf));
  for (const kept of all) {
    await keepPermissions(kept, someHave && await haveAccessLists(filesOf(kept)));
  }
}

/** The permissions of a file alone: set-user-id and the like are not kept. */
const PERMISSIONS = 0o777;

/**
 * Gives a prepared file its permissions. With `hasList` one of both files has an access list: then
 * the mode says its mask in the place of the group (acl(5)).
 */
async function keepPermissions(
  { change: { old, new: next }, file, model: { file: from, info: model } }: Kept,
  hasList: boolean,
): Promise<void> {
  const prepared = await lstatIfThere(file);
  if (!prepared?.isFile) return;
  const kept = (model.mode ?? prepared.mode ?? 0o644) & PERMISSIONS;
  const bits = old?.mode === next?.mode ? kept : runnable(kept, next?.mode === "100755");
  try {
    const isSame = prepared.uid === model.uid && prepared.gid === model.gid;
    const isOwned = isSame || await giveOwner(file, { prepared, model });
    const isListed = !hasList || await copyAccessList(from, file);
    // Members of another group may do no more than anybody.
    const given = isOwned && isListed ? bits : bits & (0o707 | (bits & 0o007) << 3);
    // Another owner takes permissions away, like set-user-id.
    const { mode } = isSame && !hasList ? prepared : await Deno.lstat(file);
    if (((mode ?? 0) & PERMISSIONS) !== given) await Deno.chmod(file, given);
  } catch (error) {
    // Some volumes know no permissions.
    if (!isRefused(error)) throw error;
  }
}

async function fileAt(root: string, path: GitPath | undefined): Promise<Model | undefined> {
  const name = path === undefined ? undefined : fileName(path);
  if (name === undefined) return undefined;
  const file = join(root, name);
  const info = await lstatIfThere(file);
  return info?.isFile ? { file, info } : undefined;
}

/** Returns a mode by which all who may read the file may run it, or nobody may. */
function runnable(bits: number, isProgram: boolean): number {
  return isProgram ? bits | (bits & 0o444) >> 2 : bits & 0o666;
}

/** Gives a file the owner and the group of another one; reports whether it has the group. */
async function giveOwner(
  file: string,
  { prepared, model }: { readonly prepared: Deno.FileInfo; readonly model: Deno.FileInfo },
): Promise<boolean> {
  for (const uid of [model.uid, null]) {
    try {
      await Deno.chown(file, uid, model.gid);
      return true;
    } catch (error) {
      if (!isRefused(error)) throw error;
    }
  }
  return prepared.gid === model.gid;
}

function isRefused(error: unknown): boolean {
  return error instanceof Deno.errors.PermissionDenied ||
    error instanceof Deno.errors.NotSupported ||
    error instanceof Error && "code" in error && ["EPERM", "ENOSYS"].includes(String(error.code));
}

/** Makes the prepared files anew in those folders that give new files something of their own. */
async function inheritFromFolders(
  repository: Repository,
  paths: readonly GitPath[],
): Promise<void> {
  const { root, scratch } = repository;
  const fresh = preparedFolder(repository);
  const byFolder = new Map<string, GitPath[]>();
  const nearest = new Map<GitPath, string>();
  for (const path of paths) {
    const folders = parentFolders(path);
    const parent = folders.at(-1) ?? TOP;
    const folder = nearest.get(parent) ?? await nearestFolder(root, folders);
    nearest.set(parent, folder);
    const others = byFolder.get(folder);
    if (others === undefined) byFolder.set(folder, [path]);
    else others.push(path);
  }
  for (const folder of await givingFolders([...byFolder.keys()], fresh)) {
    try {
      await inScratch(join(folder, scratch), async () => {
        for (const path of byFolder.get(folder)!) {
          const file = fileIn(fresh, path);
          if (!(await lstatIfThere(file))?.isFile) continue;
          const { copy } = besideOf(join(folder, basename(file)), scratch);
          await removeAll(copy);
          await copyWhole(file, copy, "of its folder");
          await Deno.rename(copy, file).finally(() => removeAll(copy));
        }
      });
    } catch (error) {
      // A folder that may not be written is reported when the file is to be put there. What is on
      // another volume is copied then.
      const code = error instanceof Error && "code" in error ? error.code : undefined;
      if (!(error instanceof Deno.errors.PermissionDenied) && code !== "EXDEV") throw error;
    }
  }
}

/** Returns the innermost folder on the way to a file that exists and is no link. */
async function nearestFolder(root: string, folders: readonly GitPath[]): Promise<string> {
  let nearest = root;
  for (const folder of folders) {
    const file = fileIn(root, folder);
    if (!(await lstatIfThere(file))?.isDirectory) break;
    nearest = file;
  }
  return nearest;
}

/** How many names are given to a program at a time. */
const ASKED_AT_ONCE = 200;

/**
 * Returns the folders that give new files a group or an access list which `fresh` does not give.
 */
async function givingFolders(folders: readonly string[], fresh: string): Promise<string[]> {
  const group = await groupGivenBy(fresh);
  const giving: string[] = [];
  for (let at = 0; at < folders.length; at += ASKED_AT_ONCE) {
    const some = folders.slice(at, at + ASKED_AT_ONCE);
    const haveLists = await haveAccessLists([fresh, ...some]);
    for (const folder of some) {
      if (haveLists || await groupGivenBy(folder) !== group) giving.push(folder);
    }
  }
  return giving;
}

/** Returns the group that a folder gives to new files: on a Mac each one does (open(2)). */
async function groupGivenBy(folder: string): Promise<number | undefined> {
  const info = await lstatIfThere(folder);
  const isGiven = Deno.build.os === "darwin" || ((info?.mode ?? 0) & 0o2000) !== 0;
  return isGiven ? info?.gid ?? undefined : undefined;
}
