// Files that were renamed to a name that no save takes: to everybody else they are deleted, which is worth a word.

import { join } from "node:path";
import { changesBetween } from "../git/commands/trees.ts";
import { ignoredBy } from "../git/attributes/check_ignore.ts";
import { holdsBlob, lstatIfThere } from "../../system/file_state.ts";
import type { Repository } from "../git/repository/repository.ts";
import {
  fileName,
  type GitPath,
  nulPaths,
  pathIn,
  shownName,
  withoutSlash,
} from "../git/values/path.ts";
import { savesOnlyTracked } from "../git/values/git_config.ts";
import { git } from "../git/process/git.ts";
import { HIDDEN_RENAMES, RENAMED_BYTES } from "../../system/limits/folder.ts";

/** A file whose new name is not synced; names are for the user's eyes. */
export interface HiddenRename {
  readonly path: string;
  readonly newName: string;
  /** The file with the rule that ignores it; `undefined` where only tracked files are synced. */
  readonly rules: string | undefined;
}

/** Renaming sets the ctime of a file: older ones were there before. */
const RECENT_MS = 60 * 60 * 1000;

/** Returns which of the files that a save has deleted stand under a name that is not synced. Throws `GitError`. */
export async function hiddenRenames(
  repository: Repository,
  saved: {
    readonly head: string;
    readonly commit: string;
    readonly deleted: ReadonlySet<GitPath>;
    readonly now: number;
  },
): Promise<HiddenRename[]> {
  const { head, commit, deleted, now } = saved;
  if (deleted.size === 0 || deleted.size > HIDDEN_RENAMES) return [];
  const candidates = await recentlyHidden(repository, now);
  if (candidates.length === 0) return [];
  const found: HiddenRename[] = [];
  for (const { path, old } of await changesBetween(repository, head, commit)) {
    if (!deleted.has(path) || old === undefined) continue;
    const names = candidates.flatMap((candidate) => namesUnder(candidate, path));
    // It is still there: it was taken out of the sync.
    if (names.includes(path) && await lstatIfThere(repository.fileOf(path))) {
      continue;
    }
    for (const name of names) {
      const file = fileName(name);
      if (file === undefined) continue;
      const at = join(repository.root, file);
      const info = await lstatIfThere(at);
      if (!info?.isFile || info.size > RENAMED_BYTES) continue;
      if (!await holdsBlob(at, old.oid).catch(() => false)) continue;
      const rules = await ignoredBy(repository, name);
      found.push({ path: shownName(path), newName: shownName(name), rules });
      break;
    }
  }
  return found;
}

/**
 * Returns the names that a file may have by now: an ignored file's, or one in an ignored folder, into which the
 * file or one of its folders was moved, or which is one of these.
 */
function namesUnder(candidate: GitPath, path: GitPath): GitPath[] {
  if (!candidate.endsWith("/")) return [candidate];
  const parts = path.split("/");
  const folder = withoutSlash(candidate);
  return parts.map((_, at) => pathIn(folder, parts.slice(at).join("/")));
}

/**
 * Returns the files that no save takes, and folders of such files in place of these, that were made or renamed
 * not long ago.
 */
async function recentlyHidden(repository: Repository, now: number): Promise<GitPath[]> {
  const { stdout } = await git(repository, [
    "ls-files",
    "-z",
    "--others",
    "--directory",
    ...(savesOnlyTracked(repository.config) ? [] : ["--ignored", "--exclude-standard"]),
  ], { access: "reads" });
  const recent: GitPath[] = [];
  for (const path of nulPaths(stdout)) {
    if (fileName(path) === undefined) continue;
    const info = await lstatIfThere(repository.fileOf(path));
    if (path.endsWith("/") ? !info?.isDirectory : !info?.isFile) continue;
    if (info === undefined) continue;
    if (now - (info.ctime?.getTime() ?? now) > RECENT_MS) continue;
    if (recent.push(path) === HIDDEN_RENAMES) break;
  }
  return recent;
}
