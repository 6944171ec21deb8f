// Saves all that a scan of the whole tree finds.

import { join } from "node:path";
import { copiedFrom } from "../git/values/conflict_name.ts";
import { notEdited } from "../git/repository/unplaced.ts";
import type { Repository } from "../git/repository/repository.ts";
import { type GitPath, shownName } from "../git/values/path.ts";
import { setSkipWorktree } from "../git/commands/index.ts";
import { savesOnlyTracked } from "../git/values/git_config.ts";
import { isRules } from "../rules/rule_files.ts";
import { sparseChanges } from "../git/commands/sparse.ts";
import { unstagePaths } from "../git/commands/stage.ts";
import { status } from "../git/commands/status.ts";
import { emptyTree } from "../git/commands/trees.ts";
import { followSpelling, type Spelling, unknownNames } from "./spelling.ts";
import type { LocalChange } from "../git/values/status_output.ts";
import { findLeftOut, leaveOutByPlace } from "./left_out.ts";
import { groupChanges, stageChanges } from "./stage_changes.ts";
import { type HeldPaths, isHeld, isStagedOwn } from "../rules/held_paths.ts";
import {
  findHeldDeletion,
  forgetMadeAnew,
  type HeldDeletion,
  stagedEntries,
} from "./held_deletion.ts";
import { nothingSaved, type SaveRequest, type SaveResult } from "./save_request.ts";
import { commit } from "./commit_save.ts";
import { stageTree } from "./save_series.ts";
import { storedOneByOne } from "./staging_groups.ts";
import { stagingProgress } from "./staging_progress.ts";
import { gathered } from "../../system/pace.ts";

/** Saves all that a scan of the whole tree finds. Throws `GitError`. */
export async function saveAll(repository: Repository, request: SaveRequest): Promise<SaveResult> {
  const { head, unstable } = request;
  const scan = await scanTree(repository, request);
  const changes = await changesToSave(repository, request, scan);
  const unmerged = changes.find(({ kind }) => kind === "unmerged");
  if (unmerged !== undefined) {
    return { kind: "blocked", block: { kind: "unmerged", path: shownName(unmerged.path) } };
  }
  const sizes = new Map<GitPath, number>();
  const leftOut = await allLeftOut(repository, request, { scan, changes, sizes });
  const waiting = await holdDeletion(repository, request, { changes, leftOut });
  const isTaken = ({ path }: LocalChange) => !leftOut.has(path) && !waiting?.paths.has(path);
  const taken = pathsOf(changes.filter(isTaken));
  if (taken.length === 0) return nothingSaved(leftOut);
  const saving = await unstable.beforeSave(repository.root, taken);
  // The user's own staging counts: a file that they stopped tracking must not be added again.
  const paths = pathsOf(changes.filter((change) => change.unstaged && isTaken(change)));
  const { onProgress } = request;
  const staged = waiting === undefined && storedOneByOne(paths, sizes)
    ? await stageTree(repository, paths, { from: head ?? await emptyTree(repository) })
    : undefined;
  const isStaged = staged !== undefined && !("failure" in staged);
  if (!isStaged) {
    // Each path by itself where they cannot be staged together, or with its progress where they are many.
    const groups = await groupChanges(repository, paths, sizes);
    const inTurn = groups.flatMap((group) => group.paths);
    const onStaged = onProgress && stagingProgress(inTurn, { sizes, onProgress });
    await stageChanges(repository, { groups, leftOut, onStaged });
  }
  const kept = head === undefined || waiting === undefined
    ? undefined
    : await stagedEntries(repository, { head, changes, held: waiting });
  const result = await commit(repository, {
    request,
    kept,
    changed: taken.filter((path) => !leftOut.has(path)),
    hasGone: changes.some(({ kind }) => kind === "deleted"),
    seen: new Set(pathsOf(scan.seen.filter(({ path }) => !waiting?.paths.has(path)))),
    leftOut,
    staged: isStaged ? staged : undefined,
  });
  if (result.kind === "saved" && result.commit !== undefined) {
    unstable.saved(new Map([...saving].filter(([path]) => !leftOut.has(path))));
  }
  return result;
}

/** A scan of the whole tree. */
interface Scan {
  /** The changes without those that git alone has made. */
  readonly seen: readonly LocalChange[];
  readonly unreadable: readonly GitPath[];
  /** The paths outside of a sparse checkout at which something stands. */
  readonly standing: readonly GitPath[];
  readonly held: HeldPaths;
  /** Names that the index has in another spelling. */
  readonly known: Spelling["known"];
}

