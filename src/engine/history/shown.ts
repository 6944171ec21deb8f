// Saves and versions as they are shown. Pure.

import { textOfPath } from "../git/values/written_path.ts";
import type { Save, SavedFile, SaveKind } from "./saves.ts";
import type { Version } from "./versions.ts";

/** A save, for display. */
export interface ShownSave {
  readonly id: string;
  readonly host: string;
  /** In milliseconds since 1970. */
  readonly time: number;
  readonly kind: SaveKind;
  readonly subject: string;
  /** The first of them; in a search by name, of those that have it. */
  readonly files: readonly ShownFile[];
  /** How many files there are in all. */
  readonly fileCount: number;
}

/** The action of a save on a file, for display. */
export interface ShownFile {
  readonly path: string;
  readonly action: SavedFile["action"];
  /** The name before, of a renamed file. */
  readonly from?: string;
}

/** A version of a file, for display. */
export type ShownVersion = Omit<ShownSave, "files" | "fileCount"> & ShownFile & {
  /** The id of its content; absent where the file was deleted. */
  readonly oid?: string;
  /** The save before it, which has what this one changed; absent where there is none. */
  readonly parent?: string;
};

/** Where a page begins. */
export interface PageStart {
  /** The newest commit of the history as the first page had it. */
  readonly tip: string;
  readonly skip: number;
}

/** Returns a save for display. */
export function shownSave(save: Save): ShownSave {
  const { files, fileCount } = save;
  return { ...about(save), files: files.map(shownFile), fileCount };
}

/** Returns a version for display. */
export function shownVersion({ save, path, action, from, entry }: Version): ShownVersion {
  const file = { path, action, entry, ...(from === undefined ? {} : { from }) };
  const [parent] = save.parents;
  return {
    ...about(save),
    ...shownFile(file),
    ...(entry === undefined ? {} : { oid: entry.oid }),
    ...(parent === undefined ? {} : { parent }),
  };
}

function about(
  { id, origin: { host, time }, kind, subject }: Version["save"],
): Omit<ShownSave, "files" | "fileCount"> {
  return { id, host, time, kind, subject };
}

function shownFile({ path, action, from }: SavedFile): ShownFile {
  return {
    path: textOfPath(path),
    action,
    ...(from === undefined ? {} : { from: textOfPath(from) }),
  };
}
