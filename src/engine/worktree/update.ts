// The front of this room: puts a commit into the work tree file by file, never over anybody's edit. It knows
// nothing of remotes and merges. The other rooms import nothing else of it.

import { displacedFolder, rememberDisplaced } from "./displaced/displaced.ts";
import { removeAll } from "../../system/files.ts";
import { mkdir } from "../../system/disk/quick_files.ts";
import { endJournal, writeJournal } from "./journal.ts";
import { type FileState, stampAt } from "../../system/file_state.ts";
import { readUnplaced, type UnplacedFile } from "../git/repository/unplaced.ts";
import type { Repository } from "../git/repository/repository.ts";
import { type Edit, editsIn } from "../git/values/edits.ts";
import type { GitPath } from "../git/values/path.ts";
import type { Copy } from "./copies/conflict_copy.ts";
import { Placing, RulesEdited } from "./placing.ts";
import { preparedFolder } from "./plan/prepare.ts";
import { placedStates } from "./placed_files.ts";
import { isCheckedOut, moveRef } from "../git/commands/refs.ts";
import { changesAttributes, deletedAmong } from "../git/values/tree.ts";
import { undoUpdate } from "./undo.ts";
import { gathered } from "../../system/pace.ts";
import { planUpdate } from "./plan/plan.ts";
import type { Update } from "./plan/update_plan.ts";
import { indexFile, isInPlace, moveIndex } from "./update_index.ts";
import { operationsOf, runAll, stoodAt, withRefused } from "./file_operations.ts";

export { NotWritable } from "./placing.ts";

export { writeLocalCopies } from "./copies/local_copies.ts";

export type { Copy } from "./copies/conflict_copy.ts";

export { copyWhole } from "./copy_in_place.ts";

export { checkDisplaced, type CheckedFiles } from "./displaced/displaced.ts";

export { dropOldFiles } from "./displaced/kept_files.ts";

export { isReachable } from "./folders.ts";

export { readJournal } from "./journal.ts";

export { placeUnplaced } from "./unplaced/place_unplaced.ts";

export { undoUpdate } from "./undo.ts";

export { realVolume, type Volume } from "./volume.ts";

/** How an update ended. */
export type UpdateResult =
  | {
    readonly kind: "updated";
    readonly paths: readonly GitPath[];
    /** Those of them at which the commit has nothing any more. */
    readonly deleted: ReadonlySet<GitPath>;
    /** The changes of the commit to files that were made here. */
    readonly edits: readonly Edit[];
    /** Those of the deleted paths whose files stay, as the commit ignores them. */
    readonly leaving: ReadonlySet<GitPath>;
    /** Edits that were saved during the update, moved to conflict names: they are not committed yet. */
    readonly copies: readonly Copy[];
    /** All that is published and not placed, earlier updates included. */
    readonly unplaced: readonly UnplacedFile[];
    /** The stamps of the index just before the update wrote it, and just after. */
    readonly index: { readonly before: string; readonly after: string };
    /** The ids of the bytes that were written at the suspects. */
    readonly digests: ReadonlyMap<GitPath, string>;
    /** The states of the files that a little update has put in place, by name; of removed ones nothing. */
    readonly placed: ReadonlyMap<string, FileState | undefined>;
  }
  /** Something that is not committed yet is in the way: nothing was touched. */
  | { readonly kind: "unsaved" }
  /** Another git process has moved the branch or written the index: what was placed was taken back. */
  | { readonly kind: "moved" };

/**
 * Brings the work tree, the index and the branch from one commit to another, in this order.
 *
 * Throws what `planUpdate` throws: then nothing was touched. Any other error undoes what was placed before
 * it is thrown; when the app ends, `StoppedError` is thrown and the next start undoes it.
 */
export async function updateWorktree(
  repository: Repository,
  update: Update,
): Promise<UpdateResult> {
  const plan = await planUpdate(repository, update);
  if (plan === "unsaved") {
    // Once the edit is saved, there may be nothing left to update.
    await removeAll(preparedFolder(repository));
    return { kind: "unsaved" };
  }
  const { changes, states, unstable, hidden, untouched } = plan;
  await update.beforePlacing?.(changes, plan.received);
  const { branch, from, to, leftOut, volume } = update;
  const id = crypto.randomUUID();
  const displaced = displacedFolder(repository, id);
  await writeJournal(repository, {
    branch,
    from: from ?? null,
    to,
    id,
    hidden: [...hidden],
    untouched: [...untouched],
  });
  const goBack = async (): Promise<UpdateResult> => {
    await undoUpdate(repository, volume);
    return { kind: "moved" };
  };
  const attributesFrom = changesAttributes(changes) ? to : undefined;
  const placing = new Placing(repository, {
    volume,
    displaced,
    states,
    leftOut,
    unstable,
    attributesFrom,
  });
  try {
    await mkdir(displaced, { recursive: true });
    const { onPlaced } = update;
    const fresh = preparedFolder(repository);
    const operations = await operationsOf(repository, plan, { placing, fresh, onPlaced });
    const refused = await runAll(operations, {
      signal: repository.signal,
      stoodAt: (path) => stoodAt(repository, { path, plan }),
    });
    const settled = withRefused(plan, refused);
    const index = await moveIndex(repository, settled);
    if (index === undefined) return await goBack();
    const ref = `refs/heads/${branch}`;
    const start = from ?? repository.zeroId;
    const moved = await isCheckedOut(repository, branch) &&
      await moveRef(repository, { ref, to, from: start, reason: "sync: update" });
    if (!moved) return await goBack();
    // Compared once more: until now the branch had the old files.
    const isTouched = await stampAt(indexFile(repository)) !== index.after &&
      !await isInPlace(repository, settled);
    const back = { ref, to: start, from: to, reason: "sync: update taken back" };
    if (isTouched && await moveRef(repository, back)) return await goBack();
    await rememberDisplaced(displaced, { from: from ?? null, files: placing.displacedFiles });
    await endJournal(repository);
    const unplaced = await readUnplaced(repository);
    const absent = new Set([...plan.leaving, ...unplaced.map(({ path }) => path)]);
    return {
      kind: "updated",
      paths: changes.map(({ path }) => path),
      deleted: deletedAmong(changes),
      edits: await gathered(editsIn(changes.filter(({ path }) => !absent.has(path)))),
      leaving: plan.leaving,
      copies: placing.copies,
      unplaced,
      index,
      digests: plan.digests,
      placed: await placedStates(repository.root, plan.prepared),
    };
  } catch (error) {
    if (error instanceof RulesEdited) return await goBack();
    await undoUpdate(repository, volume);
    throw error;
  }
}