/** Scans the tree, and hides from git the absence of what was never placed here. */
async function scanTree(repository: Repository, request: SaveRequest): Promise<Scan> {
  const { fold, unplaced, refreshesIndex } = request;
  const names = fold === undefined ? [] : await unknownNames(repository);
  const { known } = await followSpelling(repository, { fold, names });
  const found = await status(repository, undefined, { withIgnored: true, refreshesIndex });
  const { changes, unreadable } = found;
  const unmarked = await notEdited(repository.root, { changes, unplaced });
  const { changes: seen, missing, standing } = await sparseChanges(
    repository,
    changes.filter(({ path }) => !unmarked.has(path)),
  );
  if (unmarked.size + missing.length > 0) {
    await setSkipWorktree(repository, [...unmarked, ...missing]);
  }
  const held = await request.onScan(found);
  return { seen, unreadable, standing, held, known };
}

/** Returns the changes that may be saved, and takes what is held back out of the index. */
async function changesToSave(
  repository: Repository,
  { notedDeletion }: SaveRequest,
  { seen, held, known }: Scan,
): Promise<readonly LocalChange[]> {
  const staged = pathsOf(await gathered(seen, (change) => isStagedOwn(held, change)));
  if (staged.length > 0) await unstagePaths(repository, staged);
  // Published by hand and gone since: it is neither a deletion nor a difference that stays for ever.
  const gone = pathsOf(
    await gathered(
      seen,
      (change) => change.kind === "deleted" && isHeld(held, change) && !isStagedOwn(held, change),
    ),
  );
  if (gone.length > 0) await setSkipWorktree(repository, gone);
  // Tracked in another spelling, under which its changes are listed.
  const isKnown = ({ path, kind }: LocalChange) => kind === "untracked" && known.has(path);
  // Conflict copies are about what is tracked.
  const isLeftAlone = ({ path, kind }: LocalChange) =>
    kind === "untracked" && copiedFrom(path) === undefined && savesOnlyTracked(repository.config);
  const listed = await gathered(
    seen,
    (change) => !isKnown(change) && !isHeld(held, change) && !isLeftAlone(change),
  );
  const anew = await forgetMadeAnew(repository, { changes: listed, noted: notedDeletion });
  return listed.map((change) =>
    anew.has(change.path) ? { ...change, kind: "deleted" as const, unstaged: false } : change
  );
}

/** Returns what is left out of the save; `sizes` is filled with the sizes of the files, in bytes. */
async function allLeftOut(
  repository: Repository,
  { maxFileBytes: maxBytes, lacksFilters: mayLack, unstable }: SaveRequest,
  { scan: { seen, unreadable, standing, held }, changes, sizes }: {
    readonly scan: Scan;
    readonly changes: readonly LocalChange[];
    readonly sizes: Map<GitPath, number>;
  },
): ReturnType<typeof findLeftOut> {
  // New attributes may name a filter, too.
  const lacksFilters = changes.length > 0 &&
    (changes.some(({ path }) => isRules(path)) || await mayLack());
  const lists = { changes, unreadable, maxBytes, lacksFilters, sizes };
  const leftOut = await findLeftOut(repository, lists);
  leaveOutByPlace(leftOut, { seen, standing, held });
  const written = pathsOf(changes.filter(({ kind, unstaged }) => kind === "changed" && unstaged));
  for (const path of await unstable.repeatedAmong(repository.root, written)) {
    leftOut.set(path, "unstable");
  }
  return leftOut;
}

/** Returns the deletions that wait for the user, and leaves out what replaces them. */
async function holdDeletion(
  repository: Repository,
  { head, mounts, notedDeletion: noted, confirmDeletion, onHeld }: SaveRequest,
  { changes, leftOut }: {
    readonly changes: readonly LocalChange[];
    readonly leftOut: Awaited<ReturnType<typeof findLeftOut>>;
  },
): Promise<HeldDeletion | undefined> {
  const index = join(repository.ownDir, "index");
  const about = { changes, leftOut, head, index, mounts, noted };
  const waiting = confirmDeletion ? undefined : await findHeldDeletion(repository, about);
  for (const path of waiting?.replacing ?? []) leftOut.set(path, "replaces a folder");
  await onHeld(waiting);
  return waiting;
}

function pathsOf(changes: readonly LocalChange[]): GitPath[] {
  return changes.map(({ path }) => path);
}
