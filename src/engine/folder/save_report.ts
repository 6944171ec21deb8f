// The findings of the saves of one sync.

import type { GitError } from "../git/process/git.ts";
import type { Copy } from "../worktree/update.ts";
import type { HiddenRename, SaveResult } from "../save/save.ts";

/** How far the saves of one sync are. */
export interface SaveProgress {
  /** Whether everything local is committed, as far as this sync knows. */
  saved: boolean;
  /** The rule with which a scan of the folder does not end. */
  slowRule: GitError | undefined;
  /** How many deleted files are back, where the user wants that; `undefined` before. */
  restored: number | undefined;
}

/** Collects what saves have done. */
export interface SaveReport {
  addSaved(saved: Pick<Extract<SaveResult, { kind: "saved" }>, "paths" | "edits">): void;
  /** Adds conflicts of edits that were made meanwhile. */
  addLateEdits(copies: readonly Copy[], host: string): void;
  /** Files that were renamed to an ignored name. */
  readonly hidden: HiddenRename[];
}
