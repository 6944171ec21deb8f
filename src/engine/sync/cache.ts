// What is known of a repository from one sync to the next, and thrown away whenever it could be wrong.

import { withinRules } from "../git/attributes/slow_rules.ts";
import type { OpenConflict, SyncedConflicts } from "../merge/open_conflicts.ts";
import { excludeLitter } from "../git/repository/exclude_file.ts";
import { findFold, type Fold } from "../git/repository/case_folding.ts";
import { type NotPlaced, readNotPlaced } from "../git/repository/unplaced.ts";
import { removeUnfinishedNotes } from "../../system/json_file.ts";
import { isCurrent, openRepository } from "../git/repository/open.ts";
import type { Repository } from "../git/repository/repository.ts";
import type { FileState } from "../../system/file_state.ts";
import { ownPlacesIn } from "../git/repository/own_places.ts";
import type { GitPath } from "../git/values/path.ts";
import { operationUnderWay } from "../git/repository/operation.ts";
import { type PrivatePath, readPrivatePaths } from "../git/repository/private_paths.ts";
import type { LastLook } from "../save/last_scan.ts";
import { readHead } from "../git/commands/refs.ts";
import type { GitError } from "../git/process/git.ts";
import { branchToSync } from "../branch/choose_branch.ts";
import { Stop } from "../errors.ts";
import { type IncomingDeletion, readIncomingDeletion } from "../incoming/incoming_deletion.ts";
import type { Mounts } from "../save/mounts.ts";
import type { NotSynced } from "../save/not_synced.ts";
import { relate, type Related } from "../branch/compare.ts";
import { Restless } from "../save/unstable_files.ts";
import type { SyncSettings } from "./settings.ts";

/** The repository and what the last sync has learned of it. */
export class Memory {
  readonly leftOut = new Map<GitPath, NotSynced["reason"]>();
  readonly restless = new Restless();
  /** Given where the volume cannot tell some names apart. */
  fold: Fold | undefined;
  notPlaced: readonly NotPlaced[] = [];
  /** The folders with another disk; `undefined` when they are yet to be looked for. */
  mounts: Mounts | undefined;
  /** The mass deletion of another machine that is still to be told. */
  deletion: IncomingDeletion | undefined;
  /** Our own files and folders inside of the work tree; a folder ends in `/`. */
  ownPlaces: readonly GitPath[] = [];
  /** What stays here because of somebody else's rules, as the last look at the whole tree has left it. */
  privatePaths: readonly PrivatePath[] = [];
  /** The last look at the whole tree; `undefined` when it is yet to be read. */
  lastLook: LastLook | undefined;
  /** Whether attributes may name filters that this machine does not have; `undefined` when that is not known. */
  lacksFilters: boolean | undefined;
  /** The machine whose rules the last update has brought. */
  rulesFrom: string | undefined;
  /** Settles when no update of the folder is under way. */
  updating: Promise<void> = Promise.resolve();
  /** How the files look that the last update has put in place. */
  placed: ReadonlyMap<string, FileState | undefined> = new Map();
  /** When that was, in milliseconds since 1970. */
  placedAt = -Infinity;
  related: Related | undefined;
  /** Where the last sync left the branch. */
  head: string | undefined;
  /** The open conflicts that are synced, as the last sync that touched a conflict copy has found them. */
  syncedConflicts: SyncedConflicts | undefined;
  /** All open conflicts. */
  conflicts: readonly OpenConflict[] | undefined;
  /** `.git/index` as our last look at the whole tree left it; `undefined` when that look is not to be trusted. */
  indexStamp: string | undefined;
  /** When all of the history was fetched again because of missing objects, in milliseconds since 1970. */
  repairedAt = -Infinity;
  /** When the repository is to be tidied next, in milliseconds since 1970. */
  tidyAt = 0;
  /** The rule with which looks at the whole folder do not end, and the file that holds it as it was then. */
  slowRule: { readonly error: GitError; readonly file: string; readonly stamp: string } | undefined;
  /** Whether the index knows the times of all files; without them git reads the files at each look. */
  isIndexFresh = false;

  constructor(
    readonly repository: Repository,
    /** The branch on which syncing began. */
    readonly branch: string,
    /** Tells the folder from another one that was put in its place. */
    readonly identity: string,
  ) {}

  forget(): void {
    this.related = undefined;
    this.indexStamp = undefined;
    this.isIndexFresh = false;
  }
}

/** The repository as it was known, or opened anew when its folder or its configuration is another one. */
export async function current(settings: SyncSettings, memory: Memory | undefined): Promise<Memory> {
  const known = memory !== undefined && await isCurrent(memory.repository);
  const { folder } = settings;
  if (known && await identityOf(folder, memory.repository) === memory.identity) return memory;
  const repository = withinRules(await openRepository(settings), settings.scanMs);
  await removeUnfinishedNotes(repository);
  await excludeLitter(repository);
  const identity = await identityOf(folder, repository);
  const branch = identity === memory?.identity ? memory.branch : await branchOf(repository);
  const opened = new Memory(repository, branch, identity);
  opened.notPlaced = await readNotPlaced(repository);
  opened.privatePaths = await readPrivatePaths(repository);
  opened.ownPlaces = await ownPlacesIn(repository, settings.ownFiles ?? []);
  opened.deletion = await readIncomingDeletion(repository, Date.now());
  opened.fold = settings.fold ?? await findFold(repository);
  return opened;
}

/** The branch to sync. Where a rebase is under way, that is the better reason to stop. */
async function branchOf(repository: Repository): Promise<string> {
  const operation = await operationUnderWay(repository);
  if (operation !== undefined) throw new Stop({ kind: "operation", operation });
  const head = await readHead(repository);
  if (head.kind === "detached") throw new Stop({ kind: "no branch" });
  return await branchToSync(repository, head.branch);
}

/**
 * Changes when another folder or another git folder stands in the place of the one that was opened, or a link
 * leads to another one.
 */
async function identityOf(folder: string, { gitDir }: Repository): Promise<string> {
  const stats = await Promise.all(
    [folder, gitDir].map((path) => Deno.stat(path).catch(() => undefined)),
  );
  return stats.map((info) => `${info?.dev} ${info?.ino}`).join(" ");
}

/** How the branch stands to the remote's, asked of git only when one of them has moved. */
export async function relateOnce(
  memory: Memory,
  at: {
    readonly head: string | undefined;
    readonly tip: string | undefined;
    readonly tracking: string;
  },
): Promise<Related> {
  const { repository, branch, related } = memory;
  if (related !== undefined && related.head === at.head && related.tip === at.tip) return related;
  memory.related = await relate(repository, { branch, ...at });
  return memory.related;
}
