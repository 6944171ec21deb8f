// Paths as git names them. Pure.

import { Buffer } from "node:buffer";
import { PATH_CHARACTERS } from "../../../system/limits/commits.ts";
import { decodeText, encodeText, isAscii, nulFields } from "./git_text.ts";

/**
 * A path as git names it: relative to the top folder, separated by `/`, one character per byte, most
 * of which, but not all, are UTF-8. A folder in a list of names may end with `/`.
 *
 * Only git's output (`pathFromGit`, `nulPaths`) and checked names of the file system (`gitPath`) become one.
 */
export type GitPath = string & { readonly [brand]: true };

declare const brand: unique symbol;

/** The top folder. */
export const TOP = "" as GitPath;

const utf8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/** Marks what git wrote as a path. */
export function pathFromGit(output: string): GitPath {
  return output as GitPath;
}

/** Returns the paths of output in which each path ends with NUL (`-z`). */
export function nulPaths(output: string): GitPath[] {
  return nulFields(output) as GitPath[];
}

/**
 * Returns the git path of a name of the file system, relative to the top folder. Throws a `TypeError`
 * when it is none: an absolute path, one that leads out of the folder, or one with a NUL.
 */
export function gitPath(name: string): GitPath {
  if (name.startsWith("/") || name.includes("\0") || name.split("/").includes("..")) {
    throw new TypeError(`Cannot use ${JSON.stringify(name)} as a path: it is not below the folder`);
  }
  return encodeText(name) as GitPath;
}

/**
 * Returns the name for the file system, or `undefined` when there is none: its bytes are not UTF-8, so that Deno
 * cannot name such a file, or it is longer than any system takes, and too long for an argument of git.
 */
export function fileName(path: GitPath): string | undefined {
  if (path.length > PATH_CHARACTERS) return undefined;
  if (isAscii(path)) return path;
  try {
    return utf8.decode(Buffer.from(path, "latin1"));
  } catch {
    return undefined;
  }
}

/** Returns the file of a path below a folder. Throws a `TypeError` when Deno cannot name it. */
export function fileIn(folder: string, path: GitPath): string {
  const name = isAscii(path) ? path : utf8.decode(Buffer.from(path, "latin1"));
  return name === "" ? folder : `${folder}/${name}`;
}

/** Returns the name for display: each byte that is not UTF-8 becomes the replacement character. */
export function shownName(path: GitPath): string {
  return decodeText(path);
}

/** Returns the path of a name in a folder. */
export function pathIn(folder: GitPath, name: string): GitPath {
  return (folder === "" ? name : `${folder}/${name}`) as GitPath;
}

/** Returns a folder as lists of names write it: `a/b` → `a/b/`. */
export function withSlash(folder: GitPath): GitPath {
  return `${folder}/` as GitPath;
}

/** Returns a path without the slash at its end: `a/b/` → `a/b`. */
export function withoutSlash(path: GitPath): GitPath {
  return (path.endsWith("/") ? path.slice(0, -1) : path) as GitPath;
}

/** Returns the folder of a path: `a/b/c` → `a/b`; the empty string for a path at the top. */
export function folderOf(path: GitPath): GitPath {
  return path.slice(0, Math.max(0, path.lastIndexOf("/"))) as GitPath;
}

/** Returns the folders that lead to some paths, each once. */
export function foldersAbove(paths: Iterable<GitPath>): Set<GitPath> {
  const folders = new Set<GitPath>();
  let last: GitPath = TOP;
  for (const path of paths) {
    // Paths of one folder mostly follow one another.
    const folder = folderOf(path);
    if (folder === last) continue;
    last = folder;
    if (folders.has(folder)) continue;
    for (const above of parentFolders(path)) folders.add(above);
  }
  return folders;
}

/** Returns the last name of a path: `a/b/c` → `c`. */
export function baseName<Path extends string>(path: Path): Path {
  return path.slice(path.lastIndexOf("/") + 1) as Path;
}

/** Returns the folders that lead to a path, from the top: `a/b/c` → `a`, `a/b`. */
export function parentFolders<Path extends string>(path: Path): Path[] {
  const folders: Path[] = [];
  for (let at = path.indexOf("/"); at !== -1; at = path.indexOf("/", at + 1)) {
    folders.push(path.slice(0, at) as Path);
  }
  return folders;
}
