// The request for a save, and its result.

import type { Fold } from "../git/repository/case_folding.ts";
import type { UnplacedFile } from "../git/repository/unplaced.ts";
import type { Edit } from "../git/values/edits.ts";
import type { GitPath } from "../git/values/path.ts";
import type { LocalStatus } from "../git/values/status_output.ts";
import type { HeldDeletion } from "./held_deletion.ts";
import type { LeftOut } from "./left_out.ts";
import type { HeldPaths } from "../rules/held_paths.ts";
import type { Block } from "../problem.ts";
import type { ProgressSettings } from "../progress.ts";
import type { Mounts } from "./mounts.ts";
import type { UnstableFiles } from "./unstable_files.ts";

/** The request for a save, and what is known before it. */
export interface SaveRequest extends ProgressSettings {
  readonly branch: string;
  readonly head: string | undefined;
  /** Names relative to the root that changed, when nothing else can have; otherwise the whole tree is scanned. */
  readonly paths: readonly string[] | undefined;
  /** Whether to save nothing when the named paths alone are not enough to decide. */
  readonly onlyNamed?: boolean;
  /** Whether a scan lets the index know the times of files that are as it has them. */
  readonly refreshesIndex: boolean;
  readonly confirmDeletion: boolean;
  /** The paths of a mass deletion that has been waiting. */
  readonly notedDeletion: ReadonlySet<GitPath>;
  /** Called with the deletions that wait, before anything is committed beside them. */
  readonly onHeld: (held: HeldDeletion | undefined) => Promise<void>;
  readonly mounts: Mounts;
  readonly unstable: UnstableFiles;
  /** Published files that could not be placed: their absence is no deletion. */
  readonly unplaced: readonly UnplacedFile[];
  /** The paths that are never staged, as far as is known before the scan. */
  readonly held: HeldPaths;
  /** Whether new files are to be judged by rules from before, as a scan of the whole tree does. */
  readonly judgesNew: boolean;
  /** Called with a scan of the whole tree; returns the paths that are never staged after it. */
  readonly onScan: (seen: LocalStatus) => Promise<HeldPaths>;
  /** Reports whether attributes may name filters that this machine does not have. */
  readonly lacksFilters: () => Promise<boolean>;
  /** Called with named paths at which git finds nothing to save. */
  readonly onNothing: (paths: readonly GitPath[]) => Promise<void>;
  /** Present when the volume ignores case or Unicode form. */
  readonly fold: Fold | undefined;
  /** Files above this size are left out, in bytes; 0 means that none is. */
  readonly maxFileBytes: number;
  readonly messageTemplate: string;
  readonly now: number;
}

/** How a save ended. */
export type SaveResult =
  | {
    readonly kind: "saved";
    /** The new commit, or `undefined` when there was nothing to commit. */
    readonly commit: string | undefined;
    readonly paths: readonly GitPath[];
    /** Those of them that the commit has deleted. */
    readonly deleted: ReadonlySet<GitPath>;
    /** The changes of the commit to files. */
    readonly edits: readonly Edit[];
    /** The paths that were left out; `undefined` when only named paths were compared. */
    readonly leftOut: LeftOut | undefined;
  }
  | { readonly kind: "blocked"; readonly block: Block }
  /** The branch was moved meanwhile: observe again. */
  | { readonly kind: "moved" };

/** Returns the result of a save that found nothing to commit. */
export function nothingSaved(leftOut: LeftOut | undefined): SaveResult {
  return { kind: "saved", commit: undefined, paths: [], deleted: new Set(), edits: [], leftOut };
}
