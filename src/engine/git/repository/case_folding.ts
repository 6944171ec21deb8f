// The names that the folder's volume takes for one: on most Macs those that differ in case or in
// the form of accents.

import { join } from "node:path";
import { lstatIfThere } from "../../../system/file_state.ts";
import type { Repository } from "./repository.ts";
import { isAscii } from "../values/git_text.ts";
import { fileName, type GitPath, gitPath, parentFolders, shownName } from "../values/path.ts";
import { inScratch } from "./scratch.ts";
import { randomReservedName, removeUnfinished } from "../../../system/replace_file.ts";

/**
 * Returns a key that is equal for names the volume takes for one. Absent where it tells all apart.
 */
export type Fold = (path: GitPath) => string;

/** Finds out how the volume folds names; `undefined` when it tells all of them apart. */
export async function findFold(repository: Repository): Promise<Fold | undefined> {
  const ignoresCase = await foldsCase(repository.root);
  const foldsAccents = await isFoldingAccents(repository).catch(() => false);
  if (!ignoresCase && !foldsAccents) return undefined;
  return foldBy({ foldsCase: ignoresCase, foldsAccents });
}

/** Reports whether the volume of a folder takes names for one that differ only in case. */
export async function foldsCase(root: string): Promise<boolean> {
  // Nobody has a file of this name, as one of `.GIT` is possible. Not by inodes: some volumes
  // (FUSE) give each spelling its own.
  return await lstatIfThere(join(root, ".gIt")) !== undefined;
}

/** Returns the key of the names of a volume. Pure. */
export function foldBy(
  { foldsCase, foldsAccents }: { readonly foldsCase: boolean; readonly foldsAccents: boolean },
): Fold {
  return (path) => {
    const name = foldsAccents ? shownName(path).normalize("NFC") : shownName(path);
    return foldsCase ? name.toLowerCase() : name;
  };
}

/**
 * Returns the spellings in which a rule may name a path, on a volume that takes all of them for
 * one. Git compares bytes, and only ASCII letters without case. No editor spells the letters of one
 * name in different ways. Pure.
 */
export function spellings(path: GitPath): ReadonlySet<GitPath> {
  const name = isAscii(path) ? undefined : fileName(path);
  if (name === undefined) return new Set([path]);
  const forms = [name.normalize("NFC"), name.normalize("NFD")];
  const cased = forms.flatMap((form) => [form, form.toLowerCase(), form.toUpperCase()]);
  return new Set([path, ...cased.map(gitPath)]);
}

/**
 * Returns the files without a place: the volume has a file of the same name, a folder of that name,
 * or a file in place of a folder above. Of files that come together, one gives way to a folder,
 * else to the one before. Pure.
 */
export function withoutPlace(
  fresh: Iterable<GitPath>,
  { standing, fold }: { readonly standing: Iterable<GitPath>; readonly fold: Fold },
): ReadonlySet<GitPath> {
  const files = new Set<string>();
  const folders = new Set<string>();
  const addFolders = (key: string) => {
    for (const folder of parentFolders(key)) folders.add(folder);
  };
  for (const path of standing) {
    files.add(fold(path));
    addFolders(fold(path));
  }
  const refused = new Set<GitPath>();
  const candidates: (readonly [path: GitPath, key: string])[] = [];
  for (const path of fresh) {
    const key = fold(path);
    if (parentFolders(key).some((folder) => files.has(folder))) refused.add(path);
    else candidates.push([path, key]);
  }
  for (const [, key] of candidates) addFolders(key);
  for (const [path, key] of candidates) {
    if (files.has(key) || folders.has(key)) refused.add(path);
    files.add(key);
  }
  return refused;
}

/**
 * Makes a file to see whether it is found in another spelling. Throws on a full or read-only disk:
 * nothing arrives there either.
 */
async function isFoldingAccents({ root, ownDir, scratch }: Repository): Promise<boolean> {
  const [tree, own] = [await Deno.stat(root), await Deno.stat(ownDir)];
  if (tree.dev === own.dev) return await isFoldingIn(ownDir);
  const folder = join(root, scratch);
  return await inScratch(folder, () => isFoldingIn(folder));
}

async function isFoldingIn(folder: string): Promise<boolean> {
  await removeUnfinished(folder);
  const probe = join(folder, `${randomReservedName()}-\u00e9.new`);
  (await Deno.open(probe, { write: true, createNew: true })).close();
  try {
    return await lstatIfThere(probe.normalize("NFD")) !== undefined;
  } finally {
    await Deno.remove(probe);
  }
}
