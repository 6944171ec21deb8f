// Compares prepared files with what is in the work tree once they are in place.

import { join } from "node:path";
import { fileIn, fileName } from "../git/values/path.ts";
import {
  digestOf,
  type FileState,
  isSameFile,
  lstatIfThere,
  statFile,
} from "../../system/file_state.ts";
import { type Change, isWritten, namedPaths } from "../git/values/tree.ts";

/** Of a larger update the watcher does not name all files. */
const MOST_PLACED = 100;

/** Returns the states of prepared files, which are the same ones when they are in place; none of a large update. */
export async function preparedStates(
  fresh: string,
  changes: readonly Change[],
): Promise<ReadonlyMap<string, FileState | undefined>> {
  const placed = new Map<string, FileState | undefined>();
  if (changes.length > MOST_PLACED) return placed;
  for (const path of namedPaths(changes)) {
    placed.set(fileName(path)!, await statFile(fileIn(fresh, path)));
  }
  return placed;
}

/**
 * Returns the states of prepared files that are in place by now, as putting them there has set their ctime. Of one
 * that was written meanwhile the earlier state stays, which fits nothing any more.
 */
export async function placedStates(
  root: string,
  prepared: ReadonlyMap<string, FileState | undefined>,
): Promise<ReadonlyMap<string, FileState | undefined>> {
  const placed = new Map(prepared);
  for (const [name, before] of prepared) {
    const now = before === undefined ? undefined : await statFile(join(root, name));
    if (now !== undefined && isSameFile(before!, now)) placed.set(name, now);
  }
  return placed;
}

/**
 * Reports whether what an update has put in place is there, and what it took away is not. Linked files are the prepared
 * ones themselves, whatever was written into them since; those that had to be copied hold the same bytes.
 */
export async function areStillPlaced(
  root: string,
  { fresh, changes }: { readonly fresh: string; readonly changes: readonly Change[] },
): Promise<boolean> {
  for (const { path, new: next } of changes) {
    const [there, prepared] = await Promise.all(
      [root, fresh].map((folder) => lstatIfThere(fileIn(folder, path))),
    );
    const isPlaced = isWritten(next)
      ? there?.ino === prepared?.ino || there?.isSymlink && prepared?.isSymlink ||
        await haveSameBytes([root, fresh].map((folder) => fileIn(folder, path)))
      : !there?.isFile && !there?.isSymlink;
    if (!isPlaced) return false;
  }
  return true;
}

async function haveSameBytes(files: readonly string[]): Promise<boolean> {
  const [one, other] = await Promise.all(
    files.map((file) => digestOf(file).catch(() => undefined)),
  );
  return one !== undefined && one === other;
}
