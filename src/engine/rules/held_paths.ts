// The paths that no save may stage, whatever git's rules say. Both ways of staging, the preview of a mass
// deletion and the list of what is not synced ask the same value. Pure.

import type { Fold } from "../git/repository/case_folding.ts";
import type { UnplacedFile } from "../git/repository/unplaced.ts";
import { type GitPath, parentFolders, shownName, withoutSlash } from "../git/values/path.ts";
import type { PrivatePath } from "../git/repository/private_paths.ts";
import type { LocalChange } from "../git/values/status_output.ts";
import { foldAll, isReserved } from "../../system/reserved_names.ts";

/** The paths that no save may stage. */
export interface HeldPaths {
  /** Reports whether the content at a path stays on this machine. Deletions publish no content. */
  holds(path: GitPath, entry: { readonly tracked: boolean }): boolean;
  /**
   * Returns the file or the folder of the app to which a path belongs, by its name or its place: neither
   * content nor deletion is published. `undefined` for a path that is not the app's own.
   */
  ownPlaceOf(path: GitPath): GitPath | undefined;
  /**
   * Returns why edits of a tracked file stay here, where its entry does not say so: others have published it under
   * a name that is ignored here, or it is unknown whether it is private.
   */
  editsHeld(path: GitPath): "received" | "unknown" | undefined;
  /** Reports whether an incoming path would be the app's own, or take the place of what is. */
  meetsOwn(path: GitPath): boolean;
}

/** Composes the held paths. A path that ends in `/` is a folder with everything in it. */
export function heldPaths(
  { privatePaths, unplaced = [], ownPlaces, fold: foldOfVolume }: {
    readonly privatePaths: readonly PrivatePath[];
    /** Files that others have deleted stay here where they may not be removed: they are not new ones. */
    readonly unplaced?: readonly UnplacedFile[];
    /** The app's own files and folders inside of the work tree. */
    readonly ownPlaces: readonly GitPath[];
    /** Present when the volume ignores case or Unicode form. */
    readonly fold?: Fold | undefined;
  },
): HeldPaths {
  const fold = foldOfVolume ?? ((path: GitPath) => path);
  // A hook for the git folder must not get past it: every spelling counts that some volume folds.
  const ownKey = foldOfVolume === undefined ? fold : (path: GitPath) => foldAll(shownName(path));
  const own = new Map(
    ownPlaces.map(withoutSlash).map((place) => [ownKey(place), place]),
  );
  const aroundOwn = new Set<string>([...own.keys()].flatMap((key) => parentFolders(key)));
  const always = new Set<string>();
  const edits = new Map<string, "received" | "unknown">();
  const untracked = new Set<string>();
  for (const { path, reason } of privatePaths) {
    if (reason === "published") continue;
    // Others may publish a file in a folder that is private here: what is tracked there is not private.
    if (reason === "received" || reason === "unknown") edits.set(fold(path), reason);
    else (reason === "filter" ? always : untracked).add(fold(path));
  }
  for (const { path, reason, stood } of unplaced) {
    if (stood !== undefined) untracked.add(fold(path));
    // Where a folder stays in the place of a file, a new file in it would delete that one for everybody.
    if (reason === "private" || reason === "link" || reason === "missing filter") {
      untracked.add(`${fold(path)}/`);
    }
  }
  const hasIn = (paths: ReadonlySet<string>, key: string) =>
    paths.has(key) || paths.has(`${key}/`) ||
    parentFolders(key).some((folder) => paths.has(`${folder}/`));
  const ownPlaceOf = (path: GitPath) => {
    const key = ownKey(path);
    const at = [key, ...parentFolders(key)].find((at) => own.has(at));
    return at === undefined ? isReserved(shownName(path)) ? path : undefined : own.get(at);
  };
  const isOwn = (path: GitPath) => ownPlaceOf(path) !== undefined;
  return {
    ownPlaceOf,
    editsHeld: (path) => edits.get(fold(path)),
    meetsOwn: (path) => isOwn(path) || aroundOwn.has(ownKey(path)),
    holds(path, { tracked }) {
      const key = fold(path);
      return isOwn(path) || edits.has(key) || hasIn(always, key) ||
        !tracked && hasIn(untracked, key);
    },
  };
}

/** Reports whether a local change stays out of every save. */
export function isHeld(held: HeldPaths, { path, kind, unstaged }: LocalChange): boolean {
  if (!unstaged || kind === "unmerged") return false;
  return kind === "deleted"
    ? held.ownPlaceOf(path) !== undefined
    : held.holds(path, { tracked: kind === "changed" });
}

/**
 * Reports whether something of the app's own is staged. A deletion that is staged is meant: it takes what was
 * published out of the sync.
 */
export function isStagedOwn(
  held: HeldPaths,
  { path, kind, unstaged, isStagedToo }: LocalChange,
): boolean {
  const isStaged = unstaged ? isStagedToo === true : kind !== "deleted";
  return isStaged && kind !== "unmerged" && held.ownPlaceOf(path) !== undefined;
}
