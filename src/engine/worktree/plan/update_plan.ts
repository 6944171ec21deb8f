// An update of the work tree, and all that is known of it before the first file is touched, as values.

import type { FileState } from "../../../system/file_state.ts";
import type { Fold } from "../../git/repository/case_folding.ts";
import type { UnplacedReason } from "../../git/repository/unplaced.ts";
import type { GitPath } from "../../git/values/path.ts";
import type { Change } from "../../git/values/tree.ts";
import type { Volume } from "../volume.ts";

/** From which commit to which one. */
export interface Update {
  readonly branch: string;
  /** The branch's commit; `undefined` for a branch without one. */
  readonly from: string | undefined;
  readonly to: string;
  /** Local changes that are kept out of the sync: they make room for what comes in. */
  readonly leftOut: ReadonlySet<GitPath>;
  /**
   * Files that git finds changed although they hold the bytes of this id, which are in the history: as
   * long as they do, they give way without a copy.
   */
  readonly unstable?: ReadonlyMap<GitPath, string>;
  /** Paths at which it is to be known which bytes were written. */
  readonly suspects?: ReadonlySet<GitPath>;
  /** Reports whether an incoming path would be the app's own, or take the place of what is. */
  readonly meetsOwn: (path: GitPath) => boolean;
  /** Reports whether an untracked file at a path is private. */
  readonly isPrivate?: (path: GitPath) => boolean;
  /** Reports whether the file at a path is not sent, as its filter is missing here. */
  readonly lacksFilter?: (path: GitPath) => boolean;
  /** Returns the new names and links of the changes that are ignored here. */
  readonly receivedNames?: (changes: readonly Change[]) => Promise<ReadonlySet<GitPath>>;
  /** Called with the changes, and those names, before the first file is put in place. */
  readonly beforePlacing?: (
    changes: readonly Change[],
    received: ReadonlySet<GitPath>,
  ) => Promise<void>;
  /** Called before files are written, and with each that is in place. */
  readonly onPlaced?: (done: number, total: number) => void;
  readonly volume: Volume;
  /** Present when the volume ignores case or Unicode form. */
  readonly fold?: Fold;
}

/** Everything that is known before the first file is touched. */
export interface UpdatePlan {
  /** The stamp of the index. */
  readonly indexStamp: string;
  readonly changes: readonly Change[];
  /** The new names and links that are ignored here. */
  readonly received: ReadonlySet<GitPath>;
  /** The state of each path that is renamed or replaced. */
  readonly states: ReadonlyMap<GitPath, FileState | undefined>;
  /** Those of the unstable files that still hold their bytes. */
  readonly unstable: ReadonlyMap<GitPath, string>;
  /** Changed paths that are marked skip-worktree, or that a sparse checkout leaves out. */
  readonly hidden: ReadonlySet<GitPath>;
  /** Changed paths that cannot be placed, and why. */
  readonly unplaced: ReadonlyMap<GitPath, UnplacedReason>;
  /** Deleted paths that the new commit ignores: they leave the sync, and their files stay. */
  readonly leaving: ReadonlySet<GitPath>;
  /** Private files that hold the bytes which come in: the index gets them, and nothing is written. */
  readonly adopted: ReadonlySet<GitPath>;
  /** Changed paths that are left alone: hidden, unplaced, leaving, adopted, and names that are not UTF-8. */
  readonly untouched: ReadonlySet<GitPath>;
  /** The ids of the bytes that stand at paths that cannot be placed. */
  readonly stood: ReadonlyMap<GitPath, string>;
  /** The ids of the bytes of the new files at the suspects. */
  readonly digests: ReadonlyMap<GitPath, string>;
  /** The states of the new files of a little update, by name. */
  readonly prepared: ReadonlyMap<string, FileState | undefined>;
}
