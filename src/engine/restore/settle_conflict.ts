// Settles a conflict as the user says: one version keeps the name, or both are kept. The version that goes is in
// the history, as the folder was saved before.

import { byteAttributes } from "../git/attributes/attributes.ts";
import { BYTE_ATTRIBUTES } from "../git/values/byte_attributes.ts";
import { laterPathOf } from "../history/later_path.ts";
import { localConflicts } from "../conflicts/open_conflicts.ts";
import type { KnownFolder } from "../folder/known_folder.ts";
import { commitEntries } from "../git/commands/entries_commit.ts";
import { changesBetween, treeEntries } from "../git/commands/trees.ts";
import { settleMessage } from "../git/values/commit_message.ts";
import type { Repository } from "../git/repository/repository.ts";
import { conflictOf, plainPath } from "../git/values/conflict_name.ts";
import { fileName, type GitPath, gitPath, shownName } from "../git/values/path.ts";
import type { Entry } from "../git/values/tree.ts";
import { readHead } from "../git/commands/refs.ts";
import {
  type FileState,
  isUnchanged,
  lstatIfThere,
  readFileState,
} from "../../system/file_state.ts";
import { PLAIN_NAMES } from "../../system/limits/merge.ts";
import type { ChangeResult, OwnChange, Refusal, SettleConflict } from "./change.ts";
import { keptAmong } from "./kept_paths.ts";
import { notHere } from "./not_here.ts";
import { storedText } from "./stored_text.ts";

/** The states of the files of conflicts when their settlement was asked for. */
export type StatesAsked = ReadonlyMap<GitPath, FileState | undefined>;

/** Reads the files of all conflicts that are to be settled. */
export async function statesAsked(
  repository: Repository,
  changes: readonly OwnChange[],
): Promise<StatesAsked> {
  const states = new Map<GitPath, FileState | undefined>();
  const settled = changes.filter((change) => change.kind === "settle");
  const head = settled.length === 0 ? undefined : (await readHead(repository)).oid;
  if (head === undefined) return states;
  const there = await treeEntries(repository, head);
  for (const change of settled) {
    const conflict = await named(repository, { head, change, there });
    for (const path of conflict === undefined ? [] : [conflict.copy, conflict.path]) {
      if (fileName(path) === undefined) continue;
      states.set(path, await readFileState(repository.fileOf(path)));
    }
  }
  return states;
}

/**
 * Makes the commit that settles a conflict on top of `head`; no commit where it is refused. Nothing in the folder is
 * touched. With `since`, it is refused where a version was saved after that commit. Throws `GitError`.
 */
export async function settle(
  folder: KnownFolder,
  { head, change, asked, since }: {
    readonly head: string;
    readonly change: SettleConflict;
    readonly asked: StatesAsked;
    readonly since: string | undefined;
  },
): Promise<{ readonly commit: string | undefined; readonly changed: ChangeResult }> {
  const { repository } = folder;
  const stays = { outside: [], hidden: [], unplaced: [], kept: [] };
  const nothing = { change, save: undefined, paths: [], ...stays };
  const refuse = (refused: Refusal) => ({ commit: undefined, changed: { ...nothing, refused } });
  const there = await treeEntries(repository, head);
  const conflict = await named(repository, { head, change, there });
  if (conflict === undefined) return refuse("no conflict copy");
  const { copy, path } = conflict;
  const entry = there.get(copy);
  if (entry === undefined) {
    const local = await localConflicts(repository, folder.skipped.leftOut.keys());
    const isHere = local.some((one) => one.copy === shownName(copy));
    return refuse(isHere ? "only on this machine" : "no conflict copy");
  }
  if (change.keep === "other" && !there.has(path)) return refuse("none has the name");
  if (isSkipped(folder, [copy, path])) return refuse("not synced");
  if (await isChanged(repository, { change, conflict, there, asked })) {
    return refuse("changed meanwhile");
  }
  const written = since === undefined ? [] : await changesBetween(repository, since, head);
  if (written.some((one) => one.path === copy || one.path === path)) {
    return refuse("being written");
  }
  const planned = await plan(folder, { head, change, conflict, there });
  if ("refused" in planned) return refuse(planned.refused);
  const { entries, name } = planned;
  const { host } = repository;
  const paths = entries.map(([path]) => path);
  const message = settleMessage({ ...conflict, keep: change.keep, name: name ?? path, host });
  const commit = await commitEntries(repository, { head, entries, message });
  return {
    commit,
    changed: {
      ...nothing,
      ...await notHere(folder, { paths, wanted: paths }),
      id: commit,
      refused: undefined,
      paths: paths.map(shownName),
      ...(name === undefined ? {} : { name: shownName(name) }),
    },
  };
}

