// The versions that lose their name in a merge -> the conflict copies that they become. Pure.

import { conflictPath, copiedFrom, type Origin } from "./conflict_name.ts";
import type { Decision, Side } from "./merge.ts";
import type { GitPath } from "./path.ts";
import { type Entry, sameEntry } from "./tree.ts";

/** A conflict as a person sees it: the version at `path` stayed, the other is at `copy`. */
export interface Conflict {
  readonly path: GitPath;
  readonly copy: GitPath;
  readonly side: Side;
  readonly origin: Origin;
}

/**
 * Gives each loser its name. The same bytes under a copy's name that is already there are not copied
 * again. `existing` is the published tree, `originOf` tells whose version a side has at a path.
 */
export function nameCopies(
  decision: Decision,
  existing: ReadonlyMap<GitPath, Entry>,
  originOf: (side: Side, path: GitPath) => Origin,
): { readonly entries: Map<GitPath, Entry | undefined>; readonly conflicts: readonly Conflict[] } {
  const entries = new Map(decision.entries);
  const at = (path: GitPath) => entries.has(path) ? entries.get(path) : existing.get(path);
  const copies = copiesByContent(existing, entries);
  const conflicts: Conflict[] = [];
  for (const { path, entry, side } of decision.losers) {
    const origin = originOf(side, path);
    const key = contentKey(copiedFrom(path) ?? path, entry);
    let copy = copies.get(key);
    // A copy that is there may be edited or deleted by this very merge.
    if (copy === undefined || !sameEntry(at(copy), entry)) {
      let attempt = 1;
      do copy = conflictPath(path, { oid: entry.oid, origin, attempt: attempt++ }); while (
        at(copy) !== undefined && !sameEntry(at(copy), entry)
      );
      entries.set(copy, entry);
      copies.set(key, copy);
    }
    conflicts.push({ path, copy, side, origin });
  }
  return { entries, conflicts };
}

function copiesByContent(
  existing: ReadonlyMap<GitPath, Entry>,
  entries: ReadonlyMap<GitPath, Entry | undefined>,
): Map<string, GitPath> {
  const copies = new Map<string, GitPath>();
  for (const [path, entry] of [...existing, ...entries]) {
    const source = entry === undefined ? undefined : copiedFrom(path);
    if (source !== undefined) copies.set(contentKey(source, entry!), path);
  }
  return copies;
}

/** Copies of one name with the same bytes are one. */
function contentKey(path: GitPath, entry: Entry): string {
  return `${path}\0${entry.mode}\0${entry.oid}`;
}
