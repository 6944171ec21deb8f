// The meaning of an event about a path for the folder. Reads states of files only, and keeps nothing.

import { sep } from "node:path";
import { isWithin } from "../../system/real_path.ts";
import { isReserved } from "../../system/reserved_names.ts";
import { isBehindLink, isFolder, type WatchedFolders } from "./targets.ts";

/** The meaning of an event for the folder. */
export type Meaning =
  | "nothing"
  /** A branch, or which one is checked out. */
  | "head"
  /** Anything may have changed. */
  | "doubt"
  /** The same, and this folder may be new. */
  | "folder"
  /** A file has changed that cannot be named for sure. */
  | "unnamed"
  /** This file has changed, or is gone; relative to the folder, with `/`. */
  | { readonly name: string };

/** Returns what an event about a path means: `isMove` when something came there or went, `lossy` as in `listen`. */
export function meaningOf(
  path: string,
  { folders, isMove, lossy }: {
    readonly folders: WatchedFolders;
    readonly isMove: boolean;
    readonly lossy: boolean;
  },
): Meaning {
  const { root, head, heads } = folders;
  if (path === head || path.startsWith(heads + sep)) {
    return path.endsWith(".lock") ? "nothing" : "head";
  }
  // A watched folder of the git folder, or the runtime's thread was asked whether it answers.
  if (isOwn(path, folders)) return "nothing";
  // Where events were lost, the others say no more than that.
  if (lossy && !isMove) return "nothing";
  if (path === root) return "doubt";
  // 2.7.11 tells every watcher of what vanished, wherever it was.
  if (!path.startsWith(root + sep)) return "nothing";
  const name = path.slice(root.length + 1);
  if (isReserved(name)) return "nothing";
  const parts = name.split(sep);
  // A folder becomes a repository of its own, or stops being one.
  if (isMove && parts.indexOf(".git") === parts.length - 1) return "doubt";
  if (parts.includes(".git")) return "nothing";
  if (lossy && !isFolder(path)) return "nothing";
  // 2.7.11 tells also of what vanished behind a link.
  if (isBehindLink(path, root)) return "nothing";
  // The files that a folder held when it came have no events of their own.
  if (isFolder(path)) return "folder";
  // On macOS git may know a decomposed name in its composed form only.
  return path === path.normalize("NFC") ? { name: parts.join("/") } : "unnamed";
}

/** Reports whether a path lies in a git folder of this work tree, or is a file of the app. */
export function isOwn(path: string, { own, heads }: WatchedFolders): boolean {
  return path === heads || own.some((place) => isWithin(path, place));
}
