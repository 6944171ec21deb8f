// Finds what the next save would hold or leave out, as far as that shows before anything is stored.

import { join } from "node:path";
import { mayLackFilters } from "../git/attributes/missing_filters.ts";
import { sparseChanges } from "../git/commands/sparse.ts";
import { status } from "../git/commands/status.ts";
import type { Repository } from "../git/repository/repository.ts";
import { type HeldPaths, isHeld } from "../rules/held_paths.ts";
import { RESERVED_PREFIX } from "../../system/reserved_names.ts";
import { findHeldDeletion, type HeldDeletion, readHeldDeletion } from "./held_deletion.ts";
import { findLeftOut, leaveOutByPlace, type LeftOut } from "./left_out.ts";
import { notedMounts } from "./mounts.ts";

/** The changes that a save would not take. */
export interface Preview {
  /** The deletions that it would hold. */
  readonly heldDeletion: HeldDeletion | undefined;
  /** Without the files of which only storing them shows that others would get other bytes. */
  readonly leftOut: LeftOut;
}

/**
 * Returns what a save of the whole tree would hold and leave out now. Only an index of ours is written, so it may be
 * called while another process syncs. Throws `GitError`.
 */
export async function previewSave(
  repository: Repository,
  { head, held, maxFileBytes }: {
    readonly head: string | undefined;
    readonly held: HeldPaths;
    /** Files above this size are left out, in bytes; 0 means that none is. */
    readonly maxFileBytes: number;
  },
): Promise<Preview> {
  const { changes: all, unreadable } = await status(repository);
  // A folder of no repository: a git process that is killed leaves no lock there that would be in the way.
  const folder = await Deno.makeTempDir({ prefix: RESERVED_PREFIX });
  try {
    const { changes: seen, standing } = await sparseChanges({ ...repository, ownDir: folder }, all);
    const changes = seen.filter((change) => !isHeld(held, change));
    const leftOut = await findLeftOut(repository, {
      changes,
      unreadable,
      maxBytes: maxFileBytes,
      lacksFilters: await mayLackFilters(repository),
    });
    leaveOutByPlace(leftOut, { seen, standing, held });
    const heldDeletion = await findHeldDeletion(repository, {
      changes,
      leftOut,
      head,
      index: join(folder, "index"),
      mounts: await notedMounts(repository),
      noted: new Set(await readHeldDeletion(repository)),
    });
    return { heldDeletion, leftOut };
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}
