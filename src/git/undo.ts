// Undoes an update of the work tree that a crash or an error cut off.

import { join } from "node:path";
import { type AsideFile, rememberAside, removeAll } from "./aside.ts";
import { changesBetween, emptyTree } from "./commits.ts";
import { endJournal, type Journal, readJournal } from "./journal.ts";
import type { Repository } from "./open.ts";
import { fileName } from "./path.ts";
import {
  isReachable,
  isUnchanged,
  look,
  lstatIfThere,
  makeFolders,
  PathBlocked,
  putAsCopy,
  putInPlace,
  removeEmptyFolders,
  takeAside,
  type Volume,
} from "./place.ts";
import { prepare } from "./prepare.ts";
import { readRef } from "./refs.ts";
import { differingFromIndex, setEntries, skipWorktree, viewIndex } from "./staging.ts";
import { type Change, isWritten, namedPaths } from "./tree.ts";

/**
 * Undoes an update that was cut off: what equals the incoming version is taken back, what is missing
 * comes back, anything else was written by a person and stays. Never rolls forward: other people's
 * content must not become a local edit. Answers whether there was anything to undo.
 */
export async function undoUpdate(repository: Repository, volume: Volume): Promise<boolean> {
  const journal = await readJournal(repository);
  if (journal === undefined) return false;
  const { branch, from, to, aside } = journal;
  const hidden = new Set(journal.hidden);
  const changes = await changesBetween(repository, from ?? await emptyTree(repository), to);
  if (await readRef(repository, `refs/heads/${branch}`) === to) {
    await rememberLeft(journal, changes);
    await endJournal(repository);
    return true;
  }
  const index = join(repository.ownDir, "index");
  await removeAll(index);
  const written = changes.filter((change) => isWritten(change.new));
  await setEntries(repository, written.map(({ path, new: now }) => [path, now] as const), index);
  const differing = await differingFromIndex(repository, index);
  await removeAll(index);

  const back = changes.filter((change) => isWritten(change.old));
  const fresh = join(repository.ownDir, "new");
  await prepare(repository, {
    changes: back.map(({ path, old }) => ({ path, old: undefined, new: old })),
    attributes: (await viewIndex(repository, [])).attributes,
    paths: namedPaths(back),
    fresh,
  });
  for (const [at, { path, old, new: now }] of changes.entries()) {
    const name = fileName(path);
    if (name === undefined || hidden.has(path)) continue;
    if (!isWritten(old) && !await isReachable(repository.root, path)) continue;
    const file = join(repository.root, name);
    if (isWritten(now) && !differing.has(path)) {
      const seen = await look(file);
      const taken = await takeAside(file, join(aside, `${at}-back`), volume);
      if (taken !== undefined && seen !== undefined && !await isUnchanged(seen, taken)) {
        await putAsCopy(repository.root, { aside: taken, path, host: repository.host });
      }
      if (!isWritten(old)) await removeEmptyFolders(repository.root, path);
    }
    if (!isWritten(old)) continue;
    try {
      await makeFolders(repository.root, path);
    } catch (error) {
      if (error instanceof PathBlocked) continue;
      throw error;
    }
    const kept = join(aside, String(at));
    const source = await lstatIfThere(kept) === undefined ? join(fresh, name) : kept;
    await putInPlace(source, file, volume);
  }
  await setEntries(repository, changes.map(({ path, old }) => [path, old] as const));
  const stillHidden = back.map(({ path }) => path).filter((path) => hidden.has(path));
  if (stillHidden.length > 0) await skipWorktree(repository, stillHidden);
  await rememberLeft(journal, changes);
  await endJournal(repository);
  return true;
}

/** After a crash nobody knows how the files looked when they were set aside: content decides. */
async function rememberLeft(
  { from, aside }: Journal,
  changes: readonly Change[],
): Promise<void> {
  const files: AsideFile[] = [];
  for (const [at, { path, old }] of changes.entries()) {
    const file = join(aside, String(at));
    if (!isWritten(old) || await lstatIfThere(file) === undefined) continue;
    files.push({ path, aside: file, oid: old.oid, size: -1, modified: undefined });
  }
  if (files.length > 0) await rememberAside(aside, { from, files });
  else await removeAll(aside);
}
