// The folder as it was at a time: of each file the newest version that was saved by then, on any machine.

import { FRONTIER_COMMITS } from "../../system/limits/history.ts";
import { mergeBases } from "../git/commands/ancestry.ts";
import { changesBetween, treeEntries } from "../git/commands/trees.ts";
import { git } from "../git/process/git.ts";
import type { Repository } from "../git/repository/repository.ts";
import { eachField } from "../git/values/git_text.ts";
import type { GitPath } from "../git/values/path.ts";
import { type Entry, sameEntry } from "../git/values/tree.ts";
import { ensureFew } from "./many_files.ts";
import { gitTime, readSaves } from "./save_log.ts";
import type { Save } from "./saves.ts";

/** The folder at a time. */
export interface FolderAt {
  /** The newest save by then. */
  readonly save: Save;
  readonly entries: ReadonlyMap<GitPath, Entry>;
  /** The saves that have the entries which are other ones than in `save`, or missing there. */
  readonly makers: ReadonlyMap<GitPath, string>;
}

/**
 * Returns the newest saves by a time (milliseconds since 1970) that no other one by then follows, newest first:
 * more than one where machines had not received each other's yet. None where the history begins later.
 */
export async function savesBy(
  repository: Repository,
  { tip, time }: { readonly tip: string; readonly time: number },
): Promise<readonly Save[]> {
  const since = Math.floor(time / 1000) + 1;
  const { stdout } = await git(repository, [
    "log",
    "-z",
    "--no-show-signature",
    "--format=%H %P",
    `--since=${gitTime(since)}`,
    tip,
    "--",
  ], { access: "reads" });
  const later = new Set<string>();
  const parents = new Set<string>();
  for (const line of eachField(stdout)) {
    const [id = "", ...before] = line.trim().split(" ");
    later.add(id);
    for (const parent of before) parents.add(parent);
  }
  const ends = later.size === 0 ? [tip] : [...parents].filter((id) => id && !later.has(id));
  const [first, ...others] = ends.slice(0, FRONTIER_COMMITS);
  if (first === undefined) return [];
  const tips = others.length === 0 ? [first] : await independent(repository, [first, ...others]);
  const saves: Save[] = [];
  const query = { tips, mostFiles: 0, options: ["--no-walk=sorted"] };
  await readSaves(repository, query, (save) => {
    saves.push(save);
    return undefined;
  });
  return saves;
}

/** Returns those of the commits that are part of no other one's history. */
async function independent(
  repository: Repository,
  commits: readonly string[],
): Promise<string[]> {
  const args = ["merge-base", "--independent", ...commits];
  const { stdout } = await git(repository, args, { access: "reads" });
  return stdout.split("\n").filter(Boolean);
}

/**
 * Returns the folder as it was at a time, in milliseconds since 1970; `undefined` where the history begins later.
 * Where machines had not received each other's saves yet, it has the changes of all, and of a file that several
 * had changed the version of the newest of these saves. Throws `GitError` and `TooManyFiles`.
 */
export async function folderAt(
  repository: Repository,
  at: { readonly tip: string; readonly time: number },
): Promise<FolderAt | undefined> {
  const [save, ...others] = await savesBy(repository, at);
  if (save === undefined) return undefined;
  await ensureFew(repository, [{ old: at.tip, new: save.id }]);
  const entries = await treeEntries(repository, save.id);
  const makers = new Map<GitPath, string>();
  for (const { id } of others) {
    const [base] = await mergeBases(repository, [save.id, id]);
    if (base === undefined) continue;
    await ensureFew(repository, [{ old: base, new: id }]);
    for (const { path, old, new: next } of await changesBetween(repository, base, id)) {
      const newest = entries.get(path);
      const isLater = sameEntry(newest, old);
      // As in a merge, a change stays where another machine has deleted the file.
      if (next !== undefined && (isLater || newest === undefined)) {
        entries.set(path, next);
        makers.set(path, id);
      } else if (isLater) entries.delete(path);
    }
  }
  return { save, entries, makers };
}
