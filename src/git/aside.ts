// The files that an update took out of the work tree. A program may still write into the file that it
// holds open, so they are looked at again before they are deleted.

import { join } from "node:path";
import { contentId } from "./attributes.ts";
import { namesIn, removeAll } from "./files.ts";
import { heldOpen } from "./open_files.ts";
import { holdsBlob } from "./look.ts";
import { isGroup, isListOf, isObjectId, isText, readNote, writeNote } from "./note.ts";
import { type Copy, dropAside, findAside, putAsCopy, removeIfEmpty, type Tree } from "./place.ts";
import type { Repository } from "./open.ts";
import { treeEntries } from "./commits.ts";
import { baseName, fileName, type GitPath } from "./path.ts";
import { setEntries, withIndex } from "./index_entries.ts";
import { checkoutInto } from "./staging.ts";

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

/**
 * Notes what was set aside, so that the next syncs look at it again; `once` for what stood in the work
 * tree for no longer than an update took.
 */
export async function rememberAside(
  folder: string,
  record: AsideRecord,
  { once = false }: { readonly once?: boolean } = {},
): Promise<void> {
  await writeNote(`${folder}.json`, { ...record, looks: once ? LOOKS - 1 : 0 });
}

/**
 * Looks again at everything that was set aside. What differs from the version that it was becomes a
 * conflict copy beside its old name; the rest is deleted at the second look, or when no program holds it
 * open any more. Size and time may hide a difference, so nothing is deleted whose bytes were not compared.
 */
export async function lookAtAside(repository: Repository): Promise<Copy[]> {
  const copies: Copy[] = [];
  for (const name of await namesIn(join(repository.ownDir, "old"))) {
    if (!name.endsWith(".json")) continue;
    const folder = asideFolder(repository, name.replace(/\.json$/, ""));
    const record = await readNote(`${folder}.json`, isLookedAt);
    // Nobody knows any more what these files were: they stay where they are.
    if (record === undefined) continue;
    const { from } = record;
    const isLast = record.looks + 1 >= LOOKS;
    const found = await findAll(repository, { folder, files: record.files });
    // Asked before the bytes are compared: what nobody holds open now, nobody writes from here on.
    const held = isLast ? await heldOpen(found.map(({ aside }) => aside)) : undefined;
    const kept: AsideFile[] = [];
    for (const { file, aside } of found) {
      const { path, size, modified } = file;
      const info = await Deno.lstat(aside);
      const touched = info.size !== size || info.mtime?.getTime() !== modified;
      if (
        (isLast || touched) && !await isAsPublished(repository, { ...file, aside, from, touched })
      ) {
        const copy = await putAsCopy(repository, { aside, path });
        copies.push({ path, copy });
      } else if (held === undefined || held.has(aside)) kept.push(file);
      else await dropAside(aside);
    }
    if (!isLast || kept.length > 0) {
      const looks = isLast ? record.looks : record.looks + 1;
      await writeNote(`${folder}.json`, { ...record, looks, files: kept });
      continue;
    }
    await removeIfEmpty(folder);
    await Deno.remove(`${folder}.json`);
  }
  return copies;
}

/** Where the files of a record are; those that are gone are left out. */
async function findAll(
  tree: Tree,
  { folder, files }: { readonly folder: string; readonly files: readonly AsideFile[] },
): Promise<{ readonly file: AsideFile; readonly aside: string }[]> {
  const found: { readonly file: AsideFile; readonly aside: string }[] = [];
  for (const file of files) {
    const place = { file: join(tree.root, fileName(file.path)!), aside: join(folder, file.name) };
    const aside = await findAside(tree, place);
    if (aside !== undefined) found.push({ file, aside });
  }
  return found;
}

function isLookedAt(content: unknown): content is LookedAt {
  return isGroup(content) && (content.from === null || isObjectId(content.from)) &&
    isListOf(content.files, isAsideFile) && typeof content.looks === "number";
}

function isAsideFile(content: unknown): content is AsideFile {
  // A name with a slash would lead out of the folder.
  return isGroup(content) && isText(content.path) && isText(content.name) &&
    /^[^/]+$/.test(content.name) && isObjectId(content.oid) && typeof content.size === "number" &&
    (content.modified === undefined || typeof content.modified === "number");
}

async function isAsPublished(
  repository: Repository,
  { path, aside, oid, from, touched }: AsideFile & {
    readonly aside: string;
    readonly from: string | null;
    readonly touched: boolean;
  },
): Promise<boolean> {
  if (await holdsBlob(aside, oid)) return true;
  if (!(await Deno.lstat(aside)).isFile) return false;
  // It went through filters when it was written, by attributes that the update may have changed.
  const folder = join(repository.ownDir, "attributes");
  await writeAttributes(repository, { folder, from });
  const ask = () => contentId(repository, aside, { path: fileName(path)!, folder });
  const found = await ask();
  // Of a filter that gives something else each time, nothing can be learned: then its size and time count.
  const isSame = found === oid || !touched && found !== undefined && await ask() !== found;
  await removeAll(folder);
  return isSame;
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
  await withIndex(repository, async (index) => {
    await setEntries(repository, attributes, index);
    await checkoutInto(repository, { folder, index, paths: attributes.map(([path]) => path) });
  });
}
