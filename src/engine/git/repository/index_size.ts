// How many files are tracked, without git.

import { join } from "node:path";
import type { Repository } from "./repository.ts";

/** `DIRC`, the version, the number of entries: 4 bytes each, the highest first (gitformat-index). */
const HEADER_BYTES = 12;

/** Returns the number of entries of the index; `undefined` when there is none. Never throws. */
export async function indexSize({ gitDir }: Repository): Promise<number | undefined> {
  try {
    using file = await Deno.open(join(gitDir, "index"));
    const header = new Uint8Array(HEADER_BYTES);
    if (await file.read(header) !== HEADER_BYTES) return undefined;
    return new DataView(header.buffer).getUint32(8);
  } catch {
    return undefined;
  }
}
