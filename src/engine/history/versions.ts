// The versions of a file, newest first. Renames are followed.

import { VERSION_RENAMES } from "../../system/limits/history.ts";
import { renamesBetween } from "./renames.ts";
import type { Repository } from "../git/repository/repository.ts";
import type { GitPath } from "../git/values/path.ts";
import type { Entry } from "../git/values/tree.ts";
import { readSaves } from "./save_log.ts";
import type { SavedFile, SaveHead } from "./saves.ts";

/** The version of a file in one save. */
export interface Version {
  readonly save: SaveHead;
  /** The name that the file had then. */
  readonly path: GitPath;
  readonly action: SavedFile["action"];
  /** The name before, where this save renamed it. */
  readonly from?: GitPath;
  /** `undefined` where the save deleted it. */
  readonly entry: Entry | undefined;
}

/**
 * Calls `onVersion` with each version of a file until it returns "enough". Of a file that was renamed, those under
 * its earlier names follow. Saves of other machines under the old name while it was renamed are not among them,
 * but in the merge. Throws `GitError` and `NotInHistory`.
 */
export async function readVersions(
  repository: Repository,
  { tip, path }: { readonly tip: string; readonly path: GitPath },
  onVersion: (version: Version) => "enough" | undefined,
): Promise<void> {
  let at: { readonly start: string; readonly path: GitPath } | undefined = { start: tip, path };
  for (let renames = 0; at !== undefined && renames <= VERSION_RENAMES; renames++) {
    at = await readNamed(repository, at, onVersion);
  }
}

/** Reads the versions under one name. Returns where the file goes on under an earlier one. */
async function readNamed(
  repository: Repository,
  { start, path }: { readonly start: string; readonly path: GitPath },
  onVersion: (version: Version) => "enough" | undefined,
): Promise<{ readonly start: string; readonly path: GitPath } | undefined> {
  let before: { readonly start: string; readonly path: GitPath } | undefined;
  // Else git leaves out what a merge has not taken.
  const options = ["--full-history"];
  // Where the name is not UTF-8, git is asked for all that look like it.
  const isWanted = (one: GitPath) => one === path;
  const query = { tips: [start], path, mostFiles: 1, isWanted, options };
  await readSaves(repository, query, async ({ files: [file], fileCount: _, ...save }) => {
    // A folder of that name has files below it.
    if (file === undefined || file.path !== path) return undefined;
    const { action, entry } = file;
    const version: Version = { save, path, action, entry };
    const earlier = action === "added" ? await nameBefore(repository, { save, path }) : undefined;
    if (earlier === undefined) return onVersion(version);
    if (onVersion({ ...version, action: "renamed", from: earlier.path }) !== "enough") {
      before = earlier;
    }
    return "enough";
  });
  return before;
}

/**
 * Returns the name that a file had before the save in which git sees its name for the first time, and the parent that
 * has it. A merge moves files into a folder that one of its sides has renamed.
 */
async function nameBefore(
  repository: Repository,
  { save: { id, parents }, path }: {
    readonly save: Pick<SaveHead, "id" | "parents">;
    readonly path: GitPath;
  },
): Promise<{ readonly start: string; readonly path: GitPath } | undefined> {
  for (const parent of parents) {
    for (const { from, to } of await renamesBetween(repository, parent, id)) {
      if (to === path) return { start: parent, path: from };
    }
  }
  return undefined;
}
