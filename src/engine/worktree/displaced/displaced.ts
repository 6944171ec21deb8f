// The files that an update took out of the work tree. A program may still write into the file that it
// holds open, so they are looked at again before they are deleted.

import { join } from "node:path";
import { type Displaced, standingsOf } from "./displaced_bytes.ts";
import { namesIn } from "../../../system/files.ts";
import { keepFile } from "./kept_files.ts";
import { heldOpen } from "../../../system/process/open_files.ts";
import {
  isGroup,
  isListOf,
  isObjectId,
  isText,
  readNote,
  writeNote,
} from "../../../system/json_file.ts";
import { removeIfEmpty, type Tree } from "../folders.ts";
import { dropAside, findAside } from "../take_aside.ts";
import { type Copy, putAsCopy } from "../copies/conflict_copy.ts";
import type { Repository } from "../../git/repository/repository.ts";
import { fileIn, type GitPath } from "../../git/values/path.ts";

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

/** Takes back that note, where nothing could be set aside. */
export async function forgetAside(folder: string): Promise<void> {
  await removeIfEmpty(folder);
  await Deno.remove(`${folder}.json`);
}

/** A file that is kept for a while, as its filter would not give it back. */
export interface KeptFile {
  readonly path: GitPath;
  /** Where it is. */
  readonly file: string;
}

/** What became of the files that were looked at. */
export interface LookedAtAside {
  readonly copies: readonly Copy[];
  readonly kept: readonly KeptFile[];
}

/**
 * Looks again at everything that was set aside. What differs from the version that it was becomes a
 * conflict copy beside its old name; the rest is deleted at the second look, or when no program holds it
 * open any more. Size and time may hide a difference, so nothing is deleted whose bytes were not compared, and
 * what a checkout gives with other line ends or through a filter is kept for `KEPT_DAYS`.
 */
export async function lookAtAside(repository: Repository): Promise<LookedAtAside> {
  const copies: Copy[] = [];
  const filtered: KeptFile[] = [];
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
    const files = await Promise.all(found.map(asSeen));
    const compared = files.filter(({ touched }) => isLast || touched);
    const standings = await standingsOf(repository, { files: compared, from });
    const waiting: AsideFile[] = [];
    for (const file of files) {
      const { path, aside } = file;
      const standing = standings.get(file);
      if (standing === "differs") {
        copies.push({ path, copy: await putAsCopy(repository, { aside, path }) });
      } else if (held === undefined || held.has(aside)) waiting.push(file.file);
      else if (standing === "same") await dropAside(aside);
      else {
        const kept = await keepFile(repository, { aside, path, now: Date.now() });
        if (standing === "filtered") filtered.push({ path, file: kept });
      }
    }
    if (!isLast || waiting.length > 0) {
      const looks = isLast ? record.looks : record.looks + 1;
      await writeNote(`${folder}.json`, { ...record, looks, files: waiting });
      continue;
    }
    await removeIfEmpty(folder);
    await Deno.remove(`${folder}.json`);
  }
  return { copies, kept: filtered };
}

async function asSeen(
  { file, aside }: { readonly file: AsideFile; readonly aside: string },
): Promise<Displaced & { readonly file: AsideFile }> {
  const { path, oid, size, modified } = file;
  const info = await Deno.lstat(aside);
  const touched = info.size !== size || info.mtime?.getTime() !== modified;
  return { path, oid, aside, touched, file };
}

/** Where the files of a record are; those that are gone are left out. */
async function findAll(
  tree: Tree,
  { folder, files }: { readonly folder: string; readonly files: readonly AsideFile[] },
): Promise<{ readonly file: AsideFile; readonly aside: string }[]> {
  const found: { readonly file: AsideFile; readonly aside: string }[] = [];
  for (const file of files) {
    const place = { file: fileIn(tree.root, file.path), aside: join(folder, file.name) };
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
