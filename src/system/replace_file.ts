// Writes a small file of ours as a whole, never through a link: at any moment it is the old one or the new one.

import { Buffer } from "node:buffer";
import { dirname, join } from "node:path";
import { RESERVED_PREFIX } from "./reserved_names.ts";

const UNFINISHED = new RegExp(`^\\${RESERVED_PREFIX}[0-9a-f]{32}(?:-\u00e9)?\\.new$`);

/** Returns a reserved name that nobody can guess: 128 random bits. */
export function randomReservedName(): string {
  const bits = crypto.getRandomValues(new Uint8Array(16));
  return RESERVED_PREFIX + Buffer.from(bits).toString("hex");
}

/** How a file is written. */
export interface WriteOptions {
  /** Subject to the umask. */
  readonly mode: number;
  /** Comes before the file gets its name: it may write it to the disk. */
  readonly beforeRename?: (fresh: Deno.FsFile) => Promise<void>;
}

/** Replaces a file by a new one. A link at `file` is replaced, not followed. */
export async function replaceFile(
  file: string,
  content: string | Uint8Array,
  options: WriteOptions,
): Promise<void> {
  const fresh = await writeFresh(file, { content, ...options });
  try {
    await Deno.rename(fresh, file);
  } catch (error) {
    await Deno.remove(fresh).catch(() => {});
    throw error;
  }
}

/** Makes a file that is not there yet. Throws `AlreadyExists` when something has its name. */
export async function createFile(
  file: string,
  content: string | Uint8Array,
  options: WriteOptions,
): Promise<void> {
  const fresh = await writeFresh(file, { content, ...options });
  try {
    // Not a rename: a link never takes the place of a file that another program made in between.
    await Deno.link(fresh, file);
  } finally {
    await Deno.remove(fresh).catch(() => {});
  }
}

/** Writes a file beside another one and returns its path. */
async function writeFresh(
  file: string,
  { content, mode, beforeRename }: WriteOptions & { readonly content: string | Uint8Array },
): Promise<string> {
  const fresh = join(dirname(file), `${randomReservedName()}.new`);
  const bytes = typeof content === "string" ? new TextEncoder().encode(content) : content;
  try {
    using opened = await Deno.open(fresh, { write: true, createNew: true, mode });
    for (let at = 0; at < bytes.length;) at += await opened.write(bytes.subarray(at));
    await beforeRename?.(opened);
    return fresh;
  } catch (error) {
    await Deno.remove(fresh).catch(() => {});
    throw error;
  }
}

/**
 * Removes the files that a killed write has left in a folder. With `olderThanMs` younger ones stay: another
 * process may be writing them.
 */
export async function removeUnfinished(
  folder: string,
  { olderThanMs = 0 }: { readonly olderThanMs?: number } = {},
): Promise<void> {
  try {
    for await (const { name } of Deno.readDir(folder)) {
      if (!UNFINISHED.test(name)) continue;
      const path = join(folder, name);
      if (olderThanMs > 0 && await isYounger(path, olderThanMs)) continue;
      await Deno.remove(path);
    }
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
}

async function isYounger(path: string, ms: number): Promise<boolean> {
  const info = await Deno.lstat(path).catch(() => undefined);
  return Date.now() - (info?.mtime?.getTime() ?? 0) < ms;
}
