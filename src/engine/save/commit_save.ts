// Commits what is staged, unless the branch or the index has moved meanwhile.

import { join } from "node:path";
import { copyWhole } from "../worktree/update.ts";
import type { Repository } from "../git/repository/repository.ts";
import { editsIn } from "../git/values/edits.ts";
import type { GitPath } from "../git/values/path.ts";
import { commitOnBranch, type StagedTree } from "./save_series.ts";
import { changesBetween, emptyTree } from "../git/commands/trees.ts";
import { setEntries, withIndex, writeTree } from "../git/commands/index.ts";
import { lossyAmong } from "../git/attributes/lossy_files.ts";
import { deletedAmong, type Entry } from "../git/values/tree.ts";
import { saveMessage } from "../git/values/commit_message.ts";
import { gathered } from "../../system/pace.ts";
import type { NotSynced } from "./not_synced.ts";
import { nothingSaved, type SaveRequest, type SaveResult } from "./save_request.ts";

/**
 * Commits the index to the branch. A path that git names without any difference makes no commit, and files
 * that a checkout would not give back are left out. Throws `GitError`.
 */
export async function commit(
  repository: Repository,
  save: {
    readonly request: SaveRequest;
    readonly changed: readonly GitPath[];
    /** Whether a file among them is gone: then the message says more than names. */
    readonly hasGone: boolean;
    /** All paths that were seen to differ from `head`. */
    readonly seen: ReadonlySet<GitPath>;
    /** The paths that are left out, to which more may be added; `undefined` when only named paths were compared. */
    readonly leftOut: Map<GitPath, NotSynced["reason"]> | undefined;
    /** The entries that the commit keeps, although their deletion may be staged. */
    readonly kept?: ReadonlyMap<GitPath, Entry> | undefined;
    /** The index as a tree, where that was written already. */
    readonly staged?: StagedTree | undefined;
  },
): Promise<SaveResult> {
  const { request, changed, hasGone, seen, leftOut } = save;
  const { branch, head, now, messageTemplate } = request;
  const { tree, changes } = save.staged ?? await stagedTree(repository, save);
  // Changes that git names again and again without any difference to commit must not become commits. Named
  // paths were compared by content just now.
  if (leftOut !== undefined && changes.length === 0) return nothingSaved(leftOut);
  // Another git process may have filled the index meanwhile, for another branch: that must not become a commit of
  // this one. Git moves HEAD last, so HEAD alone does not show it.
  if (changes.some(({ path }) => !seen.has(path))) return { kind: "moved" };
  const lossy = await lossyAmong(repository, changes);
  if (lossy.size > 0) {
    if (leftOut === undefined) return { kind: "moved" };
    const withheld = changes.filter(({ path }) => lossy.has(path));
    await setEntries(repository, withheld.map(({ path, old }) => [path, old] as const));
    for (const [path, loss] of lossy) leftOut.set(path, loss);
    return await commit(repository, {
      ...save,
      staged: undefined,
      changed: changed.filter((path) => !lossy.has(path)),
    });
  }
  const edits = await gathered(editsIn(changes));
  const about = { paths: changed, host: repository.host, time: now, edits: hasGone ? edits : [] };
  const oid = await commitOnBranch(repository, {
    commit: {
      tree,
      parents: head === undefined ? [] : [head],
      message: saveMessage(messageTemplate, about),
    },
    move: {
      ref: `refs/heads/${branch}`,
      from: head ?? repository.zeroId,
      reason: "sync: save",
    },
  });
  if (oid === undefined) return { kind: "moved" };
  // A file may have been there again when its deletion was staged: only the commit is certain.
  const gone = deletedAmong(changes);
  const deleted = new Set(changed.filter((path) => gone.has(path)));
  return { kind: "saved", commit: oid, paths: changed, deleted, edits, leftOut };
}

/** Writes what is to be committed as a tree, and compares it with the commit of the branch. */
async function stagedTree(
  repository: Repository,
  { request: { head }, kept }: {
    readonly request: SaveRequest;
    readonly kept?: ReadonlyMap<GitPath, Entry> | undefined;
  },
): Promise<StagedTree> {
  const tree = await treeToCommit(repository, kept);
  const changes = await changesBetween(repository, head ?? await emptyTree(repository), tree);
  return { tree, changes };
}

/** Writes the index as a tree, with the entries that are kept. The user's staging stays as it is. */
async function treeToCommit(
  repository: Repository,
  kept: ReadonlyMap<GitPath, Entry> | undefined,
): Promise<string> {
  if (kept === undefined || kept.size === 0) return await writeTree(repository);
  return await withIndex(repository, async (index) => {
    await copyWhole(join(repository.gitDir, "index"), index, "kept");
    await setEntries(repository, kept, index);
    return await writeTree(repository, index);
  });
}
