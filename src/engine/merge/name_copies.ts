// The versions that lose their name in a merge -> the conflict copies that they become. Pure. Functions that go
// through all paths are generators: they yield after each path, so that the event loop can turn.

import { COPIES_AN_HOUR, OPEN_COPIES } from "../../system/limits/merge.ts";
import {
  conflictOf,
  conflictPath,
  copiedFrom,
  type CopyForm,
  copyForm,
  type Origin,
} from "../git/values/conflict_name.ts";
import type { Decision, Loser } from "./decide.ts";
import type { Conflict, LocalCopy, Placement, Side } from "../conflicts/conflict.ts";
import { folderOf, type GitPath, parentFolders } from "../git/values/path.ts";
import { type Entry, sameEntry } from "../git/values/tree.ts";

/** The copies of a merge, and what the merge has at each path with them. */
export interface NamedCopies {
  readonly entries: ReadonlyMap<GitPath, Entry | undefined>;
  /** All conflicts, those with a local copy included. */
  readonly conflicts: readonly Conflict[];
  readonly local: readonly LocalCopy[];
  /** Versions that got no copy, as too many stand there: they are in the history. */
  readonly uncopied: readonly Omit<Conflict, "copy">[];
}

/** The facts that names of copies depend on. */
export interface Naming {
  /** Returns whose version a side has at a path. */
  readonly originOf: (side: Side, path: GitPath) => Origin;
  /** Returns where the copy of a version goes; as a file beside it, unless given. */
  readonly placementOf?: (loser: Loser) => Placement;
  /** Reports whether a path has so many copies that its next version gets none; never, unless given. */
  readonly hasTooManyCopies?: (path: GitPath) => boolean;
}

/** Counts the copies in a tree: which files got so many in the last hour, or in all, that they get no more? */
export function* copyLimit(
  tree: ReadonlyMap<GitPath, Entry>,
  now: number,
): Generator<void, (path: GitPath) => boolean> {
  const open = new Map<GitPath, { recent: number; all: number }>();
  for (const path of tree.keys()) {
    yield;
    const copy = conflictOf(path);
    if (copy === undefined) continue;
    const count = open.get(copy.path) ?? { recent: 0, all: 0 };
    const isRecent = Math.abs(now - copy.time) < HOUR_MS;
    open.set(copy.path, { recent: count.recent + (isRecent ? 1 : 0), all: count.all + 1 });
  }
  return (path) => {
    const { recent = 0, all = 0 } = open.get(copiedFrom(path) ?? path) ?? {};
    return recent >= COPIES_AN_HOUR || all >= OPEN_COPIES;
  };
}

const HOUR_MS = 60 * 60 * 1000;

/**
 * Gives each loser its name. The same bytes under a copy's name that is already there are not copied
 * again. `existing` is the published tree.
 */
export function* nameCopies(
  decision: Decision,
  existing: ReadonlyMap<GitPath, Entry>,
  { originOf, placementOf = () => "file", hasTooManyCopies = () => false }: Naming,
): Generator<void, NamedCopies> {
  if (decision.losers.length === 0) {
    return { entries: decision.entries, conflicts: [], local: [], uncopied: [] };
  }
  const entries = new Map(decision.entries);
  const at = (path: GitPath) => entries.has(path) ? entries.get(path) : existing.get(path);
  const copies = yield* copiesByContent(existing, entries);
  const folders = new Set<GitPath>();
  for (const paths of [existing.keys(), entries.keys()]) {
    for (const path of paths) {
      yield;
      if (at(path) === undefined) continue;
      for (const folder of parentFolders(path)) folders.add(folder);
    }
  }
  const isTaken = (path: GitPath, entry: Entry) =>
    at(path) !== undefined && !sameEntry(at(path), entry) || folders.has(path) ||
    copyForm(path) === "folder" && at(folderOf(path)) !== undefined;
  const conflicts: Conflict[] = [];
  const local: LocalCopy[] = [];
  const uncopied: Omit<Conflict, "copy">[] = [];
  for (const loser of decision.losers) {
    yield;
    const { path, entry, side } = loser;
    const origin = originOf(side, path);
    const placement = placementOf(loser);
    const form = placement === "folder" ? "folder" : "file";
    const key = contentKey(copiedFrom(path) ?? path, { entry, form });
    let copy = placement === "local" ? undefined : copies.get(key);
    // A copy that is there may be edited or deleted by this very merge.
    if (copy === undefined || !sameEntry(at(copy), entry)) {
      // A version that only gives way may be a merged one, which no commit has.
      if (hasTooManyCopies(path) && decision.entries.get(path) !== undefined) {
        uncopied.push({ path, side, origin });
        continue;
      }
      let attempt = 1;
      do copy = conflictPath(path, { oid: entry.oid, origin, attempt: attempt++, form }); while (
        isTaken(copy, entry)
      );
      if (placement === "local") local.push({ path, copy, side, origin, entry });
      else {
        entries.set(copy, entry);
        copies.set(key, copy);
        for (const folder of parentFolders(copy)) folders.add(folder);
      }
    }
    conflicts.push({ path, copy, side, origin });
  }
  return { entries, conflicts, local, uncopied };
}

function* copiesByContent(
  ...trees: readonly ReadonlyMap<GitPath, Entry | undefined>[]
): Generator<void, Map<string, GitPath>> {
  const copies = new Map<string, GitPath>();
  for (const tree of trees) {
    for (const [path, entry] of tree) {
      yield;
      const form = entry === undefined ? undefined : copyForm(path);
      if (form === undefined) continue;
      copies.set(contentKey(copiedFrom(path)!, { entry: entry!, form }), path);
    }
  }
  return copies;
}

/** Returns the same key for copies of one name with the same bytes in the same form, which are one. */
function contentKey(
  path: GitPath,
  { entry, form }: { readonly entry: Entry; readonly form: CopyForm },
): string {
  return `${form}\0${path}\0${entry.mode}\0${entry.oid}`;
}
