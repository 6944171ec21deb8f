// What a fetch has brought so far, by the files that git writes.

import { join } from "node:path";
import type { Repository } from "../repository/repository.ts";

/** Returns the bytes of all objects and parts of objects that were written since a time, in milliseconds since 1970. */
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
