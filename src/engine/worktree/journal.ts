// The note of an update under way; after a crash, the update is undone from it.

import { join } from "node:path";
import { remove } from "../../system/disk/quick_files.ts";
import { removeAll } from "../../system/files.ts";
import { readNote, writeNote } from "../../system/json_file.ts";
import { isJsonObject, isListOf, isText } from "../../system/json_value.ts";
import { isObjectId } from "../git/values/object_id.ts";
import type { Repository } from "../git/repository/repository.ts";
import type { GitPath } from "../git/values/path.ts";
import { preparedFolder } from "./plan/prepare.ts";

/** The notes of an update under way, from which the next start can undo it. */
export interface Journal {
  readonly branch: string;
  readonly from: string | null;
  readonly to: string;
  /** Names the update; what it displaces is in a folder of that name. */
  readonly id: string;
  /** Paths among the changed ones that are marked skip-worktree: an index that is set anew forgets it. */
  readonly hidden: readonly GitPath[];
  /** Paths among the changed ones that the update leaves alone, the hidden ones included. */
  readonly untouched: readonly GitPath[];
}

/** Notes that an update is under way. */
export async function writeJournal(repository: Repository, journal: Journal): Promise<void> {
  await writeNote(journalFile(repository), journal);
}

/** Returns the note of the update that is under way, or was when the app ended. */
export async function readJournal(repository: Repository): Promise<Journal | undefined> {
  return await readNote(journalFile(repository), isJournal);
}

/** Notes that no update is under way, and removes the files that it had prepared. */
export async function endJournal(repository: Repository): Promise<void> {
  await remove(journalFile(repository));
  await removeAll(preparedFolder(repository));
}

function isJournal(content: unknown): content is Journal {
  return isJsonObject(content) && isText(content.branch) &&
    (content.from === null || isObjectId(content.from)) && isObjectId(content.to) &&
    isText(content.id) && /^[\w-]+$/.test(content.id) &&
    isListOf(content.hidden, isText) && isListOf(content.untouched, isText);
}

function journalFile(repository: Repository): string {
  return join(repository.ownDir, "update.json");
}
