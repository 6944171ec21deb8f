// Names as git gives them: bytes, of which most but not all are UTF-8. Pure.

import { Buffer } from "node:buffer";

/**
 * A path as git names it: relative to the top folder, separated by `/`, one character per byte.
 * So every name survives the way from git and back, whatever its bytes are.
 */
export type GitPath = string;

const utf8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/** The name for the file system, or `undefined` when its bytes are not UTF-8: Deno cannot name such a file. */
export function fileName(path: GitPath): string | undefined {
  try {
    return utf8.decode(Buffer.from(path, "latin1"));
  } catch {
    return undefined;
  }
}

/** The git path of a name of the file system. */
export function gitPath(name: string): GitPath {
  return Buffer.from(name, "utf8").toString("latin1");
}

/** The name for a person's eyes: bytes that are not UTF-8 become the replacement character. */
export function shownName(path: GitPath): string {
  return Buffer.from(path, "latin1").toString("utf8");
}

/** The fields of output in which each field ends with NUL (`-z`). */
export function nulFields(output: string): string[] {
  const fields = output.split("\0");
  fields.pop();
  return fields;
}

/** `a/b/c` → `a/b`; a path at the top gives the empty string. */
export function folderOf(path: GitPath): GitPath {
  return path.slice(0, Math.max(0, path.lastIndexOf("/")));
}

/** `a/b/c` → `c`. */
export function baseName(path: GitPath): GitPath {
  return path.slice(path.lastIndexOf("/") + 1);
}

/** `a/b/c` → `a`, `a/b`: the folders that lead to a path, from the top. */
export function foldersOf(path: GitPath): GitPath[] {
  const folders: GitPath[] = [];
  for (let at = path.indexOf("/"); at !== -1; at = path.indexOf("/", at + 1)) {
    folders.push(path.slice(0, at));
  }
  return folders;
}
