// A change of the folder that comes from ourselves: versions of the history back in place, or a save undone. It
// is a commit on top of the branch; the update that places received commits puts it into the folder.

import type { KnownFolder } from "../folder/known_folder.ts";
import { restoreDeleted } from "../folder/restore_deleted.ts";
import type { WorkTreeSettings } from "../folder/settings.ts";
import { MOST_COMPARED_FILES } from "../../system/limits/commits.ts";
import { commitEntries } from "../git/commands/entries_commit.ts";
import { changesBetween, treeEntries } from "../git/commands/trees.ts";
import { undoMessage, versionsMessage } from "../git/values/commit_message.ts";
import { type GitPath, shownName, withoutSlash } from "../git/values/path.ts";
import { pathOfText } from "../git/values/written_path.ts";
import type { Repository } from "../git/repository/repository.ts";
import { sameEntry } from "../git/values/tree.ts";
import { historyStart, NotInHistory } from "../history/find_save.ts";
import { ensureFew, TooManyFiles } from "../history/many_files.ts";
import type { ChangeResult, OwnChange, Refusal } from "./change.ts";
import { settle, type StatesAsked, statesAsked } from "./settle_conflict.ts";
import { keptAmong } from "./kept_paths.ts";
import { notHere } from "./not_here.ts";
import type { Copy } from "../worktree/update.ts";
import { storedOtherwise } from "../rules/other_attributes.ts";
import { type PlannedChange, planRestore, planUndo, RefusedChange } from "./plan_change.ts";

/** So often is a change tried with files that are edited meanwhile. Each try saves the edit first. */
const MOST_TRIES = 5;

/** A change, as far as it is made. */
export interface MadeChange {
  /** The commit that the folder is to be brought to; `undefined` where it has all of it. */
  readonly commit: string | undefined;
  /** Paths that the commit before has and whose deletion waits here: they are to be put back. */
  readonly held?: readonly GitPath[];
  readonly changed: ChangeResult;
}

/** The changes of one sync, which are made in their order. */
export class OwnChanges {
  #waiting: readonly OwnChange[];
  #asked: StatesAsked;
  /** How often the next one was tried, and the commit on which it was tried first. */
  #tried: { readonly times: number; readonly first: string | undefined } | undefined;

  constructor(changes: readonly OwnChange[], asked: StatesAsked) {
    this.#waiting = changes;
    this.#asked = asked;
  }

  /** Takes the changes that are asked for, and reads what the user may have seen of their files. */
  static async ask(
    repository: Repository,
    changes: readonly OwnChange[] = [],
  ): Promise<OwnChanges> {
    return new OwnChanges(changes, await statesAsked(repository, changes));
  }

  /** Whether one is still to be made. */
  get areWaiting(): boolean {
    return this.#waiting.length > 0;
  }

