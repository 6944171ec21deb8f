// The files that a merge brings back of a history that was replaced, as to remove a password. Pure.

import type { GitPath } from "../git/values/path.ts";
import { sameEntry } from "../git/values/tree.ts";
import type { Sides } from "./sides.ts";

/** Returns the paths of ours that the other side has removed: what was changed here, or moved and not changed. */
export function* returnedIn(
  sides: ReadonlyMap<GitPath, Sides>,
): Generator<void, readonly GitPath[]> {
  const removed = new Set<string>();
  for (const { base, theirs } of sides.values()) {
    yield;
    if (base !== undefined && theirs === undefined) removed.add(base.oid);
  }
  const returned: GitPath[] = [];
  for (const [path, { base, ours, theirs }] of sides) {
    yield;
    if (ours === undefined || theirs !== undefined) continue;
    const isBack = base === undefined ? removed.has(ours.oid) : !sameEntry(base, ours);
    if (isBack) returned.push(path);
  }
  return returned;
}
