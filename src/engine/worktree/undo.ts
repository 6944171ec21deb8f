// Undoes an update of the work tree that a crash or an error cut off.

import { join } from "node:path";
import {
  type DisplacedFile,
  displacedFolder,
  type DisplacementRecord,
  keepEdited,
  rememberDisplaced,
} from "./displaced/displaced.ts";
import { changesBetween, emptyTree } from "../git/commands/trees.ts";
import { isAncestor } from "../git/commands/ancestry.ts";
import { endJournal, type Journal, readJournal } from "./journal.ts";
import type { Repository } from "../git/repository/repository.ts";
import { fileIn, fileName, type GitPath, parentFolders } from "../git/values/path.ts";
import { committedOf, findIncoming, type InterruptedUpdate } from "./written_files.ts";
import {
  type FileState,
  isUnchanged,
  lstatIfThere,
  readFileState,
} from "../../system/file_state.ts";
import { endIfStopped, untilStopped } from "../../system/pace.ts";
import { clearPlace, putWhereNothingIs } from "./put_in_place.ts";
import { displace, dropDisplaced, findDisplaced } from "./displaced/displace.ts";
import { isReachable, removeEmptyFolders, removeIfEmpty } from "./folders.ts";
import { putAsCopy } from "./copies/conflict_copy.ts";
import { type Volume } from "./volume.ts";
import { againName, folderName } from "./placing.ts";
import { preparedFolder, prepareFiles } from "./plan/prepare.ts";
import { holdPrivate } from "./rules_taken_back.ts";
import { readHead, readRef } from "../git/commands/refs.ts";
import { setEntries, setSkipWorktree, viewIndex } from "../git/commands/index.ts";
import {
  type Change,
  changesAttributes,
  type Entry,
  isWritten,
  namedPaths,
} from "../git/values/tree.ts";

/** The update that was cut off. */
interface CutOff extends Omit<Journal, "untouched"> {
  readonly untouched: ReadonlySet<string>;
  readonly changes: readonly Change[];
  /** Paths that the branch itself has by now as the update wanted them. */
  readonly committed: ReadonlySet<GitPath>;
  /** Where it has put what it took out of the work tree. */
  readonly displaced: string;
  /** Where the undoing puts what the update had put into the work tree. */
  readonly incoming: string;
  readonly volume: Volume;
}

/**
 * Undoes an update that was cut off: what equals the incoming version is taken back, what is missing
 * comes back, anything else was written by the user and stays. Never rolls forward: other users'
 * content must not become a local edit. Reports whether there was anything to undo. Throws `StoppedError` when
 * the app ends: then the next start undoes the rest.
 */
export async function undoUpdate(repository: Repository, volume: Volume): Promise<boolean> {
  const journal = await readJournal(repository);
  if (journal === undefined) return false;
  const { signal } = repository;
  endIfStopped(signal);
  const { branch, from, to } = journal;
  const changes = await changesBetween(repository, from ?? await emptyTree(repository), to);
  const head = await readHead(repository);
  const tip = await readRef(repository, `refs/heads/${branch}`);
  const committed = await committedOf(repository, { changes, from, to, tip });
  const untouched = new Set(journal.untouched);
  const cutOff: CutOff = {
    ...journal,
    untouched,
    changes,
    committed,
    displaced: displacedFolder(repository, journal.id),
    incoming: displacedFolder(repository, `${journal.id}-incoming`),
    volume,
  };
  for (const path of untilStopped(namedPaths(changes), signal)) {
    if (!untouched.has(path)) await clearPlace(repository, path);
  }
  // Only the note was left: by now the user may have gone on from there.
  const isDone = tip !== undefined && await isAncestor(repository, { ancestor: to, of: tip });
  // On another branch the user has put the files in order.
  const isHere = !isDone && head.kind === "branch" && head.branch === branch;
  if (isHere) await holdPrivate(repository, { changes, to });
  const written = isHere ? await takeBack(repository, cutOff) : undefined;
  await settleDisplaced(repository, cutOff, written);
  await endJournal(repository);
  return true;
}

