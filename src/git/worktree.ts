// Puts a commit into the work tree file by file, never over anybody's edit. It knows nothing of
// remotes and merges.

import { join } from "node:path";
import { asideFolder, rememberAside } from "./aside.ts";
import { keepIgnored } from "./exclude.ts";
import { setEntries, skipWorktree } from "./index_entries.ts";
import { endJournal, writeJournal } from "./journal.ts";
import { type Look, stampAt } from "./look.ts";
import { type NotPlaced, readNotPlaced, writeNotPlaced } from "./not_placed.ts";
import { oddAsides, placeOdd } from "./odd.ts";
import type { Repository } from "./open.ts";
import { fileName, foldersOf, type GitPath } from "./path.ts";
import { type Copy } from "./place.ts";
import { Placing, RulesEdited } from "./placing.ts";
import { addPrivatePaths } from "./private_paths.ts";
import { areStillPlaced, freshFolder, placedLooks } from "./prepare.ts";
import { isCheckedOut, moveRef } from "./refs.ts";
import { changesAttributes, deletedAmong, isWritten } from "./tree.ts";
import { undoUpdate } from "./undo.ts";
import { planUpdate, type Update, type UpdatePlan } from "./update_plan.ts";

/** How an update ended. */
export type UpdateResult =
  | {
    readonly kind: "updated";
    readonly paths: readonly GitPath[];
    /** Those of them at which the commit has nothing any more. */
    readonly deleted: ReadonlySet<GitPath>;
    /** Those of the deleted paths whose files stay, as the commit ignores them. */
    readonly leaving: ReadonlySet<GitPath>;
    /** Edits that somebody saved during the update, moved to conflict names: they are not committed yet. */
    readonly copies: readonly Copy[];
    /** All that is published and not placed, earlier updates included. */
    readonly notPlaced: readonly NotPlaced[];
    /** The stamps of the index just before the update wrote it, and just after. */
    readonly index: { readonly before: string; readonly after: string };
    /** The ids of the bytes that were written at the suspects. */
    readonly digests: ReadonlyMap<GitPath, string>;
    /** How the files of a little update look that it has put in place, by name; of removed ones nothing. */
    readonly placed: ReadonlyMap<string, Look | undefined>;
  }
  /** Something that is not committed yet is in the way: nothing was touched. */
  | { readonly kind: "unsaved" }
  /** Another git has moved the branch or written the index: what was placed was taken back. */
  | { readonly kind: "moved" };

/** One path, taken out of the work tree or put into it. */
interface Deed {
  readonly path: GitPath;
  readonly act: () => Promise<void>;
}

/**
 * Brings the work tree, the index and the branch from one commit to another, in this order.
 *
 * Throws what `planUpdate` throws: then nothing was touched. Any other error undoes what was placed before
 * it is thrown.
 */
export async function updateWorktree(
  repository: Repository,
  update: Update,
): Promise<UpdateResult> {
  const plan = await planUpdate(repository, update);
  if (plan === "unsaved") return { kind: "unsaved" };
  const { changes, looks, restless, hidden, untouched } = plan;
  await update.beforePlacing?.(changes.map(({ path }) => path));
  const { branch, from, to, leftOut, volume } = update;
  const id = crypto.randomUUID();
  const aside = asideFolder(repository, id);
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
  const under = changesAttributes(changes) ? to : undefined;
  const placing = new Placing(repository, { volume, aside, looks, leftOut, restless, under });
  try {
    await Deno.mkdir(aside, { recursive: true });
    const deeds = deedsOf(plan, { placing, fresh: freshFolder(repository) });
    for (const { act } of startingAt(update.refused, deeds)) await act();
    const index = await moveIndex(repository, plan);
    if (index === undefined) return await goBack();
    const ref = `refs/heads/${branch}`;
    const start = from ?? repository.zeroId;
    const moved = await isCheckedOut(repository, branch) &&
      await moveRef(repository, { ref, to, from: start, reason: "sync: update" });
    if (!moved) return await goBack();
    // Looked at once more: until now the branch had the old files.
    const isTouched = await stampAt(indexFile(repository)) !== index.after &&
      !await isInPlace(repository, plan);
    const back = { ref, to: start, from: to, reason: "sync: update taken back" };
    if (isTouched && await moveRef(repository, back)) return await goBack();
    await placeOdd(repository, { changes, untouched, aside });
    const files = [...placing.asideFiles, ...oddAsides(changes)];
    await rememberAside(aside, { from: from ?? null, files });
    await endJournal(repository);
    return {
      kind: "updated",
      paths: changes.map(({ path }) => path),
      deleted: deletedAmong(changes),
      leaving: plan.leaving,
      copies: placing.copies,
      notPlaced: await readNotPlaced(repository),
      index,
      digests: plan.digests,
      placed: await placedLooks(repository.root, plan.prepared),
    };
  } catch (error) {
    if (error instanceof RulesEdited) return await goBack();
    await undoUpdate(repository, volume);
    throw error;
  }
}