  /** Makes the commit of the next one, as `ownChange` does. It stays the next one until `done` is called. */
  async next(
    folder: KnownFolder,
    head: string | undefined,
  ): Promise<MadeChange | undefined> {
    const [change] = this.#waiting;
    if (change === undefined) return undefined;
    const { times = 0, first = head } = this.#tried ?? {};
    this.#tried = { times: times + 1, first };
    const since = times < MOST_TRIES ? undefined : first;
    return await ownChange(folder, { head, change, asked: this.#asked, since });
  }

  /** Puts files back whose deletion waits, as `restoreDeleted` does. Returns the conflict copies that came up. */
  async putBack(
    folder: KnownFolder,
    { held, ...at }: {
      readonly settings: WorkTreeSettings;
      readonly head: string;
      readonly held: readonly GitPath[];
    },
  ): Promise<readonly Copy[]> {
    return (await restoreDeleted(folder, { ...at, gone: held })).copies;
  }

  /** Goes on to the next one. */
  done(): void {
    this.#waiting = this.#waiting.slice(1);
    this.#tried = undefined;
  }
}

/**
 * Makes the commit of a change on top of `head`; no commit where there is nothing to change. Nothing in the folder
 * is touched. With `since`, the paths that were saved since that commit stay as they are. Throws `GitError`.
 */
async function ownChange(
  folder: KnownFolder,
  { head, change, asked, since }: {
    readonly head: string | undefined;
    readonly change: OwnChange;
    readonly asked: StatesAsked;
    readonly since: string | undefined;
  },
): Promise<MadeChange> {
  const { repository, skipped } = folder;
  const stays = { outside: [], hidden: [], unplaced: [], kept: [] };
  const nothing = { change, save: undefined, paths: [], ...stays };
  const refuse = async (refused: Refusal) => ({
    commit: undefined,
    changed: {
      ...nothing,
      refused,
      historyStart: head === undefined ? undefined : await historyStart(repository, head),
    },
  });
  if (head === undefined) return await refuse("nothing saved");
  if (change.kind === "settle") return await settle(folder, { head, change, asked, since });
  let planned: PlannedChange;
  try {
    planned = await plan(folder, { head, change });
    // Its attributes are read together with all names.
    const pair = { old: head, new: planned.source.commit };
    await ensureFew(repository, [pair], { most: MOST_COMPARED_FILES });
  } catch (error) {
    if (error instanceof RefusedChange) return await refuse(error.refusal);
    if (error instanceof NotInHistory) return await refuse(`no such ${error.what}`);
    if (error instanceof TooManyFiles) return await refuse("too many files");
    throw error;
  }
  const { save, entries } = planned;
  const there = await treeEntries(repository, head);
  const differing = [...entries].filter(([path, entry]) => !sameEntry(there.get(path), entry));
  const kept = new Map(planned.kept);
  for (const [path, reason] of await keptAmong(folder, { head, there, entries: differing })) {
    kept.set(path, reason);
  }
  for (const { path } of since === undefined ? [] : await changesBetween(repository, since, head)) {
    if (planned.entries.has(path)) kept.set(path, "being written");
  }
  const { source } = planned;
  const free = differing.filter(([path]) => !kept.has(path));
  for (const path of await storedOtherwise(repository, { head, source, entries: free })) {
    kept.set(path, "other attributes");
  }
  const set = free.filter(([path]) => !kept.has(path));
  const paths = set.map(([path]) => path);
  const { id, origin } = save;
  const { host } = repository;
  const message = change.kind === "undo"
    ? undoMessage({ paths, undone: save, host })
    : versionsMessage({ paths, from: save, host });
  const commit = set.length === 0
    ? undefined
    : await commitEntries(repository, { head, entries: set, message });
  const held = [...entries.keys()].filter((path) =>
    skipped.heldDeletion?.paths.has(path) && sameEntry(there.get(path), entries.get(path))
  );
  const wanted = [...entries.keys()].filter((path) => !kept.has(path));
  // The branch has the version already, and the folder has something else.
  const waiting = new Set([...skipped.unplaced.map(({ path }) => path), ...skipped.leftOut.keys()]);
  const done = new Set([...paths, ...held]);
  const unplaced = wanted.filter((path) => waiting.has(path) && !done.has(path));
  return {
    commit,
    held,
    changed: {
      change,
      ...(commit === undefined ? {} : { id: commit }),
      refused: undefined,
      save: { id, ...origin },
      paths: [...paths, ...held].map(shownName),
      unplaced: unplaced.map(shownName),
      ...await notHere(folder, { paths, wanted }),
      kept: [...kept].map(([path, reason]) => ({ path: shownName(path), reason })),
    },
  };
}

async function plan(
  { repository }: KnownFolder,
  { head, change }: {
    readonly head: string;
    readonly change: Exclude<OwnChange, { kind: "settle" }>;
  },
): Promise<PlannedChange> {
  if (change.kind === "undo") return await planUndo(repository, { head, id: change.id });
  const { path, version } = change;
  return await planRestore(repository, { head, path: pathOf(path), version });
}

/** Returns the path of a name. Throws `RefusedChange` when it leads out of the folder. */
function pathOf(name: string): GitPath {
  try {
    return withoutSlash(pathOfText(name));
  } catch {
    throw new RefusedChange("no such path");
  }
}
