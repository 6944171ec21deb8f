// Paths that an update could not put into the work tree. They are marked skip-worktree, or their
// absence would be published; the list outlives the app, so that it can go on saying so.

import { join } from "node:path";
import { isNoteDamaged, readNote, writeNote } from "../../../system/json_file.ts";
import { isJsonObject, isListOf, isText } from "../../../system/json_value.ts";
import { isObjectId } from "../values/object_id.ts";
import type { Repository } from "./repository.ts";
import { gathered } from "../../../system/pace.ts";
import { holdsBlob } from "../../../system/file_state.ts";
import { fileIn, fileName, type GitPath } from "../values/path.ts";
import type { LocalChange } from "../values/status_output.ts";

/** A path that is published and does not stand in the work tree as it is published. */
export interface UnplacedFile {
  readonly path: GitPath;
  readonly reason: UnplacedReason;
  /** The id of the bytes that stand there instead: of the version before, which the update has left. */
  readonly stood?: string;
}

/** Why a published file is not in the work tree. */
export type UnplacedReason = typeof REASONS[number];

const REASONS = [
  /** The volume cannot hold the name, or it is not UTF-8, so that Deno cannot name the file. */
  "name",
  /** A repository of the user's stands there. */
  "nested repository",
  /** The filter that its attributes ask for could not write it: git-lfs does not find it at its server. */
  "smudge filter",
  /** The name or the place is the app's own, or that of a file which git reads as its own rules. */
  "own place",
  /** A private file of this machine stands there. */
  "private",
  /** It is a link, and its name is ignored here: what is written to it would get another name. */
  "link",
  /** A file of this machine stands there that is not sent, as its filter is missing here. */
  "missing filter",
  /** The file, or its folder, may not be written. The path may be one that others have deleted. */
  "not writable",
  /** It was deleted here, and the user wants it back. */
  "restoring",
] as const;

/** Returns the unplaced files. */
export async function readUnplaced(
  repository: Pick<Repository, "ownDir">,
): Promise<readonly UnplacedFile[]> {
  return await readNote(listFile(repository), isList) ?? [];
}

/** Reports whether there is a list that cannot be read. */
export async function isListDamaged(repository: Pick<Repository, "ownDir">): Promise<boolean> {
  return await isNoteDamaged(listFile(repository), isList);
}

/** Writes the list of the unplaced files. */
export async function writeUnplaced(
  repository: Repository,
  list: readonly UnplacedFile[],
): Promise<void> {
  await writeNote(listFile(repository), list);
}

/**
 * Returns those of the changed paths that an update could not place and that were not written since. Another
 * git process (a reset, `sparse-checkout disable`) has removed their skip-worktree mark.
 */
export async function notEdited(
  root: string,
  { changes, unplaced }: {
    readonly changes: readonly LocalChange[];
    readonly unplaced: readonly UnplacedFile[];
  },
): Promise<ReadonlySet<GitPath>> {
  const found = new Set<GitPath>();
  const named = new Set(unplaced.map(({ path }) => path));
  const unstaged = await gathered(changes, ({ path, unstaged }) => unstaged && named.has(path));
  const kinds = new Map(unstaged.map(({ path, kind }) => [path, kind]));
  for (const { path, reason, stood } of unplaced) {
    const kind = kinds.get(path);
    const isOwn = reason === "private" || reason === "link" || reason === "missing filter" ||
      fileName(path) === undefined;
    if (isOwn) {
      if (kind !== undefined) found.add(path);
      continue;
    }
    const isOld = kind === "changed" && stood !== undefined &&
      await holdsBlob(fileIn(root, path), stood).catch(() => false);
    if (kind === "deleted" || isOld) found.add(path);
  }
  return found;
}

function isList(content: unknown): content is readonly UnplacedFile[] {
  return isListOf(content, isUnplaced);
}

function isUnplaced(content: unknown): content is UnplacedFile {
  return isJsonObject(content) && isText(content.path) &&
    REASONS.some((reason) => reason === content.reason) &&
    (content.stood === undefined || isObjectId(content.stood));
}

function listFile(repository: Pick<Repository, "ownDir">): string {
  return join(repository.ownDir, "not-placed.json");
}
