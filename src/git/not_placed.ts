// What an update could not put into the work tree. Git was told not to look at these paths, or their
// absence would be published; the list outlives the app, so that it can go on saying so.

import { join } from "node:path";
import { isGroup, isListOf, isText, readNote, writeNote } from "./note.ts";
import type { Repository } from "./open.ts";
import type { GitPath } from "./path.ts";

/** A path that is published and does not stand in the work tree as it is published. */
export interface NotPlaced {
  readonly path: GitPath;
  /** The volume, or Deno, cannot hold the name; or a repository of the person's stands there. */
  readonly reason: "name" | "nested repository";
}

/** What earlier updates could not place. */
export async function readNotPlaced(repository: Repository): Promise<readonly NotPlaced[]> {
  return await readNote(listFile(repository), isList) ?? [];
}

/** Remembers what is not placed now. */
export async function writeNotPlaced(
  repository: Repository,
  list: readonly NotPlaced[],
): Promise<void> {
  await writeNote(listFile(repository), list);
}

function isList(content: unknown): content is readonly NotPlaced[] {
  return isListOf(content, isNotPlaced);
}

function isNotPlaced(content: unknown): content is NotPlaced {
  return isGroup(content) && isText(content.path) &&
    (content.reason === "name" || content.reason === "nested repository");
}

function listFile(repository: Repository): string {
  return join(repository.ownDir, "not-placed.json");
}
