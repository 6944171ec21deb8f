// The difference of two trees in the user's terms: files added, edited, renamed, deleted. Pure.

import type { GitPath } from "./path.ts";
import { type Change, isWritten } from "./tree.ts";

/** The kind of a change to a file. */
export type EditKind = "added" | "edited" | "deleted" | "renamed";

/** One edit of a file. */
export interface Edit {
  readonly path: GitPath;
  readonly kind: EditKind;
  /** Its name before, of a renamed file. */
  readonly from?: GitPath;
}

/** Yields the edits. A deleted file is renamed where one added file, and no other, has its bytes. */
export function* editsIn(changes: readonly Change[]): Generator<Edit> {
  const names = renamesIn(changes);
  const gone = new Set(names.values());
  for (const { path, old, new: next } of changes) {
    if (gone.has(path)) continue;
    const from = names.get(path);
    if (from !== undefined) yield { path, kind: "renamed", from };
    else if (next === undefined) yield { path, kind: "deleted" };
    else yield { path, kind: old === undefined ? "added" : "edited" };
  }
}

/** Returns the former names of renamed files, by their new ones. */
function renamesIn(changes: readonly Change[]): ReadonlyMap<GitPath, GitPath> {
  const names = new Map<GitPath, GitPath>();
  const deleted = changes.filter((change) => change.new === undefined && isWritten(change.old));
  if (deleted.length === 0) return names;
  const added = changes.filter((change) => change.old === undefined && isWritten(change.new));
  const from = byContent(deleted.map(({ path, old }) => [old!.oid, path]));
  const to = byContent(added.map(({ path, new: next }) => [next!.oid, path]));
  for (const [oid, path] of to) {
    const before = from.get(oid);
    if (before !== undefined && path !== undefined) names.set(path, before);
  }
  return names;
}

/** Returns the paths by their contents; `undefined` where several have the same. */
function byContent(
  entries: readonly (readonly [oid: string, path: GitPath])[],
): ReadonlyMap<string, GitPath | undefined> {
  const paths = new Map<string, GitPath | undefined>();
  for (const [oid, path] of entries) paths.set(oid, paths.has(oid) ? undefined : path);
  return paths;
}
