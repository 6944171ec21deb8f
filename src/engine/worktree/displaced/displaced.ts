// The files that an update took out of the work tree. A program may still write into one that it
// holds open, so they are checked a day later, and only then deleted.

import { join } from "node:path";
import { type ComparedFile, compareDisplaced, type DisplacedState } from "./compare_displaced.ts";
import { namesIn } from "../../../system/files.ts";
import { keepFile } from "./kept_files.ts";
import { lstatIfThere } from "../../../system/file_state.ts";
import { heldOpen } from "../../../system/process/open_files.ts";
import { readNote, writeNote } from "../../../system/json_file.ts";
import { isJsonObject, isListOf, isText } from "../../../system/json_value.ts";
import { isObjectId } from "../../git/values/object_id.ts";
import { removeIfEmpty } from "../folders.ts";
import { dropDisplaced, findDisplaced } from "./displace.ts";
import { type Copy, putAsCopy } from "../copies/conflict_copy.ts";
import type { Repository } from "../../git/repository/repository.ts";
import type { GitPath } from "../../git/values/path.ts";

/** A file that was taken out of the work tree, and its state before. */
export interface DisplacedFile {
  readonly path: GitPath;
  /** Its name in the folder of its update; not a whole path, as the repository may be moved. */
  readonly name: string;
  /** The id of its content, as it was published. */
  readonly oid: string;
  readonly size: number;
  readonly modified: number | undefined;
}

/** The files that one update has displaced. */
export interface DisplacementRecord {
  /** The commit whose files they are; its attributes say how they were filtered. */
  readonly from: string | null;
  readonly files: readonly DisplacedFile[];
}

/** So long a displaced file is left alone: by then most programs have closed it. */
const WAIT_MS = 24 * 60 * 60 * 1000;

/** Returns the folder for what one update takes out. */
export function displacedFolder(repository: Repository, update: string): string {
  return join(repository.ownDir, "old", update);
}

/**
 * Notes the displaced files, to be checked a day later; with `isDue` at the next sync, as they
 * stood in the work tree only during an update.
 */
export async function rememberDisplaced(
  folder: string,
  record: DisplacementRecord,
  { isDue = false }: { readonly isDue?: boolean } = {},
): Promise<void> {
  await writeNote(`${folder}.json`, record);
  if (isDue) await Deno.utime(`${folder}.json`, 0, 0);
}

/** Removes the note of displaced files, and their folder, when none is left. */
export async function forgetDisplaced(folder: string): Promise<void> {
  await removeIfEmpty(folder);
  await Deno.remove(`${folder}.json`);
}

/** A file that is kept for a while, as its filter would not give it back. */
export interface KeptFile {
  readonly path: GitPath;
  /** Where it is. */
  readonly file: string;
}

/** The result of a check of displaced files. */
export interface CheckedFiles {
  readonly copies: readonly Copy[];
  readonly kept: readonly KeptFile[];
}

/**
 * Checks the files that were displaced at least a day ago. One is deleted when a checkout of the
 * history gives its very bytes and no program holds it open. One that was written becomes a
 * conflict copy. One that a checkout gives with other line ends or through a filter is kept for
 * `KEPT_DAYS`. One that is held open is checked again a day later.
 */
