// Keeps what is known of a folder from one sync to the next. Each part has one owner, and is dropped where it
// could be wrong.

import type { Fold } from "../git/repository/case_folding.ts";
import type { Repository } from "../git/repository/repository.ts";
import { LFS_CONFIG } from "../git/repository/lfs_server.ts";
import { type GitPath, shownName } from "../git/values/path.ts";
import type { LastScan } from "../rules/last_scan.ts";
import { type Mounts, type NotSynced, UnstableFiles } from "../save/save.ts";
import { LastUpdate } from "./last_update.ts";
import type { SkippedFiles } from "./skipped_files.ts";
import type { NotedSlowRule } from "./slow_rule.ts";

/** The knowledge of one folder. */
export class KnownFolder {
  readonly index = new IndexState();
  readonly rules = new RuleState();
  readonly lastUpdate = new LastUpdate();
  readonly unstable = new UnstableFiles();
  /** The folders with another disk; `undefined` until they are searched for. */
  mounts: Mounts | undefined;
  readonly repository: Repository;
  /** Tells the folder from another one that was put in its place. */
  readonly identity: string;
  /** Present when the volume ignores case or Unicode form. */
  readonly fold: Fold | undefined;
  /** The app's own files and folders inside of the work tree; a folder ends in `/`. */
  readonly ownPlaces: readonly GitPath[];
  readonly skipped: SkippedFiles;

  constructor(
    repository: Repository,
    { identity, fold, ownPlaces, skipped }: {
      readonly identity: string;
      readonly fold: Fold | undefined;
      readonly ownPlaces: readonly GitPath[];
      readonly skipped: SkippedFiles;
    },
  ) {
    this.repository = repository;
    this.identity = identity;
    this.fold = fold;
    this.ownPlaces = ownPlaces;
    this.skipped = skipped;
  }

  /** All that is not synced, by names that can be shown. */
  get notSynced(): readonly NotSynced[] {
    const server = { path: shownName(LFS_CONFIG), reason: "lfs server" } as const;
    return [...this.skipped.list(), ...(this.repository.lfs?.isOverruled ? [server] : [])];
  }
}

/** The knowledge of the index. */
export class IndexState {
  /** The stamp of the index as the last scan left it; `undefined` when that scan is not to be trusted. */
  stamp: string | undefined;
  /** Whether the index knows the times of all files; without them git reads the files in each scan. */
  isFresh = false;

  /** Drops what is known: the next save scans the whole tree. */
  forget(): void {
    this.stamp = undefined;
    this.isFresh = false;
  }
}

/** The knowledge of the rules by which git ignores and filters. */
export class RuleState {
  /** The last scan of the whole tree; `undefined` when it is yet to be read. */
  lastScan: LastScan | undefined;
  /** The machine whose rules the last update has brought. */
  changedBy: string | undefined;
  /** Whether attributes may name filters that this machine does not have; `undefined` when that is not known. */
  lacksFilters: boolean | undefined;
  /** The rule with which scans do not end. */
  slowRule: NotedSlowRule | undefined;
}
