// Whether the index is as git has written it. Git does not compare the checksum when it reads an index, and takes what
// a cut one lacks for files that were removed.

import { Buffer } from "node:buffer";
import { createHash } from "node:crypto";
import { join } from "node:path";
import { BlockedError } from "../errors.ts";
import type { Repository } from "../git/repository/repository.ts";
import { algorithmOf } from "../../system/file_state.ts";

/** The first bytes of each index (gitformat-index). */
const SIGNATURE = "DIRC";

/** Throws `BlockedError` where the index is none, or ends in another checksum than that of its bytes. */
export async function ensureWholeIndex(
  { gitDir, zeroId }: Pick<Repository, "gitDir" | "zeroId">,
): Promise<void> {
  let left = Buffer.alloc(0);
  let isIndex: boolean | undefined;
  const hash = createHash(algorithmOf(zeroId));
  const length = zeroId.length / 2;
  try {
    using file = await Deno.open(join(gitDir, "index"));
    for await (const piece of file.readable) {
      const bytes = Buffer.concat([left, piece]);
      isIndex ??= bytes.subarray(0, SIGNATURE.length).toString("latin1") === SIGNATURE;
      hash.update(bytes.subarray(0, -length));
      left = bytes.subarray(-length);
    }
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return;
    throw error;
  }
  const said = left.toString("hex");
  // With index.skipHash git writes none.
  if (isIndex && (said === zeroId || said === hash.digest("hex"))) return;
  throw new BlockedError({ kind: "damaged index" });
}
