// Puts a commit into the work tree file by file, never over anybody's edit. It knows nothing of
// remotes and merges.

import { join } from "node:path";
import { asideFolder, rememberAside } from "./aside.ts";
import { changesBetween, emptyTree } from "./commits.ts";
import { keepIgnored } from "./exclude.ts";
import { type Fold, foldedNames } from "./fold.ts";
import { endJournal, writeJournal } from "./journal.ts";
import { type NotPlaced, readNotPlaced, writeNotPlaced } from "./not_placed.ts";
import { oddAsides, placeOdd } from "./odd.ts";
import type { Repository } from "./open.ts";
import { fileName, foldersOf, type GitPath, shownName } from "./path.ts";
import { digestsOf, type Look, look, lstatIfThere, stampAt, stillHolding } from "./look.ts";
import { type Copy } from "./place.ts";
import { type Volume } from "./volume.ts";
import { Placing } from "./placing.ts";
import { placedLooks, prepare, preparedLooks } from "./prepare.ts";
import { nestedAmong } from "./nested.ts";
import { isCheckedOut, moveRef } from "./refs.ts";
import { setEntries, skipWorktree, viewIndex } from "./index_entries.ts";
import { status } from "./staging.ts";
import { type Change, deletedAmong, isWritten, namedPaths } from "./tree.ts";
import { undoUpdate } from "./undo.ts";
import { GitError } from "./verb.ts";

