// A save, as the history has it, and what git logs of it.

import { COMMIT_FIELDS, COMMIT_FORMAT, commitOf } from "../git/commands/log.ts";
import type { Origin } from "../git/values/conflict_name.ts";
import { decodeText } from "../git/values/git_text.ts";
import type { GitPath } from "../git/values/path.ts";
import type { Entry } from "../git/values/tree.ts";

/** How a commit came about: by a save, by a merge, by a restore, by undoing a save, or by git by hand. */
export type SaveKind = "save" | "merge" | "restore" | "undo" | "by hand";

/** The action of a save on a file. */
export interface SavedFile {
  readonly path: GitPath;
  readonly action: "added" | "changed" | "deleted" | "renamed";
  /** The name before, of a renamed file. */
  readonly from?: GitPath;
  /** The entry of the save at the path; `undefined` when it deleted that. */
  readonly entry: Entry | undefined;
}

/** A commit of the history without its files. */
export interface SaveHead {
  readonly id: string;
  readonly parents: readonly string[];
  readonly origin: Origin;
  readonly kind: SaveKind;
  readonly subject: string;
}

/** A commit of the history. */
export interface Save extends SaveHead {
  /** The first of the files that were asked for; of a merge, those that are as in none of its parents. */
  readonly files: readonly SavedFile[];
  /** How many there are in all. */
  readonly fileCount: number;
}

/** Takes a save; returns "enough" when no further one is wanted. */
export type OnSave = (save: Save) => Promise<"enough" | undefined> | "enough" | undefined;

/** The format of `git log -z` that `saveOf` reads. */
export const SAVE_FORMAT = [
  COMMIT_FORMAT,
  "%(trailers:key=Restored-from,valueonly)",
  "%(trailers:key=Undone,valueonly)",
].join("%x00");

/** The number of its fields. */
export const SAVE_FIELDS = COMMIT_FIELDS + 2;

/** Reads the fields of one save. Whatever a commit holds, nothing is thrown. */
export function saveOf(fields: readonly string[]): SaveHead {
  const { id, parents, origin } = commitOf(fields);
  const [, , , , trailer = "", subject = "", restored = "", undone = ""] = fields;
  const isOurs = trailer.trim() !== "" || subject.startsWith("host: ");
  const kind = parents.length > 1
    ? "merge"
    : !isOurs
    ? "by hand"
    : restored.trim() !== ""
    ? "restore"
    : undone.trim() !== ""
    ? "undo"
    : "save";
  return { id, parents, origin, kind, subject: decodeText(subject) };
}