/** All that is taken out, then all that is put in: a folder may have to make room for a file. */
function deedsOf(
  { changes, untouched }: UpdatePlan,
  { placing, fresh }: { readonly placing: Placing; readonly fresh: string },
): Deed[] {
  const out: Deed[] = [];
  const into: Deed[] = [];
  for (const [at, { path, old, new: now }] of changes.entries()) {
    if (fileName(path) === undefined || untouched.has(path)) continue;
    if (isWritten(old) && !isWritten(now)) {
      out.push({ path, act: () => placing.remove(path, { at, old }) });
    } else if (old !== undefined && now === undefined) {
      out.push({ path, act: () => placing.removeGitlink(path) });
    }
    if (isWritten(now)) into.push({ path, act: () => placing.put(path, { at, old, fresh }) });
    else if (now !== undefined) into.push({ path, act: () => placing.makeGitlink(path) });
  }
  const removed = out.map(({ path }) => path);
  return [...out, { path: "", act: () => placing.removeEmptied(removed) }, ...into];
}

/**
 * The deeds, that of a path first. Tried in their usual order, an update that is refused again would take
 * files away and bring them back each time, which the watcher would hear of and so cause the next try.
 */
function startingAt(path: GitPath | undefined, deeds: readonly Deed[]): readonly Deed[] {
  const first = deeds.find((deed) => deed.path === path);
  if (path === undefined || first === undefined) return deeds;
  const before = deeds.slice(0, deeds.indexOf(first));
  // What has to make room for it goes before it.
  const isInTheWay = (other: GitPath) =>
    foldersOf(other).includes(path) || foldersOf(path).includes(other);
  if (before.some((deed) => isInTheWay(deed.path))) return deeds;
  return [first, ...deeds.filter((deed) => deed !== first)];
}

/**
 * Brings the index to what is placed by now, and notes what could not be. Answers the stamps of the index
 * from before and after that; `undefined`, with the index as it is, when another git has written it since
 * the update was planned and put files back to what the branch has (stash, reset, restore).
 */
async function moveIndex(
  repository: Repository,
  plan: UpdatePlan,
): Promise<{ readonly before: string; readonly after: string } | undefined> {
  const { indexStamp, changes, looks, hidden, unplaced, untouched, adopted, stood } = plan;
  const listed = await readNotPlaced(repository);
  const personal = new Set(hidden);
  for (const { path } of listed) personal.delete(path);
  for (const { path, new: now } of changes) {
    // Nobody tracks it any more, and the user's own version must not get published.
    if (now !== undefined || looks.get(path) === undefined) continue;
    const isPrivate = listed.some((entry) => entry.path === path && entry.reason === "private");
    if (personal.has(path) || isPrivate) {
      await addPrivatePaths(repository, [{ path, reason: "ignored" }]);
    }
    if (personal.has(path)) await keepIgnored(repository, path);
  }
  const before = await stampAt(indexFile(repository));
  if (before !== indexStamp && !await isInPlace(repository, plan)) return undefined;
  await setEntries(repository, changes.map(({ path, new: now }) => [path, now] as const));
  const skipped = changes.filter(({ path, new: now }) =>
    // A nested repository is never written, so its own commit is no edit.
    untouched.has(path) && !adopted.has(path) &&
    (isWritten(now) ||
      now !== undefined && (hidden.has(path) || unplaced.get(path) === "own place"))
  ).map(({ path }) => path);
  if (skipped.length > 0) await skipWorktree(repository, skipped);
  const after = await stampAt(indexFile(repository));
  const changed = new Set(changes.map(({ path }) => path));
  const notPlaced: readonly NotPlaced[] = [
    ...listed.filter(({ path }) => !changed.has(path)),
    ...skipped.filter((path) => !personal.has(path)).map((path): NotPlaced => {
      // Listed before, it is hidden from git, and was not tried.
      const before = listed.find((entry) => entry.path === path);
      const bytes = before?.stood ?? stood.get(path);
      return {
        path,
        reason: unplaced.get(path) ?? before?.reason ?? "name",
        ...(bytes === undefined ? {} : { stood: bytes }),
      };
    }),
  ];
  if (listed.length + notPlaced.length > 0) await writeNotPlaced(repository, notPlaced);
  return { before, after };
}

function indexFile({ gitDir }: Repository): string {
  return join(gitDir, "index");
}

async function isInPlace(
  repository: Repository,
  { changes, untouched }: UpdatePlan,
): Promise<boolean> {
  const placed = changes.filter(({ path }) => fileName(path) !== undefined && !untouched.has(path));
  return await areStillPlaced(repository.root, {
    fresh: freshFolder(repository),
    changes: placed,
  });
}
