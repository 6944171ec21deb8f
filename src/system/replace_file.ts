// Replaces a small file of ours as a whole, never through a link.

import { Buffer } from "node:buffer";
import { dirname, join } from "node:path";
import { RESERVED_PREFIX } from "./reserved_names.ts";

const UNFINISHED = new RegExp(`^\\${RESERVED_PREFIX}[0-9a-f]{32}(?:-\u00e9)?\\.new$`);

/** Returns a reserved name that nobody can guess: 128 random bits. */
export function randomReservedName(): string {
  const bits = crypto.getRandomValues(new Uint8Array(16));
  return RESERVED_PREFIX + Buffer.from(bits).toString("hex");
}

/**
 * Replaces a file by a new one, which is whole before it has that name. A link at `file` is replaced, not
 * followed. `beforeRename` may have the new one written to the disk.
 */
export async function replaceFile(
  file: string,
  content: string | Uint8Array,
  { mode, beforeRename }: {
    readonly mode: number;
    readonly beforeRename?: (fresh: Deno.FsFile) => Promise<void>;
  },
): Promise<void> {
  const fresh = join(dirname(file), `${randomReservedName()}.new`);
  const bytes = typeof content === "string" ? new TextEncoder().encode(content) : content;
  try {
    {
      using opened = await Deno.open(fresh, { write: true, createNew: true, mode });
      for (let at = 0; at < bytes.length;) at += await opened.write(bytes.subarray(at));
      await beforeRename?.(opened);
    }
    await Deno.rename(fresh, file);
  } catch (error) {
    await Deno.remove(fresh).catch(() => {});
    throw error;
  }
}

/** Removes the files that a killed `replaceFile` has left in a folder. Nobody else may write there meanwhile. */
export async function removeUnfinished(folder: string): Promise<void> {
  try {
    for await (const { name } of Deno.readDir(folder)) {
      if (UNFINISHED.test(name)) await Deno.remove(join(folder, name));
    }
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
}
