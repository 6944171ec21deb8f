// Entries of git trees and their differences, as git prints them and as it reads them. Pure.

import { baseName, fileName, type GitPath, pathFromGit } from "./path.ts";
import { eachField } from "./git_text.ts";

/** The entry of a tree at a path. Modes as git writes them: 100644, 100755, 120000 (link), 160000 (gitlink). */
export interface Entry {
  readonly mode: string;
  readonly oid: string;
}

/** A path on which two trees differ; absent means that the tree has nothing there. */
export interface Change {
  readonly path: GitPath;
  readonly old: Entry | undefined;
  readonly new: Entry | undefined;
}

/** The kind of an entry; the executable bit is not a kind. */
export type EntryType = "file" | "link" | "gitlink";

/** Returns the type of an entry by its mode. */
export function entryType(entry: Entry): EntryType {
  if (entry.mode === "120000") return "link";
  return entry.mode === "160000" ? "gitlink" : "file";
}

/** Reports whether the entry is a file or a link: what stands in the work tree. */
export function isWritten(entry: Entry | undefined): entry is Entry {
  return entry !== undefined && entryType(entry) !== "gitlink";
}

/** Reports whether a link comes where none was. */
export function isNewLink({ old, new: next }: Change): boolean {
  const isLink = (entry: Entry | undefined) => entry !== undefined && entryType(entry) === "link";
  return isLink(next) && !isLink(old);
}

/** Returns the changed paths that have a name for the file system. */
export function namedPaths(changes: readonly Change[]): GitPath[] {
  return changes.map(({ path }) => path).filter((path) => fileName(path) !== undefined);
}

/** Returns the paths at which there is nothing any more. */
export function deletedAmong(changes: readonly Change[]): ReadonlySet<GitPath> {
  return new Set(changes.filter((change) => change.new === undefined).map(({ path }) => path));
}

/** Reports whether a file of attributes is among the changes. */
export function changesAttributes(changes: readonly Change[]): boolean {
  return changes.some(({ path }) => baseName(path) === ".gitattributes");
}

/** Reports whether both are the same or both are absent. */
export function sameEntry(a: Entry | undefined, b: Entry | undefined): boolean {
  return a?.oid === b?.oid && a?.mode === b?.mode;
}

/** Reads `git diff-tree -r -z --raw --no-renames` (format: git-diff, "Raw output format"). */
export function* changesIn(output: string): Generator<Change> {
  let about: string | undefined;
  for (const field of eachField(output)) {
    if (about === undefined) {
      about = field;
      continue;
    }
    const [oldMode = "", newMode = "", oldOid = "", newOid = ""] = about.slice(1).split(" ");
    const [old, now] = [entryOf(oldMode, oldOid), entryOf(newMode, newOid)];
    if (old !== undefined || now !== undefined) yield { path: pathFromGit(field), old, new: now };
    about = undefined;
  }
}

/** Reads `git ls-tree -r -z`. */
export function* entriesIn(output: string): Generator<readonly [GitPath, Entry]> {
  for (const field of eachField(output)) {
    const [path, entry] = parseEntry(field);
    if (!NO_ID.test(entry.oid)) yield [path, entry];
  }
}

/** Reads a line of `git ls-tree` or `git ls-files -s`: mode, (type,) id, (stage,) tab, path. */
export function parseEntry(line: string): [path: GitPath, entry: Entry] {
  const tab = line.indexOf("\t");
  const words = line.slice(0, tab).split(" ");
  const oid = words.find((word) => word.length >= SHORTEST_ID) ?? "";
  return [pathFromGit(line.slice(tab + 1)), { mode: words[0]!, oid }];
}

/**
 * Yields the input of `git update-index -z --index-info` that brings an index to `entries`, piece by piece.
 * Deletions come first: git would put a folder in the place of a file of that name without asking.
 */
export function* indexInfo(
  entries: Iterable<readonly [GitPath, Entry | undefined]>,
  zeroId: string,
): Generator<string> {
  const there: (readonly [GitPath, Entry])[] = [];
  for (const [path, entry] of entries) {
    if (entry === undefined) yield `0 ${zeroId}\t${path}\0`;
    else there.push([path, entry]);
  }
  for (const [path, { mode, oid }] of there) yield `${mode} ${oid}\t${path}\0`;
}

function entryOf(mode: string, oid: string): Entry | undefined {
  return mode === "000000" || NO_ID.test(oid) ? undefined : { mode: MODES.get(mode) ?? mode, oid };
}

/** The modes, each once, as there may be very many entries. */
const MODES = new Map(["100644", "100755", "120000", "160000"].map((mode) => [mode, mode]));

/** Characters of an id of SHA-1: modes, types and stages are shorter. */
const SHORTEST_ID = 40;

/** The id of nothing. Git makes no entry with it, and no index takes one, so such an entry is left out. */
const NO_ID = /^0+$/;
