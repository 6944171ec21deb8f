// The free space of volumes.

import { statfs } from "node:fs/promises";

/** Returns the free bytes of the volume of a folder; `undefined` when it does not say. */
export async function freeSpaceIn(folder: string): Promise<number | undefined> {
  try {
    const { bavail, bsize } = await statfs(folder);
    return bavail * bsize;
  } catch {
    return undefined;
  }
}
