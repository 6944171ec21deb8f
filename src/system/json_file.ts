// The app's own notes in the git folder, as JSON. At any moment a note is the old one or the new one, also when
// the power fails: later steps may rely on it.

import { dirname, join } from "node:path";
import { onDisk } from "./disk/fsync.ts";
import { readTextFile, stat } from "./disk/quick_files.ts";
import { randomReservedName, replaceFile } from "./replace_file.ts";

/**
 * Writes a note; its bytes are on the disk when this settles. Its new name is as durable as the journal of the
 * file system makes it: directories are not synced.
 */
export async function writeNote(file: string, content: unknown): Promise<void> {
  const bytes = new TextEncoder().encode(JSON.stringify(content));
  await replaceDurably(file, bytes);
}

/** Replaces a file by a new one, which is on the disk before it gets its name. */
export async function replaceDurably(
  file: string,
  bytes: Uint8Array,
  { mode = 0o666 }: { readonly mode?: number } = {},
): Promise<void> {
  const replace = () =>
    replaceFile(file, bytes, {
      mode,
      beforeRename: (fresh) => onDisk(fresh.sync()),
    });
  try {
    await replace();
  } catch (error) {
    if ((await Deno.lstat(file).catch(() => undefined))?.isDirectory !== true) throw error;
    await Deno.rename(file, join(dirname(file), randomReservedName()));
    await replace();
  }
}

/** No note of ours is larger: V8 holds so many characters in a text, and each takes at most two bytes. */
const MOST_BYTES = 2 * 0x1fff_ffe8;

/**
 * Reads a note; `undefined` when there is none, or when it has another form: a disk may have lost a write that it
 * had confirmed, and another version may write another form. A damaged note must not stop syncing, nor fill the memory.
 */
export async function readNote<Content>(
  file: string,
  isSuch: (content: unknown) => content is Content,
): Promise<Content | undefined> {
  try {
    if ((await stat(file)).size > MOST_BYTES) return undefined;
    const content: unknown = JSON.parse(await readTextFile(file));
    return isSuch(content) ? content : undefined;
  } catch (error) {
    const { IsADirectory, NotFound } = Deno.errors;
    const isNone = error instanceof NotFound || error instanceof IsADirectory;
    if (isNone || error instanceof SyntaxError) return undefined;
    throw error;
  }
}

/** Reports whether there is a note that `readNote` cannot read. */
export async function isNoteDamaged<Content>(
  file: string,
  isSuch: (content: unknown) => content is Content,
): Promise<boolean> {
  const isThere = (await stat(file).catch(() => undefined))?.isFile === true;
  return isThere && await readNote(file, isSuch) === undefined;
}
