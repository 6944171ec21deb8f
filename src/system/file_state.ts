// What stands at a path of the work tree, and whether it is still what was looked at before.

import { createHash } from "node:crypto";

/** What a file looked like at a moment. Equal looks mean that nobody wrote it in between. */
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
 * Which writing of a file this is: another one gives another stamp. Programs may give a file its old time
 * back (of tags, of encrypted containers), but not its ctime, by which git finds these, too.
 */
export function stampOf(
  { inode, size, mode, modified, changed }: Omit<FileState, "digest">,
): string {
  return `${inode} ${size} ${mode} ${modified} ${changed}`;
}

/** The stamp of what stands at a path; "none" where nothing does. */
export async function stampAt(file: string): Promise<string> {
  const seen = await statFile(file);
  return seen === undefined ? "none" : stampOf(seen);
}

/** Whether it is one file with one mode, as it was written once; it may have got another name. */
export function isSameFile(a: FileState, b: FileState): boolean {
  return a.inode === b.inode && a.mode === b.mode && a.size === b.size &&
    a.modified === b.modified;
}

// Times of files are kept in steps of some milliseconds, by some volumes of 2 s: a file that was
// written just now could be written again without a new time.
const YOUNG_MS = 2_500;

/** Looks at a file, or `undefined` when nothing is there. A link is looked at, not followed. */
export async function readFileState(file: string): Promise<FileState | undefined> {
  for (;;) {
    const seen = await statFile(file);
    if (seen?.kind !== "file" || seen.modified === undefined) return seen;
    if (Math.abs(Date.now() - seen.modified) >= YOUNG_MS) return seen;
    const digest = await digestIfThere(file);
    if (digest !== "gone") return { ...seen, digest };
  }
}

/** The same without the content, however young the file is. */
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

/** The same as `digestOf`; "gone" when somebody has removed or replaced the file meanwhile. */
async function digestIfThere(file: string): Promise<string | undefined> {
  try {
    return await digestOf(file);
  } catch (error) {
    if (isGone(error)) return "gone";
    throw error;
  }
}

/** Whether a file that was moved is still what was looked at before. */
export async function isUnchanged(before: FileState, file: string): Promise<boolean> {
  const now = await statFile(file);
  if (now === undefined || !isSameFile(before, now)) return false;
  return before.digest === undefined || await digestOf(file) === before.digest;
}

/** What stands at a path, links not followed, or `undefined` when nothing does or can. */
export async function lstatIfThere(file: string): Promise<Deno.FileInfo | undefined> {
  try {
    return await Deno.lstat(file);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound || error instanceof Deno.errors.NotADirectory) {
      return undefined;
    }
    // Names that the volume refuses (EILSEQ: some bytes on a Mac).
    const code = error instanceof Error && "code" in error ? error.code : undefined;
    if (code === "ENAMETOOLONG" || code === "EILSEQ") return undefined;
    throw error;
  }
}

/** Whether a file holds the bytes of a blob as they are. Of a link, its target is compared. */
export async function holdsBlob(file: string, oid: string): Promise<boolean> {
  const algorithm = oid.length === 64 ? "sha256" : "sha1";
  if (!(await Deno.lstat(file)).isSymlink) return await digestOf(file, algorithm) === oid;
  const target = new TextEncoder().encode(await Deno.readLink(file));
  return createHash(algorithm).update(`blob ${target.length}\0`).update(target).digest("hex") ===
    oid;
}

/** The id that git would give to these bytes as they are; `undefined` for a file that cannot be read. */
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
 * Whether a file can be read to its end: a disk may have lost what is in it, or a Mac have that in iCloud and
 * be offline. Of what is gone or no file, nothing is said.
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

/** Somebody has removed or replaced what was there a moment ago. */
function isGone(error: unknown): boolean {
  const { NotFound, NotADirectory, IsADirectory } = Deno.errors;
  return error instanceof NotFound || error instanceof NotADirectory ||
    error instanceof IsADirectory;
}
