// What git ignored at the last look at the whole tree, in a note of ours. Compared with the next look it
// tells which files have lost their rule.

import { join } from "node:path";
import {
  isGroup,
  isListOf,
  isObjectId,
  isText,
  readNote,
  writeNote,
} from "../../system/json_file.ts";
import type { Repository } from "../git/repository/repository.ts";
import type { GitPath } from "../git/values/path.ts";

/** A look at the whole tree. */
export interface LastScan {
  /** The commit that was checked out; `null` for a branch without one. */
  readonly head: string | null;
  /** All that was ignored; a folder that is ignored as a whole ends in `/`. */
  readonly ignored: readonly GitPath[];
  /**
   * The last commit whose rules are known not to be somebody else's. It stays behind as long as these differ
   * from those of `head`.
   */
  readonly base?: string;
}

/** Returns the last look; `undefined` when there was none. */
export async function readLastScan(repository: Repository): Promise<LastScan | undefined> {
  return await readNote(noteFile(repository), isLastScan);
}

/** Writes a look, as durably as any note. */
export async function writeLastScan(repository: Repository, look: LastScan): Promise<void> {
  await writeNote(noteFile(repository), look);
}

function isLastScan(content: unknown): content is LastScan {
  return isGroup(content) && (content.head === null || isObjectId(content.head)) &&
    isListOf(content.ignored, isText) &&
    (content.base === undefined || isObjectId(content.base));
}

function noteFile({ ownDir }: Repository): string {
  return join(ownDir, "ignored.json");
}
