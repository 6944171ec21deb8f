// Very many deletions at once wait for the user, as a disk that went away looks the same.

import { join } from "node:path";
import { treeEntries } from "../git/commands/trees.ts";
import { copyWhole } from "../worktree/update.ts";
import { removeAll } from "../../system/files.ts";
import type { Repository } from "../git/repository/repository.ts";
import { foldersOf, type GitPath, shownName } from "../git/values/path.ts";
import { sparseChanges } from "../git/commands/sparse.ts";
import { changesToIndex } from "../git/commands/stage.ts";
import { status } from "../git/commands/status.ts";
import type { LocalChange } from "../git/values/status_output.ts";
import type { Change } from "../git/values/tree.ts";
import { MASS_DELETION_FILES } from "../../system/limits.ts";
import { RESERVED_PREFIX } from "../../system/reserved_names.ts";
import { type HeldPaths, isHeld } from "../rules/held_paths.ts";
import { notedMounts } from "./mounts.ts";
import { findLeftOut, type LeftOut } from "./left_out.ts";
import { stageChanges } from "./stage_changes.ts";
import type { Block } from "../problem.ts";

/** A deletion that waits for the user, and the files that it deletes. */
export interface WaitingDeletion {
  readonly block: Extract<Block, { kind: "mass deletion" | "unmounted" }>;
  readonly paths: readonly GitPath[];
}

/**
 * Returns the deletion when a save of these changes would delete more than half of the files. A file whose bytes are
 * in another place was moved, so the answer needs the index that the save would make. Throws `GitError`.
 */
export async function massDeletion(
  repository: Repository,
  save: {
    readonly changes: readonly LocalChange[];
    readonly leftOut: LeftOut;
    readonly head: string | undefined;
    /** Is made anew, and removed. */
    readonly index: string;
  },
): Promise<WaitingDeletion | undefined> {
  const { changes, leftOut, head, index } = save;
  const gone = changes.filter(({ kind }) => kind === "deleted").length;
  if (head === undefined) return undefined;
  if (gone <= MASS_DELETION_FILES / 2) return undefined;
  const tracked = (await treeEntries(repository, head)).size;
  if (tracked < MASS_DELETION_FILES || gone * 2 <= tracked) return undefined;
  await removeAll(index);
  await copyWhole(join(repository.gitDir, "index"), index, "kept");
  let staged: readonly Change[];
  try {
    const paths = changes.filter(({ path, unstaged }) => unstaged && !leftOut.has(path))
      .map(({ path }) => path);
    await stageChanges(repository, { paths, leftOut: new Map(leftOut), index });
    staged = await changesToIndex(repository, head, index);
  } finally {
    await Deno.remove(index);
  }
  const added = new Set(staged.flatMap((change) => change.new?.oid ?? []));
  const paths = staged.filter((change) =>
    change.new === undefined && change.old !== undefined && !added.has(change.old.oid)
  ).map(({ path }) => path);
  const deleted = paths.length;
  if (deleted * 2 <= tracked) return undefined;
  return { block: { kind: "mass deletion", deleted, tracked }, paths };
}

/**
 * Returns the deletion for which a save of the whole tree would wait now: a mass deletion, or a disk that is
 * gone. Only an index of ours is written, so it may be called while another process syncs. Throws `GitError`.
 */
export async function waitingDeletion(
  repository: Repository,
  { head, held, maxFileBytes }: {
    readonly head: string | undefined;
    readonly held: HeldPaths;
    /** Files above this size are left out, in bytes; 0 means that none is. */
    readonly maxFileBytes: number;
  },
): Promise<WaitingDeletion | undefined> {
  const { changes: all, unreadable } = await status(repository);
  // A folder of no repository: a git process that is killed leaves no lock there that would be in the way.
  const folder = await Deno.makeTempDir({ prefix: RESERVED_PREFIX });
  try {
    const found = await sparseChanges({ ...repository, ownDir: folder }, all);
    const changes = found.changes.filter((change) => !isHeld(held, change));
    const gone = changes.filter(({ kind }) => kind === "deleted").map(({ path }) => path);
    const block = await (await notedMounts(repository)).unmounted(gone);
    if (block !== undefined) {
      const isBelow = (path: GitPath) => foldersOf(path).map(shownName).includes(block.folder);
      return { block, paths: gone.filter(isBelow) };
    }
    const leftOut = await findLeftOut(repository, {
      changes,
      unreadable,
      maxBytes: maxFileBytes,
      lacksFilters: false,
    });
    return await massDeletion(repository, { changes, leftOut, head, index: join(folder, "index") });
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}
