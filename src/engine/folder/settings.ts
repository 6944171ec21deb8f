// The settings for one folder.

import type { OpenOptions } from "../git/repository/open.ts";
import type { GitPath } from "../git/values/path.ts";
import type { ProgressSettings } from "../progress.ts";
import type { Volume } from "../worktree/update.ts";

/** The settings for saving and updating a folder. */
export interface WorkTreeSettings extends OpenOptions, ProgressSettings {
  /** Milliseconds after which a git process is ended when a rule is to blame, instead of `SLOW_SCAN_MS`. */
  readonly scanMs?: number;
  /** Files above this size are left out, in bytes; 0 means that none is. */
  readonly maxFileBytes: number;
  readonly messageTemplate: string;
  /** Absolute paths of the app's own files and folders, which may lie in the folder: none is ever synced. */
  readonly ownFiles?: readonly string[];
  /** Replaces the file operations of the system, for tests. */
  readonly volume?: Volume;
  /** Present when the volume ignores case or Unicode form. */
  readonly fold?: (path: GitPath) => string;
}
