// The state of a file, and whether it is still the same.

import { createHash } from "node:crypto";
import { mayCallNow, quickly } from "./disk/quick_calls.ts";
import { settlesWithin } from "./pause.ts";

/** The state of a file at a moment. Equal states mean that nothing wrote it in between. */
export interface FileState {
  readonly kind: "file" | "link" | "folder" | "other";
  readonly inode: number | null;
  readonly size: number;
  readonly mode: number | null;
  readonly modified: number | undefined;
  /** Its ctime, in whole seconds: renaming and linking set it, too. */
  readonly changed: number | undefined;
  /** The content, of a file so young that another write could leave its time as it is. */
  readonly digest: string | undefined;
}

/**
 * Returns a stamp that changes with each write. Programs may restore the old mtime (editors of
 * tags, encrypted containers), but not the ctime.
 */
export function stampOf(
  { inode, size, mode, modified, changed }: Omit<FileState, "digest">,
): string {
  return `${inode} ${size} ${mode} ${modified} ${changed}`;
}

/** Returns the stamp of a path; "none" when there is nothing. */
export async function stampAt(file: string): Promise<string> {
  const seen = await statFile(file);
  return seen === undefined ? "none" : stampOf(seen);
}

/** Reports whether two states are of one file that was not written in between; names may differ. */
export function isSameFile(a: FileState, b: FileState): boolean {
  return a.inode === b.inode && a.mode === b.mode && a.size === b.size &&
    a.modified === b.modified;
}

// Volumes keep times in steps of up to 2 s: a file that was written just now could be written again
// without a new time.
const YOUNG_MS = 2_500;

/** Returns the state of a file, links not followed; `undefined` when there is nothing. */
export async function readFileState(file: string): Promise<FileState | undefined> {
  for (;;) {
    const seen = await statFile(file);
    if (seen?.kind !== "file" || seen.modified === undefined) return seen;
    if (Math.abs(Date.now() - seen.modified) >= YOUNG_MS) return seen;
    const digest = await digestIfThere(file);
    if (digest !== "gone") return { ...seen, digest };
  }
}

/** Returns the same without the digest, however young the file is. */
export async function statFile(file: string): Promise<FileState | undefined> {
  const info = await lstatIfThere(file);
  if (info === undefined) return undefined;
  return {
    kind: info.isSymlink ? "link" : info.isFile ? "file" : info.isDirectory ? "folder" : "other",
    inode: info.ino,
    size: info.size,
    mode: info.mode,
    modified: info.mtime?.getTime(),
    changed: info.ctime?.getTime(),
    digest: undefined,
  };
}

/** Returns the same as `digestOf`; "gone" when the file was removed or replaced meanwhile. */
async function digestIfThere(file: string): Promise<string | undefined> {
  try {
    return await digestOf(file);
  } catch (error) {
    if (isGone(error)) return "gone";
    throw error;
  }
}

/** Reports whether a file, which may have been moved, is unchanged. */
export async function isUnchanged(before: FileState, file: string): Promise<boolean> {
  const now = await statFile(file);
  if (now === undefined || !isSameFile(before, now)) return false;
  return before.digest === undefined || await digestOf(file) === before.digest;
}

/** Returns the information about a path, links not followed. */
export async function lstat(file: string): Promise<Deno.FileInfo> {
  return await quickly(file, { now: () => lstatNow(file), later: () => Deno.lstat(file) });
}

function lstatNow(file: string): Deno.FileInfo {
  return Deno.lstatSync(file);
}

/** Returns the information about a path, links not followed; `undefined` when nothing is there. */
export async function lstatIfThere(file: string): Promise<Deno.FileInfo | undefined> {
  try {
    return mayCallNow(file) ? lstatNow(file) : await lstat(file);
  } catch (error) {
    if (isNothing(error)) return undefined;
    throw error;
  }
}

/** Milliseconds by which the clock of files may be behind. */
const FILE_CLOCK_MS = 10;

/** Returns the information about a path that was written since a time (ms since 1970). */
export async function ifWrittenSince(
  path: string,
  time: number,
): Promise<Deno.FileInfo | undefined> {
  const info = await Deno.lstat(path).catch(() => undefined);
  return (info?.mtime?.getTime() ?? -Infinity) >= time - FILE_CLOCK_MS ? info : undefined;
}

/** How long `lstat` may take, in milliseconds: a network volume may not answer for minutes. */
const LSTAT_MS = 2_000;

/** Reports whether anything is at a path, true in doubt. Never throws. */
export async function mayBeThere(path: string): Promise<boolean> {
  const found = lstatIfThere(path);
  return !await settlesWithin(found, LSTAT_MS) ||
    await found.then((info) => info !== undefined, () => true);
}

/** Reports whether an error of `lstat` says that there is nothing at a path, or can be nothing. */
function isNothing(error: unknown): boolean {
  if (error instanceof Deno.errors.NotFound || error instanceof Deno.errors.NotADirectory) {
    return true;
  }
  // Names that the volume refuses (EILSEQ: some bytes on a Mac), and links that lead to themselves.
  const code = error instanceof Error && "code" in error ? error.code : undefined;
  return code === "ENAMETOOLONG" || code === "EILSEQ" || code === "ELOOP";
}

/** Reports whether a file has the bytes of a blob, unconverted. Of a link, its target counts. */
export async function holdsBlob(file: string, oid: string): Promise<boolean> {
  const algorithm = algorithmOf(oid);
  if (!(await Deno.lstat(file)).isSymlink) return await digestOf(file, algorithm) === oid;
  const target = new TextEncoder().encode(await Deno.readLink(file));
  return createHash(algorithm).update(`blob ${target.length}\0`).update(target).digest("hex") ===
    oid;
}

/** Returns the algorithm that has made an id, by its length. */
export function algorithmOf(oid: string): "sha1" | "sha256" {
  return oid.length === 64 ? "sha256" : "sha1";
}

/** Returns the id of the blob with a file's bytes, unconverted; `undefined` when unreadable. */
export async function digestOf(file: string, algorithm = "sha1"): Promise<string | undefined> {
  try {
    using opened = await Deno.open(file);
    const hash = createHash(algorithm).update(`blob ${(await opened.stat()).size}\0`);
    for await (const piece of opened.readable) hash.update(piece);
    return hash.digest("hex");
  } catch (error) {
    if (isGone(error)) throw error;
    return undefined;
  }
}

/**
 * Reports whether a file can be read to its end: its content may be lost, or in iCloud while
 * offline. True when there is no file.
 */
export async function isReadable(file: string): Promise<boolean> {
  try {
    if (!(await Deno.lstat(file)).isFile) return true;
    using opened = await Deno.open(file);
    for await (const _ of opened.readable);
    return true;
  } catch (error) {
    return isGone(error);
  }
}

/** Reports whether an error says that a file was removed or replaced a moment ago. */
function isGone(error: unknown): boolean {
  const { NotFound, NotADirectory, IsADirectory } = Deno.errors;
  return error instanceof NotFound || error instanceof NotADirectory ||
    error instanceof IsADirectory;
}
