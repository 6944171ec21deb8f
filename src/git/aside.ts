// The files that an update took out of the work tree. A program may still write into the file that it
// holds open, so they are looked at again before they are deleted.

import { join } from "node:path";
import { holdsBlob } from "./look.ts";
import { readNote, writeNote } from "./note.ts";
import { type Copy, findAside, putAsCopy, removeIfEmpty } from "./place.ts";
import type { Repository } from "./open.ts";
import { treeEntries } from "./commits.ts";
import { baseName, fileName, type GitPath } from "./path.ts";
import { checkoutInto, contentId, setEntries } from "./staging.ts";

/** A file that was taken out of the work tree, and how it looked before. */
export interface AsideFile {
  readonly path: GitPath;
  /** Its name among the asides of its update: no whole path, as the repository may be moved meanwhile. */
  readonly name: string;
  /** The id of its content, as it was published. */
  readonly oid: string;
  readonly size: number;
  readonly modified: number | undefined;
}

/** What one update has set aside. */
export interface AsideRecord {
  /** The commit whose files they are; its attributes say how they were filtered. */
  readonly from: string | null;
  readonly files: readonly AsideFile[];
}

interface LookedAt extends AsideRecord {
  readonly looks: number;
}

/** A file that was set aside is deleted when it was found unchanged this often. */
const LOOKS = 2;

/** The folder for what one update takes out. */
export function asideFolder(repository: Repository, update: string): string {
  return join(repository.ownDir, "old", update);
}

/** Notes what an update has set aside, so that the next syncs look at it again. */
export async function rememberAside(folder: string, record: AsideRecord): Promise<void> {
  await writeNote(`${folder}.json`, { ...record, looks: 0 });
}

/**
 * Looks again at everything that was set aside. What differs from the version that it was becomes a
 * conflict copy beside its old name; the rest is deleted at the second look. Size and time may hide a
 * difference, so nothing is deleted whose bytes were not compared.
 */
export async function lookAtAside(repository: Repository): Promise<Copy[]> {
  const { root } = repository;
  const copies: Copy[] = [];
  for (const name of await recordNames(join(repository.ownDir, "old"))) {
    const folder = asideFolder(repository, name.replace(/\.json$/, ""));
    const record = await readNote(`${folder}.json`) as LookedAt | undefined;
    // Nobody knows any more what these files were: they stay where they are.
    if (record === undefined) continue;
    const { from } = record;
    const isLast = record.looks + 1 >= LOOKS;
    const unchanged: AsideFile[] = [];
    for (const file of record.files) {
      const { path, size, modified } = file;
      const aside = await findAside(join(root, fileName(path)!), {
        root,
        aside: join(folder, file.name),
      });
      if (aside === undefined) continue;
      const info = await Deno.lstat(aside);
      const touched = info.size !== size || info.mtime?.getTime() !== modified;
      if ((isLast || touched) && !await isAsPublished(repository, { ...file, aside, from })) {
        const copy = await putAsCopy(root, { aside, path, host: repository.host });
        copies.push({ path, copy });
      } else if (isLast) await Deno.remove(aside);
      else unchanged.push(file);
    }
    if (!isLast) {
      await writeNote(`${folder}.json`, { ...record, looks: record.looks + 1, files: unchanged });
      continue;
    }
    await removeIfEmpty(folder);
    await Deno.remove(`${folder}.json`);
  }
  return copies;
}

async function isAsPublished(
  repository: Repository,
  { path, aside, oid, from }: AsideFile & { readonly aside: string; readonly from: string | null },
): Promise<boolean> {
  if (await holdsBlob(aside, oid)) return true;
  if (!(await Deno.lstat(aside)).isFile) return false;
  // It went through filters when it was written, by attributes that the update may have changed.
  const folder = join(repository.ownDir, "attributes");
  await writeAttributes(repository, { folder, from });
  const found = await contentId(repository, aside, { path: fileName(path)!, folder });
  await removeAll(folder);
  return found === oid;
}

/** Writes the attributes of a commit into a folder of ours. */
async function writeAttributes(
  repository: Repository,
  { folder, from }: { readonly folder: string; readonly from: string | null },
): Promise<void> {
  await removeAll(folder);
  await Deno.mkdir(folder);
  const entries = from === null ? [] : await treeEntries(repository, from);
  const attributes = [...entries].filter(([path]) => baseName(path) === ".gitattributes");
  if (attributes.length === 0) return;
  const index = join(repository.ownDir, "index");
  await removeAll(index);
  await setEntries(repository, attributes, index);
  await checkoutInto(repository, { folder, index, paths: attributes.map(([path]) => path) });
  await removeAll(index);
}

/** Removes a folder of ours with all that is in it, if it is there. */
export async function removeAll(folder: string): Promise<void> {
  await Deno.remove(folder, { recursive: true }).catch((error) => {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  });
}

async function recordNames(folder: string): Promise<string[]> {
  try {
    return (await Array.fromAsync(Deno.readDir(folder), ({ name }) => name))
      .filter((name) => name.endsWith(".json"));
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return [];
    throw error;
  }
}
