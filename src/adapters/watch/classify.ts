// What it means for the folder that the watcher has named a path. It only looks, and keeps nothing.

import { sep } from "node:path";
import { isWithin } from "../../system/real_path.ts";
import { isReserved } from "../../system/reserved_names.ts";
import { type Folders, isBehindLink, isFolder } from "./targets.ts";

/** What an event says of the folder. */
export type Meaning =
  | "nothing"
  /** A branch, or which one is checked out. */
  | "head"
  /** Anything may have changed, and other things may have to be watched. */
  | "doubt"
  /** A file has changed that cannot be named for sure. */
  | "unnamed"
  /** This file has changed, or is gone; relative to the folder, with `/`. */
  | { readonly name: string };

/** What an event about a path means: `isMove` when something came there or went, `lossy` as in `listen`. */
export function meaningOf(
  path: string,
  { folders, isMove, lossy }: {
    readonly folders: Folders;
    readonly isMove: boolean;
    readonly lossy: boolean;
  },
): Meaning {
  const { root, head, heads, own } = folders;
  if (path === head || path.startsWith(heads + sep)) {
    return path.endsWith(".lock") ? "nothing" : "head";
  }
  // Where events were lost, this one says no more than that.
  if (lossy) return "nothing";
  if (path === root) return "doubt";
  // 2.7.11 tells every watcher of what vanished, wherever it was.
  if (!path.startsWith(root + sep)) return "nothing";
  if (own.some((place) => isWithin(path, place))) return "nothing";
  const name = path.slice(root.length + 1);
  if (isReserved(name)) return "nothing";
  const parts = name.split(sep);
  // A folder becomes a repository of its own, or stops being one.
  if (isMove && parts.length > 1 && parts.indexOf(".git") === parts.length - 1) return "doubt";
  if (parts.includes(".git")) return "nothing";
  // 2.7.11 tells also of what vanished behind a link.
  if (isBehindLink(path, root)) return "nothing";
  // What a folder held when it came has no events of its own.
  if (isFolder(path)) return "doubt";
  // On macOS git may know a decomposed name in its composed form only.
  return path === path.normalize("NFC") ? { name: parts.join("/") } : "unnamed";
}
