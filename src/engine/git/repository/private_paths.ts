// The private paths of this work tree: no save may publish them, whatever git's rules say by now.
// They are kept in a note in our folder of the git folder, so that they outlive the app and a crash.

import { join } from "node:path";
import { isNoteDamaged, readNote, writeNote } from "../../../system/json_file.ts";
import { isJsonObject, isListOf, isText } from "../../../system/json_value.ts";
import { isObjectId } from "../values/object_id.ts";
import type { Repository } from "./repository.ts";
import type { GitPath } from "../values/path.ts";

/** A path that stays on this machine. */
export interface PrivatePath {
  /** A folder, with everything in it, ends in `/`. */
  readonly path: GitPath;
  /**
   * - `ignored`: was ignored here until others changed the rules.
   * - `filter`: had a filter here until others changed the attributes. It is tracked.
   * - `received`: was ignored or private here when others published a file of this name. It is tracked, and
   *   edits of it stay here.
   * - `name`: others have deleted it, and it cannot be removed here, as its name is not UTF-8.
   * - `copy`: a conflict copy of a file that is not published.
   * - `unknown`: was new or edited when this list, or the note of the last scan, could not be read: it may be one of
   *   the others.
   * - `published`: the user has said that it is to be synced. It is on the list as long as new files are judged
   *   by the rules from before.
   */
  readonly reason: typeof REASONS[number];
  /** The machine whose change it was, if known. */
  readonly by?: string;
  /** The filter that the path had. */
  readonly filter?: string;
  /** The last commit whose rules were this user's own: by these, new files are judged, too. */
  readonly rules?: string;
}

const REASONS = ["ignored", "filter", "received", "name", "copy", "unknown", "published"] as const;

/** Returns the private paths. This reads one file and starts no git process. */
export async function readPrivatePaths(
  repository: Pick<Repository, "ownDir">,
): Promise<readonly PrivatePath[]> {
  return await readNote(noteFile(repository), isList) ?? [];
}

/** Reports whether there is a list that cannot be read. */
export async function isPrivateListDamaged(
  repository: Pick<Repository, "ownDir">,
): Promise<boolean> {
  return await isNoteDamaged(noteFile(repository), isList);
}

/**
 * Adds private paths; of a path that is on the list already, the entry stays as it is, and is joined by another that
 * holds a tracked file as well. The note is on the disk when this settles, so a file may then get one of these names.
 */
export async function addPrivatePaths(
  repository: Pick<Repository, "ownDir">,
  added: readonly PrivatePath[],
): Promise<void> {
  const list = await readPrivatePaths(repository);
  const known = Map.groupBy(list, ({ path }) => path);
  const fresh = added.filter(({ path, reason: wanted }) =>
    (known.get(path) ?? []).every(({ reason }) => wanted === "received" && holdsNoTracked(reason))
  );
  if (fresh.length > 0) await writeNote(noteFile(repository), [...list, ...fresh]);
}

/** Replaces the whole list. */
export async function writePrivatePaths(
  repository: Pick<Repository, "ownDir">,
  list: readonly PrivatePath[],
): Promise<void> {
  await writeNote(noteFile(repository), list);
}

/** Reports whether a tracked file is not held for this reason. The user's word ends when others delete the file. */
function holdsNoTracked(reason: PrivatePath["reason"]): boolean {
  return reason !== "filter" && reason !== "received" && reason !== "unknown";
}

function isList(content: unknown): content is readonly PrivatePath[] {
  return isListOf(content, isPrivatePath);
}

function isPrivatePath(content: unknown): content is PrivatePath {
  return isJsonObject(content) && isText(content.path) &&
    REASONS.some((reason) => reason === content.reason) &&
    (content.rules === undefined || isObjectId(content.rules)) &&
    (content.by === undefined || isText(content.by)) &&
    (content.filter === undefined || isText(content.filter));
}

function noteFile({ ownDir }: Pick<Repository, "ownDir">): string {
  return join(ownDir, "private.json");
}
