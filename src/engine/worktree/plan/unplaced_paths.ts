// The changed paths that an update cannot place, and why. Pure.

import type { UnplacedReason } from "../../git/repository/unplaced.ts";
import { fileName, type GitPath } from "../../git/values/path.ts";
import { type Change, isNewLink, isWritten } from "../../git/values/tree.ts";

/** Returns the paths that cannot be placed. Of several reasons at one path the last one here counts. */
export function unplacedPaths(
  changes: readonly Change[],
  { folded, missing, nested, own, reserved, received, unfiltered }: {
    /** Names that the volume takes for others. */
    readonly folded: ReadonlySet<GitPath>;
    /** Files that could not be prepared. */
    readonly missing: ReadonlyMap<GitPath, UnplacedReason>;
    readonly nested: readonly GitPath[];
    readonly own: ReadonlySet<GitPath>;
    /** Paths at which a private file stands with other bytes. */
    readonly reserved: readonly GitPath[];
    /** New names and links that are ignored here. */
    readonly received: ReadonlySet<GitPath>;
    /** Paths at which something stands that only a filter could write, which is missing. */
    readonly unfiltered: readonly GitPath[];
  },
): ReadonlyMap<GitPath, UnplacedReason> {
  const because = (reason: UnplacedReason, paths: Iterable<GitPath>) =>
    [...paths].map((path) => [path, reason] as const);
  const pathsOf = (some: readonly Change[]) => some.map(({ path }) => path);
  const unnamed = changes.filter(({ path, new: next }) =>
    next !== undefined && fileName(path) === undefined
  );
  // A program that writes to an ignored name must not be led to another one.
  const links = changes.filter((change) =>
    isWritten(change.new) && isNewLink(change) && received.has(change.path)
  );
  return new Map([
    ...because("name", folded),
    ...because("name", pathsOf(unnamed)),
    ...missing,
    ...because("nested repository", nested),
    ...because("own place", own),
    ...because("private", reserved),
    ...because("link", pathsOf(links)),
    ...because("missing filter", unfiltered),
  ]);
}