async function takeBack(repository: Repository, cutOff: CutOff): Promise<InterruptedUpdate> {
  const { root, signal } = repository;
  const { changes, committed, hidden, untouched, volume, displaced, incoming } = cutOff;
  const attributesFrom = attributesBefore(cutOff);
  const back = changes.filter((change) => isWritten(change.old));
  const placed = [...changes.entries()].flatMap(([at, { path, old, new: next }]) => {
    const name = fileName(path);
    if (name === undefined || untouched.has(path) || committed.has(path)) return [];
    return [{ at, path, old, next, file: join(root, name), name }];
  });
  // Before git compares them: an edit after this is found by it.
  const states = new Map<GitPath, FileState>();
  for (const { path, file, next } of untilStopped(placed, signal)) {
    if (!isWritten(next) || !await isReachable(root, path)) continue;
    const seen = await readFileState(file);
    if (seen !== undefined) states.set(path, seen);
  }
  const processed: GitPath[] = [];
  for (const { at, path, file, old } of untilStopped(placed, signal)) {
    const isIn = (folder: string) =>
      findDisplaced(repository, { file, displaced: join(folder, String(at)) });
    const isNew = !isWritten(old) && states.has(path);
    if (isNew || await isIn(displaced) !== undefined || await isIn(incoming) !== undefined) {
      processed.push(path);
    }
  }
  const written = await findIncoming(repository, { changes, among: processed });
  const fresh = preparedFolder(repository);
  const missing = await prepareFiles(repository, {
    changes: back.map(({ path, old }) => ({ path, old: undefined, new: old })),
    attributes: (await viewIndex(repository, [])).attributes,
    paths: namedPaths(back).filter((path) => !untouched.has(path)),
  });
  await Deno.mkdir(incoming, { recursive: true });
  // All of it first: a folder may stand where a file has to come back.
  for (const { at, path, file, old } of untilStopped(placed, signal)) {
    const seen = states.get(path);
    if (seen !== undefined && await written.isAsWritten(path, { file, seen })) {
      const taken = await displace(repository, {
        file,
        displaced: join(incoming, String(at)),
        volume,
      });
      if (taken !== undefined && !await isUnchanged(seen, taken)) {
        await putAsCopy(repository, { displaced: taken, path, attributesFrom });
      }
    }
    if (!isWritten(old)) await removeEmptyFolders(root, path);
  }
  for (const { at, path, file, old, name } of untilStopped(placed, signal)) {
    if (!isWritten(old)) continue;
    const kept = await findDisplaced(repository, { file, displaced: join(displaced, String(at)) });
    if (kept === undefined && missing.has(path)) continue;
    const from = kept ?? join(fresh, name);
    await putWhereNothingIs(repository, { from, path, volume, permissions: "kept" });
    // Also where an earlier undoing was cut off just after it had brought it back.
    if (kept !== undefined) await dropIfSame(kept, file);
  }
  await setEntries(
    repository,
    changes.map(({ path, old, new: next }) => [path, committed.has(path) ? next : old] as const),
  );
  const wasHidden = new Set(hidden);
  const stillHidden = back.map(({ path }) => path).filter((path) => wasHidden.has(path));
  if (stillHidden.length > 0) await setSkipWorktree(repository, stillHidden);
  return written;
}

/** Returns the commit whose attributes the index may not have, as the update was about to change them. */
function attributesBefore({ changes, from }: CutOff): string | undefined {
  return from !== null && changesAttributes(changes) ? from : undefined;
}

/**
 * Removes one of two places of the same file: what is written into it from now on is an edit of the one that is in use.
 */
async function dropIfSame(displaced: string, file: string): Promise<void> {
  const [kept, placed] = [await lstatIfThere(displaced), await lstatIfThere(file)];
  if (kept?.ino === placed?.ino && kept?.dev === placed?.dev) await dropDisplaced(displaced);
}

/**
 * Gives back what the update was just about to keep for the user, and remembers the rest. Nobody knows how
 * these files were when they were displaced: content decides.
 */
async function settleDisplaced(
  repository: Repository,
  cutOff: CutOff,
  written: InterruptedUpdate | undefined,
): Promise<void> {
  const { root, signal } = repository;
  const { changes, displaced, incoming, from, to, volume } = cutOff;
  const attributesFrom = attributesBefore(cutOff);
  const files: DisplacedFile[] = [];
  const taken: DisplacedFile[] = [];
  for (const [at, { path, old, new: next }] of untilStopped(changes.entries(), signal)) {
    const name = fileName(path);
    if (name === undefined) continue;
    const find = (folder: string, displacedName: string) =>
      findDisplaced(repository, { file: join(root, name), displaced: join(folder, displacedName) });
    const remembered = ({ oid }: Entry): DisplacedFile => (
      { path, name: String(at), oid, size: -1, modified: undefined }
    );
    const kept = await find(displaced, String(at));
    if (kept !== undefined && isWritten(old)) files.push(remembered(old));
    const back = await find(incoming, String(at));
    if (back !== undefined && isWritten(next)) {
      // Files that git cannot tell from edits are compared by their bytes.
      taken.push({ ...remembered(next), oid: written?.digest(path) ?? next.oid });
    }

    const unpublished = [
      { kept: isWritten(old) ? undefined : kept, path, wasIgnored: true },
      { kept: await find(displaced, againName(at)), path, wasIgnored: false },
    ];
    for (const [level, folder] of parentFolders(path).entries()) {
      const file = fileIn(root, folder);
      const blocking = await findDisplaced(repository, {
        file,
        displaced: join(displaced, folderName(at, level)),
      });
      unpublished.push({ kept: blocking, path: folder, wasIgnored: true });
    }
    for (const { kept: file, path: place, wasIgnored } of unpublished) {
      if (file === undefined) continue;
      const back = { from: file, path: place, volume, permissions: "kept" } as const;
      if (await putWhereNothingIs(repository, back)) {
        await dropDisplaced(file);
      } else {
        const version = { displaced: file, path: place, wasIgnored, attributesFrom };
        await putAsCopy(repository, version);
      }
    }
  }
  const context = { repository, attributesFrom };
  await keepOrNote(context, { folder: displaced, record: { from, files }, isDue: false });
  await keepOrNote(context, { folder: incoming, record: { from: to, files: taken }, isDue: true });
}

/** Makes conflict copies of those of the files that were edited, and notes the others. */
async function keepOrNote(
  { repository, attributesFrom }: {
    readonly repository: Repository;
    readonly attributesFrom: string | undefined;
  },
  { folder, record, isDue }: {
    readonly folder: string;
    readonly record: DisplacementRecord;
    readonly isDue: boolean;
  },
): Promise<void> {
  const { files } = await keepEdited(repository, { folder, record, attributesFrom });
  if (files.length > 0) await rememberDisplaced(folder, { ...record, files }, { isDue });
  else await removeIfEmpty(folder);
}