/** A copy and the path that it was made for. */
interface NamedConflict {
  readonly copy: GitPath;
  readonly path: GitPath;
  /** Whose version the copy is. */
  readonly of: string;
}

/** Returns the copy and the original under its name of today; `undefined` when the name is no copy's. */
async function named(
  repository: Repository,
  { head, change: { copy: name }, there }: {
    readonly head: string;
    readonly change: SettleConflict;
    readonly there: ReadonlyMap<GitPath, Entry>;
  },
): Promise<NamedConflict | undefined> {
  const copy = copyNamed(name);
  const found = copy === undefined ? undefined : conflictOf(copy);
  if (copy === undefined || found === undefined) return undefined;
  const { path, host: of } = found;
  if (there.has(path) || !there.has(copy)) return { copy, path, of };
  const fate = await laterPathOf(repository, { head, path, isThere: (one) => there.has(one) });
  return { copy, path: fate.kind === "renamed" ? fate.path : path, of };
}

function copyNamed(name: string): GitPath | undefined {
  try {
    return gitPath(name);
  } catch {
    // It leads out of the folder.
    return undefined;
  }
}

/** Reports whether the folder has something else at one of the paths than the commit. */
function isSkipped(
  { skipped: { leftOut, unplaced } }: KnownFolder,
  paths: readonly GitPath[],
): boolean {
  return paths.some((path) => leftOut.has(path) || unplaced.some((one) => one.path === path));
}

/** Reports whether a version is another one than the user has seen; without `seen`, one that would go. */
async function isChanged(
  repository: Repository,
  { change: { keep, seen }, conflict: { copy, path }, there, asked }: {
    readonly change: SettleConflict;
    readonly conflict: NamedConflict;
    readonly there: ReadonlyMap<GitPath, Entry>;
    readonly asked: StatesAsked;
  },
): Promise<boolean> {
  if (seen !== undefined) {
    return there.get(copy)?.oid !== seen.copy || there.get(path)?.oid !== seen.path;
  }
  if (keep === "both" || keep === "text") return false;
  const going = keep === "this" ? path : copy;
  if (fileName(going) === undefined) return false;
  const file = repository.fileOf(going);
  const state = asked.get(going);
  return state === undefined
    ? await lstatIfThere(file) !== undefined
    : !await isUnchanged(state, file);
}

type Entries = readonly (readonly [GitPath, Entry | undefined])[];

/** Returns what each path is to be, and the name that a copy gets beside the original. */
async function plan(
  folder: KnownFolder,
  { head, change, conflict: { copy, path }, there }: {
    readonly head: string;
    readonly change: SettleConflict;
    readonly conflict: NamedConflict;
    readonly there: ReadonlyMap<GitPath, Entry>;
  },
): Promise<
  { readonly entries: Entries; readonly name?: GitPath } | { readonly refused: Refusal }
> {
  const { keep } = change;
  const gone = [copy, undefined] as const;
  const entry = keep === "text"
    ? await storedText(folder.repository, { text: change.text, path, like: there.get(path) })
    : there.get(copy);
  if (entry === undefined) return { refused: "cannot be stored" };
  const names = keep === "both"
    ? Array.from({ length: PLAIN_NAMES }, (_, at) => plainPath(copy, at + 1))
    : [keep === "other" ? undefined : path];
  for (const name of names) {
    const entries: Entries = name === undefined ? [gone] : [gone, [name, entry]];
    const isFree = keep !== "both" || name !== undefined && !there.has(name);
    const kept = isFree ? await keptAmong(folder, { head, there, entries }) : undefined;
    const [reason] = kept?.values() ?? ["in the way"];
    if (keep === "both" && reason === "in the way") continue;
    if (reason !== undefined) {
      const isTaken = reason === "in the way" || reason === "repository";
      return { refused: isTaken ? "in the way" : "kept back" };
    }
    if (name === undefined) return { entries };
    // The content was made from the file's bytes by the attributes of the copy's name.
    if (!await haveSameAttributes(folder.repository, [copy, name])) {
      return { refused: "other attributes" };
    }
    return keep === "both" ? { entries, name } : { entries };
  }
  return { refused: "no free name" };
}

async function haveSameAttributes(
  repository: Repository,
  paths: readonly [GitPath, GitPath],
): Promise<boolean> {
  const attributes = await byteAttributes(repository, paths, { cached: true });
  const [one, other] = paths.map((path) => attributes.get(path));
  return BYTE_ATTRIBUTES.every((name) => one?.[name] === other?.[name]);
}