/** How an update ended. */
export type UpdateResult =
  | {
    readonly kind: "updated";
    readonly paths: readonly GitPath[];
    /** Those of them at which the commit has nothing any more. */
    readonly deleted: ReadonlySet<GitPath>;
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

/** From which commit to which one. */
export interface Update {
  readonly branch: string;
  /** The branch's commit; `undefined` for a branch without one. */
  readonly from: string | undefined;
  readonly to: string;
  /** Local changes that are kept out of the sync: they make room for what comes in. */
  readonly leftOut: ReadonlySet<GitPath>;
  /**
   * Files that git finds changed although they hold the bytes of this id, which are in the history: as
   * long as they do, they give way without a copy.
   */
  readonly restless?: ReadonlyMap<GitPath, string>;
  /** Paths at which it is to be known which bytes were written. */
  readonly suspects?: ReadonlySet<GitPath>;
  /** The path at which the last try was refused: while it still is, nothing else is touched. */
  readonly refused?: GitPath;
  readonly volume: Volume;
  /** Given where the volume cannot tell some names apart: names with one key are one to it. */
  readonly fold?: Fold;
}

/** One path, taken out of the work tree or put into it. */
interface Deed {
  readonly path: GitPath;
  readonly act: () => Promise<void>;
}

/**
 * Brings the work tree, the index and the branch from one commit to another, in this order.
 *
 * Throws `GitError` of kind `badName` when the commit holds names that git refuses (`.git`, `..` and
 * their disguises), of kind `damaged` when its tree is none: then nothing was touched. Any other error undoes what was placed before it is
 * thrown.
 */
export async function updateWorktree(
  repository: Repository,
  update: Update,
): Promise<UpdateResult> {
  const { branch, from, to, volume } = update;
  const indexFile = join(repository.gitDir, "index");
  const indexThen = await stampAt(indexFile);
  const changes = await changesBetween(repository, from ?? await emptyTree(repository), to);
  checkShape(changes);
  const written = changes.filter((change) => isWritten(change.new));
  const fresh = join(repository.ownDir, "new");
  const { attributes, hidden } = await viewIndex(repository, changes.map(({ path }) => path));
  const missing = await prepare(repository, {
    changes,
    attributes,
    paths: namedPaths(written).filter((path) => !hidden.has(path)),
    fresh,
  });
  const folded = update.fold === undefined
    ? []
    : await foldedNames(repository, { to, added: written, fold: update.fold });

  const looks = new Map<GitPath, Look | undefined>();
  for (const path of await pathsToLookAt(repository, namedPaths(changes))) {
    looks.set(path, await look(join(repository.root, fileName(path)!)));
  }
  const local = await inTheWay(repository, changes);
  const restless = await stillHolding(repository.root, update.restless ?? new Map());
  if (local.unsaved.some((path) => !update.leftOut.has(path) && !restless.has(path))) {
    return { kind: "unsaved" };
  }
  const suspects = namedPaths(written).filter((path) => update.suspects?.has(path));
  const digests = await digestsOf(fresh, suspects);
  const prepared = await preparedLooks(fresh, changes);
  const unplaceable = new Set([...missing, ...folded, ...hidden, ...local.nested]);

  const id = crypto.randomUUID();
  const aside = asideFolder(repository, id);
  await writeJournal(repository, {
    branch,
    from: from ?? null,
    to,
    id,
    hidden: [...hidden],
    untouched: [...unplaceable],
  });
  const goBack = async (): Promise<UpdateResult> => {
    await undoUpdate(repository, volume);
    return { kind: "moved" };
  };
  const { leftOut } = update;
  const placing = new Placing(repository, { volume, aside, looks, leftOut, restless });
  try {
    await Deno.mkdir(aside, { recursive: true });
    const out: Deed[] = [];
    const into: Deed[] = [];
    for (const [at, { path, old, new: now }] of changes.entries()) {
      if (fileName(path) === undefined || unplaceable.has(path)) continue;
      if (isWritten(old) && !isWritten(now)) {
        out.push({ path, act: () => placing.remove(path, { at, old }) });
      } else if (old !== undefined && now === undefined) {
        out.push({ path, act: () => placing.removeGitlink(path) });
      }
      if (isWritten(now)) into.push({ path, act: () => placing.put(path, { at, old, fresh }) });
      else if (now !== undefined) into.push({ path, act: () => placing.makeGitlink(path) });
    }
    for (const { act } of startingAt(update.refused, [...out, ...into])) await act();
    const before = await readNotPlaced(repository);
    const personal = new Set(hidden);
    for (const { path } of before) personal.delete(path);
    for (const { path, new: now } of changes) {
      // Nobody tracks it any more, and the person's own version must not get published.
      if (!personal.has(path) || now !== undefined || looks.get(path) === undefined) continue;
      await keepIgnored(repository, path);
    }
    const indexBefore = await stampAt(indexFile);
    // A git that has written it may have put files back to what the branch has (stash, reset, restore).
    if (indexBefore !== indexThen) return await goBack();
    await setEntries(repository, changes.map(({ path, new: now }) => [path, now] as const));
    const skipped = [
      // A nested repository is never written, so its own commit is no edit.
      ...changes.filter(({ path, new: now }) =>
        unplaceable.has(path) && (isWritten(now) || now !== undefined && hidden.has(path))
      ),
    ].map(({ path }) => path);
    if (skipped.length > 0) await skipWorktree(repository, skipped);
    const index = { before: indexBefore, after: await stampAt(indexFile) };
    const changed = new Set(changes.map(({ path }) => path));
    const nested = new Set(local.nested);
    const notPlaced: readonly NotPlaced[] = [
      ...before.filter(({ path }) => !changed.has(path)),
      ...skipped.filter((path) => !personal.has(path)).map((path) => ({
        path,
        reason: nested.has(path) ? "nested repository" as const : "name" as const,
      })),
    ];
    if (before.length + notPlaced.length > 0) await writeNotPlaced(repository, notPlaced);
    const ref = `refs/heads/${branch}`;
    const start = from ?? repository.zeroId;
    const moved = await isCheckedOut(repository, branch) &&
      await moveRef(repository, { ref, to, from: start, reason: "sync: update" });
    if (!moved) return await goBack();
    // The same once more: until now the branch had the old files.
    const isTouched = await stampAt(indexFile) !== index.after;
    const back = { ref, to: start, from: to, reason: "sync: update taken back" };
    if (isTouched && await moveRef(repository, back)) return await goBack();
    await placeOdd(repository, { changes, hidden, aside });
    const files = [...placing.asideFiles, ...oddAsides(changes)];
    await rememberAside(aside, { from: from ?? null, files });
    await endJournal(repository);
    return {
      kind: "updated",
      paths: changes.map(({ path }) => path),
      deleted: deletedAmong(changes),
      copies: placing.copies,
      notPlaced: await readNotPlaced(repository),
      index,
      digests,
      placed: await placedLooks(repository.root, prepared),
    };
  } catch (error) {
    await undoUpdate(repository, volume);
    throw error;
  }
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

/** A tree that git did not make may hold a name twice, so that a link could become a folder. */
function checkShape(changes: readonly Change[]): void {
  const there = changes.filter((change) => change.new !== undefined).map(({ path }) => path);
  const files = new Set(there);
  const twice = there.find((path, at) => path === there[at - 1]) ??
    [...new Set(there.flatMap(foldersOf))].find((folder) => files.has(folder));
  if (twice !== undefined) throw heldTwice(twice);
}

function heldTwice(path: GitPath): GitError {
  const name = shownName(path);
  const detail = `the remote has "${name}" twice`;
  return new GitError({ kind: "damaged", detail, path: name }, "update the folder");
}

/** What of the local changes stands where something is to be written or removed. */
async function inTheWay(
  repository: Repository,
  changes: readonly Change[],
): Promise<{ readonly unsaved: readonly GitPath[]; readonly nested: readonly GitPath[] }> {
  const paths = new Set(changes.map(({ path }) => path));
  const folders = new Set(changes.flatMap(({ path }) => foldersOf(path)));
  const blocking = await filesAmong(repository, folders);
  const asked = [...fileNames(changes), ...blocking.map((path) => fileName(path)!)];
  const unsaved: GitPath[] = [];
  const nested: GitPath[] = [];
  const around = (await nestedAmong(repository, folders))
    .map((path) => ({ path, kind: "nested" as const }));
  for (const { path, kind } of [...(await status(repository, asked)).changes, ...around]) {
    const below = foldersOf(path).some((folder) => paths.has(folder));
    if (!paths.has(path) && !below && !folders.has(path)) continue;
    if (kind !== "nested") unsaved.push(path);
    else {
      nested.push(
        ...changes.map((change) => change.path).filter((changed) =>
          changed === path || foldersOf(changed).includes(path) || foldersOf(path).includes(changed)
        ),
      );
    }
  }
  return { unsaved, nested };
}

/** The paths that are renamed or replaced: the changed ones, and files where a folder has to be. */
async function pathsToLookAt(
  repository: Repository,
  paths: readonly GitPath[],
): Promise<GitPath[]> {
  return [...paths, ...await filesAmong(repository, new Set(paths.flatMap(foldersOf)))];
}

async function filesAmong(
  repository: Repository,
  folders: ReadonlySet<GitPath>,
): Promise<GitPath[]> {
  const files: GitPath[] = [];
  for (const folder of folders) {
    const info = await lstatIfThere(join(repository.root, fileName(folder)!));
    if (info !== undefined && !info.isDirectory) files.push(folder);
  }
  return files;
}

function fileNames(changes: readonly Change[]): string[] {
  return namedPaths(changes).map((path) => fileName(path)!);
}
