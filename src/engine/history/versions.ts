// The versions of a file, newest first. Renames are followed.

import { RENAME_CANDIDATES, VERSION_RENAMES } from "../../system/limits.ts";
import { git } from "../git/process/git.ts";
import type { Repository } from "../git/repository/repository.ts";
import { eachField } from "../git/values/git_text.ts";
import { type GitPath, pathFromGit } from "../git/values/path.ts";
import type { Entry } from "../git/values/tree.ts";
import { readSaves } from "./save_log.ts";
import type { Save, SavedFile } from "./saves.ts";

/** What one save made of a file. */
export interface Version {
  readonly save: Omit<Save, "files" | "fileCount">;
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
 * its earlier names follow. What other machines saved under the old name while it was renamed is not among them,
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
  const query = { tips: [start], path, mostFiles: 1, options };
  await readSaves(repository, query, async ({ files: [file], fileCount: _, ...save }) => {
    // A folder of that name has files below it.
    if (file === undefined || file.path !== path) return undefined;
    const { action, entry } = file;
    const [parent] = save.parents;
    const from = action === "added" && save.kind !== "merge" && parent !== undefined
      ? await nameBefore(repository, { parent, commit: save.id, path })
      : undefined;
    const version: Version = { save, path, action, entry };
    if (from === undefined) return onVersion(version);
    if (onVersion({ ...version, action: "renamed", from }) !== "enough") {
      before = { start: parent!, path: from };
    }
    return "enough";
  });
  return before;
}

/** Returns the name that a file had before the commit in which git sees its name for the first time. */
async function nameBefore(
  repository: Repository,
  { parent, commit, path }: {
    readonly parent: string;
    readonly commit: string;
    readonly path: GitPath;
  },
): Promise<GitPath | undefined> {
  const { stdout } = await git(repository, [
    "diff-tree",
    "-r",
    "-z",
    "--name-status",
    "--find-renames",
    `-l${RENAME_CANDIDATES}`,
    "--diff-filter=R",
    parent,
    commit,
  ], { access: "reads" });
  const fields = eachField(stdout);
  for (let status = fields.next(); !status.done; status = fields.next()) {
    const [from, to] = [fields.next(), fields.next()];
    if (to.value === path) return pathFromGit(from.value);
  }
  return undefined;
}
