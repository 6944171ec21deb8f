// A change of the folder that comes from ourselves: versions of the history back in place, or a save undone. It
// is a commit on top of the branch; the update that places received commits puts it into the folder.

import type { KnownFolder } from "../folder/known_folder.ts";
import { commitEntries } from "../git/commands/entries_commit.ts";
import { outsidePatterns } from "../git/commands/sparse.ts";
import { treeEntries } from "../git/commands/trees.ts";
import { undoMessage, versionsMessage } from "../git/repository/commit_message.ts";
import { type GitPath, gitPath, shownName, withoutSlash } from "../git/values/path.ts";
import { sameEntry } from "../git/values/tree.ts";
import { historyStart, NotInHistory } from "../history/find_save.ts";
import type { Changed, OwnChange, Refusal } from "./change.ts";
import { keptAmong } from "./kept_paths.ts";
import { type PlannedChange, planRestore, planUndo, Refused } from "./plan_change.ts";

/**
 * Makes the commit of a change on top of `head`; no commit where there is nothing to change. Nothing in the folder
 * is touched. Throws `GitError`.
 */
export async function ownChange(
  folder: KnownFolder,
  { head, change }: { readonly head: string | undefined; readonly change: OwnChange },
): Promise<{ readonly commit: string | undefined; readonly changed: Changed }> {
  const { repository } = folder;
  const nothing = { change, save: undefined, paths: [], outside: [], kept: [] };
  const refuse = async (refused: Refusal) => ({
    commit: undefined,
    changed: {
      ...nothing,
      refused,
      historyStart: head === undefined ? undefined : await historyStart(repository, head),
    },
  });
  if (head === undefined) return await refuse("no such save");
  let planned: PlannedChange;
  try {
    planned = await plan(folder, { head, change });
  } catch (error) {
    if (error instanceof Refused) return await refuse(error.refusal);
    if (error instanceof NotInHistory) return await refuse(`no such ${error.what}`);
    throw error;
  }
  const { save, entries } = planned;
  const there = await treeEntries(repository, head);
  const differing = [...entries].filter(([path, entry]) => !sameEntry(there.get(path), entry));
  const kept = new Map(planned.kept);
  for (const [path, reason] of await keptAmong(folder, { head, there, entries: differing })) {
    kept.set(path, reason);
  }
  const set = differing.filter(([path]) => !kept.has(path));
  const paths = set.map(([path]) => path);
  const { id, origin } = save;
  const { host } = repository;
  const message = change.kind === "undo"
    ? undoMessage({ paths, undone: save, host })
    : versionsMessage({ paths, from: save, host });
  return {
    commit: set.length === 0
      ? undefined
      : await commitEntries(repository, { head, entries: set, message }),
    changed: {
      change,
      refused: undefined,
      save: { id, ...origin },
      paths: paths.map(shownName),
      outside: [...await outsidePatterns(repository, paths)].map(shownName),
      kept: [...kept].map(([path, reason]) => ({ path: shownName(path), reason })),
    },
  };
}

async function plan(
  { repository }: KnownFolder,
  { head, change }: { readonly head: string; readonly change: OwnChange },
): Promise<PlannedChange> {
  if (change.kind === "undo") return await planUndo(repository, { head, id: change.id });
  const { path, version } = change;
  return await planRestore(repository, { head, path: pathOf(path), version });
}

/** Returns the path of a name. Throws `Refused` when it leads out of the folder. */
function pathOf(name: string): GitPath {
  try {
    return withoutSlash(gitPath(name));
  } catch {
    throw new Refused("no such path");
  }
}
