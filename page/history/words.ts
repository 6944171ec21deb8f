// Saves in words.

import type { Save, SavedFile, SaveKind } from "../../src/adapters/window/api/history.ts";
import { visibleName } from "../../src/adapters/window/api/session.ts";
import { counted } from "../parts/times.ts";

/** The kinds of saves, as the filter names them. */
export const KINDS: Readonly<Record<SaveKind, string>> = {
  save: "Save",
  merge: "Merge",
  restore: "Restore",
  undo: "Undo",
  "by hand": "By hand",
};

export const ACTIONS: Readonly<Record<SavedFile["action"], string>> = {
  added: "added",
  changed: "edited",
  deleted: "deleted",
  renamed: "renamed",
};

/** The mark in the name of a conflict copy. */
const CONFLICT_COPY =
  / \(conflict ([^()/]*) \d{4}-\d\d-\d\d \d\d\.\d\d\.\d\d [0-9a-f]{7}(?: \d+)?\)/;

/** Returns what a save did: `notes.md edited`, `12 files: 8 edited, 4 added`. */
export function saveInWords({ files, fileCount, subject }: Save): string {
  const [first] = files;
  if (first === undefined) return visibleName(subject);
  if (fileCount === 1) return fileInWords(first);
  if (fileCount > files.length) return `${counted(fileCount, "file")}, ${fileInWords(first)}`;
  const parts = Object.entries(ACTIONS).flatMap(([action, word]) => {
    const count = files.filter((file) => file.action === action).length;
    return count === 0 ? [] : [`${count.toLocaleString("en")} ${word}`];
  });
  const [only, ...others] = parts;
  return others.length === 0
    ? `${only!.replace(" ", fileCount === 1 ? " file " : " files ")}`
    : `${counted(fileCount, "file")}: ${parts.join(", ")}`;
}

function fileInWords({ path, action, from }: SavedFile): string {
  const copy = action === "added" ? CONFLICT_COPY.exec(path) : null;
  if (copy !== null) {
    const [marked = "", host = ""] = copy;
    return `${visibleName(path.replace(marked, ""))}: both versions kept, one of ${
      visibleName(host)
    }`;
  }
  if (action === "renamed" && from !== undefined) {
    return `${visibleName(from)} renamed to ${visibleName(path)}`;
  }
  return `${visibleName(path)} ${ACTIONS[action]}`;
}