export async function checkDisplaced(repository: Repository): Promise<CheckedFiles> {
  const copies: Copy[] = [];
  const kept: KeptFile[] = [];
  const names = new Set(await namesIn(join(repository.ownDir, "old")));
  for (const name of names) {
    if (!name.endsWith(".json")) {
      // A network disk keeps a deleted file there, under a name of its own, until no process has it open.
      if (!names.has(`${name}.json`)) await removeIfEmpty(displacedFolder(repository, name));
      continue;
    }
    const folder = displacedFolder(repository, name.replace(/\.json$/, ""));
    const noted = await lstatIfThere(`${folder}.json`);
    // The clock may have been set back.
    if (Math.abs(Date.now() - (noted?.mtime?.getTime() ?? 0)) < WAIT_MS) continue;
    const record = await readNote(`${folder}.json`, isRecord);
    // Nobody knows any more what these files were: they stay where they are.
    if (record === undefined) continue;
    const found = await findAll(repository, { folder, files: record.files });
    // Before the bytes are compared: what no program holds open now is not written from here on.
    const openFiles = await heldOpen(found.map(({ displaced }) => displaced));
    const { edited, rest } = await copyEdited(repository, { found, from: record.from });
    for (const copy of edited) copies.push(copy);
    const waiting: DisplacedFile[] = [];
    for (const { file: before, displaced, standing } of rest) {
      const { path } = before;
      if (openFiles.has(displaced)) {
        waiting.push(before);
        continue;
      }
      if (standing === "same") {
        await dropDisplaced(displaced);
        continue;
      }
      const file = await keepFile(repository, { displaced, path, now: Date.now() });
      if (standing === "filtered") kept.push({ path, file });
    }
    if (waiting.length > 0) await rememberDisplaced(folder, { ...record, files: waiting });
    else await forgetDisplaced(folder);
  }
  return { copies, kept };
}

/**
 * Makes conflict copies of the files that were written before they were displaced. Returns these
 * and the others. `attributesFrom` is the commit whose attributes count in place of those of the
 * index.
 */
export async function keepEdited(
  repository: Repository,
  { folder, record, attributesFrom }: {
    readonly folder: string;
    readonly record: DisplacementRecord;
    readonly attributesFrom?: string | undefined;
  },
): Promise<{ readonly copies: readonly Copy[]; readonly files: readonly DisplacedFile[] }> {
  const found = await findAll(repository, { folder, files: record.files });
  const { edited, rest } = await copyEdited(repository, {
    found,
    from: record.from,
    attributesFrom,
  });
  return { copies: edited, files: rest.map(({ file }) => file) };
}

async function copyEdited(
  repository: Repository,
  { found, from, attributesFrom }: {
    readonly found: readonly Found[];
    readonly from: string | null;
    readonly attributesFrom?: string | undefined;
  },
) {
  const edited: Copy[] = [];
  const rest: (Found & { readonly standing: DisplacedState })[] = [];
  const files = await Promise.all(found.map(asSeen));
  const standings = await compareDisplaced(repository, { files, from });
  for (const seen of files) {
    const { path, displaced, file } = seen;
    const standing = standings.get(seen)!;
    if (standing !== "differs") rest.push({ file, displaced, standing });
    else {edited.push({
        path,
        copy: await putAsCopy(repository, { displaced, path, attributesFrom }),
      });}
  }
  return { edited, rest };
}

/** A displaced file, and where it is. */
interface Found {
  readonly file: DisplacedFile;
  readonly displaced: string;
}

async function asSeen(
  { file, displaced }: Found,
): Promise<ComparedFile & { readonly file: DisplacedFile }> {
  const { path, oid, size, modified } = file;
  const info = await Deno.lstat(displaced);
  const touched = info.size !== size || info.mtime?.getTime() !== modified;
  return { path, oid, displaced, touched, file };
}

/** Returns where the files of a record are; those that are gone are left out. */
async function findAll(
  repository: Repository,
  { folder, files }: { readonly folder: string; readonly files: readonly DisplacedFile[] },
): Promise<Found[]> {
  const found: Found[] = [];
  for (const file of files) {
    const place = { file: repository.fileOf(file.path), displaced: join(folder, file.name) };
    const displaced = await findDisplaced(repository, place);
    if (displaced !== undefined) found.push({ file, displaced });
  }
  return found;
}

function isRecord(content: unknown): content is DisplacementRecord {
  return isJsonObject(content) && (content.from === null || isObjectId(content.from)) &&
    isListOf(content.files, isDisplacedFile);
}

function isDisplacedFile(content: unknown): content is DisplacedFile {
  // A name with a slash would lead out of the folder.
  return isJsonObject(content) && isText(content.path) && isText(content.name) &&
    /^[^/]+$/.test(content.name) && isObjectId(content.oid) && typeof content.size === "number" &&
    (content.modified === undefined || typeof content.modified === "number");
}
