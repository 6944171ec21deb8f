// Measures how much a fetch has brought so far, by the files that git writes.

import { join } from "node:path";
import type { Repository } from "../repository/repository.ts";

/**
 * Returns the bytes of all objects and parts of objects that were written since a time, in milliseconds since
 * 1970.
 */
export async function arrivedBytes({ commonDir }: Repository, since: number): Promise<number> {
  let bytes = 0;
  const folders = [join(commonDir, "objects")];
  for (let folder = folders.pop(); folder !== undefined; folder = folders.pop()) {
    try {
      for await (const { name, isDirectory } of Deno.readDir(folder)) {
        const path = join(folder, name);
        if (isDirectory) folders.push(path);
        else bytes += await sizeSince(path, since);
      }
    } catch {
      // Git renames and removes what it has done with.
    }
  }
  return bytes;
}

async function sizeSince(file: string, since: number): Promise<number> {
  const info = await Deno.lstat(file).catch(() => undefined);
  return info !== undefined && (info.mtime?.getTime() ?? 0) >= since ? info.size : 0;
}

/** The names that git gives to files which it still writes (`odb_mkstemp`, `create_tmpfile`). */
const UNFINISHED = /^tmp_(?:obj|pack)_/;

/** Counts what a fetch is bringing, where git does not say it: it does not when it unpacks few objects. */
export class ArrivingFiles {
  readonly #folders: readonly string[];
  readonly #since = Date.now();
  /** The largest size at which each unfinished file was seen. */
  readonly #sizes = new Map<string, number>();

  constructor({ commonDir }: Repository) {
    const objects = join(commonDir, "objects");
    this.#folders = [objects, join(objects, "pack")];
  }

  /** Returns how many bytes were seen to arrive by now, at least. Small files come and go unseen. Never throws. */
  async bytes(): Promise<number> {
    for (const folder of this.#folders) {
      try {
        for await (const { name } of Deno.readDir(folder)) {
          if (!UNFINISHED.test(name)) continue;
          const size = await sizeSince(join(folder, name), this.#since);
          this.#sizes.set(name, Math.max(size, this.#sizes.get(name) ?? 0));
        }
      } catch {
        // A repository may have no packs yet.
      }
    }
    return this.#sizes.values().reduce((sum, size) => sum + size, 0);
  }
}
