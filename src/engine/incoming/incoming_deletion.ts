// A deletion of very many files that came from another machine. It is not held back, as a user has confirmed
// it there, or used git by hand; but it is reported, and the files can be restored.

import { join } from "node:path";
import { commitEntries } from "../git/commands/entries_commit.ts";
import { changesBetween, treeEntries } from "../git/commands/trees.ts";
import { hasCommit } from "../git/commands/ancestry.ts";
import { lstatIfThere } from "../../system/file_state.ts";
import { readNote, writeNote } from "../../system/json_file.ts";
import { isJsonObject, isText } from "../../system/json_value.ts";
import { isObjectId } from "../git/values/object_id.ts";
import { ignoredByTree } from "../rules/ignored_by_tree.ts";
import { storedOtherwise } from "../rules/other_attributes.ts";
import type { Repository } from "../git/repository/repository.ts";
import { fileName, type GitPath, parentFolders } from "../git/values/path.ts";
import { type Change, type Entry, isWritten } from "../git/values/tree.ts";
import { removeAll } from "../../system/files.ts";
import { MASS_DELETION_FILES } from "../../system/limits/folder.ts";
import { restoreMessage } from "../git/values/commit_message.ts";

/** A mass deletion of another machine. */
export interface IncomingDeletion {
  /** The commit before it, and the one without the files. */
  readonly from: string;
  readonly to: string;
  readonly host: string;
  /** Files deleted. */
  readonly deleted: number;
  /** Files that left the sync and stay on this disk. */
  readonly left: number;
  /** Files tracked before. */
  readonly tracked: number;
  /** When it came, in milliseconds since 1970. */
  readonly time: number;
}

/** A deletion is reported for so long, in milliseconds: the user may be away for a week. */
const REPORTED_MS = 14 * 24 * 60 * 60 * 1000;

/**
 * Returns the deletion when an update from one commit to another took away more than half of at least
 * `MASS_DELETION_FILES` files. Files that were moved do not count. Throws `GitError`.
 */
export async function massDeletionBetween(
  repository: Repository,
  update: Pick<IncomingDeletion, "from" | "to" | "host" | "time"> & {
    /** The paths that are in `to` no more. */
    readonly deleted: ReadonlySet<GitPath>;
    /** Those of them whose files stay. */
    readonly leaving: ReadonlySet<GitPath>;
  },
): Promise<IncomingDeletion | undefined> {
  const { deleted, leaving, ...about } = update;
  if (deleted.size * 2 <= MASS_DELETION_FILES) return undefined;
  const tracked = (await treeEntries(repository, about.from)).size;
  if (tracked < MASS_DELETION_FILES || deleted.size * 2 <= tracked) return undefined;
  const gone = goneBetween(await changesBetween(repository, about.from, about.to));
  if (gone.length * 2 <= tracked) return undefined;
  const left = gone.filter(([path]) => leaving.has(path)).length;
  return { ...about, deleted: gone.length - left, left, tracked };
}

/** Returns the files whose bytes are in no other place now. */
function goneBetween(changes: readonly Change[]): (readonly [GitPath, Entry])[] {
  const added = new Set(changes.flatMap((change) => change.new?.oid ?? []));
  return changes.flatMap(({ path, old, new: next }) =>
    next === undefined && isWritten(old) && !added.has(old.oid) ? [[path, old] as const] : []
  );
}

/**
 * Makes a commit on top of `head` that has the deleted files again where nothing stands now, in the history or
 * in the folder. `undefined` when there is nothing to restore. Throws `GitError`.
 */
export async function restoringCommit(
  repository: Repository,
  { deletion, head }: { readonly deletion: IncomingDeletion; readonly head: string },
): Promise<string | undefined> {
  if (!await hasCommit(repository, deletion.from)) return undefined;
  const gone = goneBetween(await changesBetween(repository, deletion.from, deletion.to));
  const there = await treeEntries(repository, head);
  const folders = new Set([...there.keys()].flatMap(parentFolders));
  const entries: (readonly [GitPath, Entry])[] = [];
  for (const [path, entry] of gone) {
    const name = fileName(path);
    if (there.has(path) || folders.has(path) || parentFolders(path).some((at) => there.has(at))) {
      continue;
    }
    if (name === undefined || await lstatIfThere(join(repository.root, name)) === undefined) {
      entries.push([path, entry]);
    }
  }
  const allowed = await publishable(repository, { deletion, head, entries });
  if (allowed.length === 0) return undefined;
  const message = restoreMessage(allowed.length, repository.host);
  return await commitEntries(repository, { head, entries: allowed, message });
}

/** Returns the entries that may be published as they were: no file in clear that is encrypted or ignored by now. */
async function publishable(
  repository: Repository,
  { deletion: { from }, head, entries }: {
    readonly deletion: IncomingDeletion;
    readonly head: string;
    readonly entries: readonly (readonly [GitPath, Entry])[];
  },
): Promise<(readonly [GitPath, Entry])[]> {
  const paths = entries.map(([path]) => path);
  const ignored = await ignoredByTree(repository, { tree: head, paths, withOwnRules: true });
  const source = { commit: from, names: new Map() };
  const otherwise = await storedOtherwise(repository, { head, source, entries });
  return entries.filter(([path]) => !ignored.has(path) && !otherwise.has(path));
}

/** Reads the deletion that is still to be reported. */
export async function readIncomingDeletion(
  repository: Repository,
  now: number,
): Promise<IncomingDeletion | undefined> {
  const noted = await readNote(noteFile(repository), isIncomingDeletion);
  return noted !== undefined && now - noted.time < REPORTED_MS ? noted : undefined;
}

/** Writes the note of a deletion; `undefined` removes it. */
export async function writeIncomingDeletion(
  repository: Repository,
  deletion: IncomingDeletion | undefined,
): Promise<void> {
  if (deletion === undefined) await removeAll(noteFile(repository));
  else await writeNote(noteFile(repository), deletion);
}

function isIncomingDeletion(content: unknown): content is IncomingDeletion {
  return isJsonObject(content) && isObjectId(content.from) && isObjectId(content.to) &&
    isText(content.host) &&
    [content.deleted, content.left, content.tracked, content.time].every(Number.isFinite);
}

function noteFile({ ownDir }: Repository): string {
  return join(ownDir, "mass-deletion.json");
}
