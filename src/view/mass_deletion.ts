// The submenu about a deletion that waits here, and the list of its files. Pure.

import type { AppState } from "../core/state.ts";
import type { DeletionBlock } from "../engine/mod.ts";
import { oneLine, quote } from "../system/text.ts";
import { counted } from "./quantities.ts";

/** The choices of the user. */
export type DeletionChoice = "show" | "restore" | "delete";

/** For how long a deletion that was clicked once may be clicked again, in milliseconds. */
export const SECOND_CLICK_MS = 10_000;

/** Returns what the user can choose, from the top. */
export function deletionChoices(state: AppState): readonly DeletionChoice[] {
  const waiting = state.folder.heldDeletion;
  if (waiting === undefined) return [];
  // The files are on a disk: they come back with it.
  return waiting.kind === "unmounted" ? ["show", "delete"] : ["show", "restore", "delete"];
}

/** Returns what waits, and the choices, for where these are buttons below it. */
export function waitingSentence(waiting: DeletionBlock): string {
  if (waiting.kind === "unmounted") {
    const files = counted(waiting.deleted, "file");
    return `All files in ${
      quote(waiting.folder)
    } are gone (${files}), where another disk is or was ` +
      "mounted. Only their deletion is not synced: mount the right disk again, or delete them on " +
      "all machines.";
  }
  return `${waiting.deleted} of ${waiting.tracked} files were deleted here, and only that is not ` +
    "synced: restore them, or delete them on all machines.";
}

/** Returns the title of the submenu. */
export function deletionListTitle(state: AppState): string {
  return `Deleted Files (${state.folder.heldDeletion?.deleted ?? 0})`;
}

/** Returns the title of a choice; `isAsked` says that the deletion was clicked once. */
export function choiceTitle(
  choice: DeletionChoice,
  { state, isAsked }: { readonly state: AppState; readonly isAsked: boolean },
): string {
  switch (choice) {
    case "show":
      return "Show which";
    case "restore":
      return "Restore them here";
    case "delete":
      return isAsked
        ? `Really delete ${counted(state.folder.heldDeletion?.deleted ?? 0, "file")}?`
        : "Delete them on all machines";
  }
}

/** Returns the text of the list: what it is, and a name on each line. */
export function deletedFilesText(names: readonly string[], folder: string): string {
  const heading = names.length === 0
    ? `Nothing that was deleted from ${oneLine(folder)} waits any more.`
    : `${counted(names.length, "file")} ${names.length === 1 ? "was" : "were"} deleted from ` +
      `${oneLine(folder)} and not on any other machine yet:`;
  return [heading, "", ...names.toSorted().map(oneLine), ""].join("\n");
}
