// Joins saves that the remote refuses for a file, which is too large or lacks its content, once the
// user has removed or replaced that file: they become one save without it. The same for files that
// git-lfs cannot send, once no rule gives them to git-lfs any more.

import { blobSizes, readBlob } from "../git/commands/blobs.ts";
import { commitTree } from "../git/commands/commits.ts";
import { treeEntries, treeOf } from "../git/commands/trees.ts";
import { ownCommits } from "../git/commands/ancestry.ts";
import { keep } from "./kept_commits.ts";
import { hasLeftContents } from "./left_contents.ts";
import { git } from "../git/process/git.ts";
import type { Repository } from "../git/repository/repository.ts";
import { pathFromGit } from "../git/values/path.ts";
import { encodeText } from "../git/values/git_text.ts";
import { moveRef } from "../git/commands/refs.ts";
import { joinedMessage } from "../git/values/commit_message.ts";

/** The saves that the remote does not have. */
export interface UnsentSaves {
  readonly branch: string;
  /** The last of them. */
  readonly head: string;
  /** The commit that the remote has, below the first save; absent where there is none. */
  readonly tip: string | undefined;
  readonly onto: string | undefined;
  /** The refused file and the line about it; `undefined` where the refusal names none. */
  readonly refused: RefusedFile | undefined;
}

interface RefusedFile {
  readonly path: string;
  readonly detail: string;
}

/**
 * Joins the unsent saves when the last one has no such file any more, or another version of it.
 * Commits of the user stay. Reports whether it did. The tip before is kept for 30 days.
 */
export async function joinSaves(
  repository: Repository,
  { branch, head, tip, onto, refused }: UnsentSaves,
  now: number,
): Promise<boolean> {
  const isLeft = refused === undefined
    ? await hasLeftContents(repository, { from: tip, to: head })
    : await isLeftOrReplaced(repository, { head, tip, refused });
  if (!isLeft) return false;
  const count = await ownCommits(repository, { from: tip, to: head });
  // One save alone does not hold what it has not got: joining would change nothing.
  if (count === undefined || count < 2) return false;
  const commit = await commitTree(repository, {
    tree: await treeOf(repository, head),
    parents: onto === undefined ? [] : [onto],
    message: joinedMessage(count, repository.host),
  });
  await keep(repository, head, now);
  return await moveRef(repository, {
    ref: `refs/heads/${branch}`,
    to: commit,
    from: head,
    reason: "sync: saves joined, without a file that was refused",
  });
}

/** Reports whether a refused file is gone from the last save, or another one there. */
async function isLeftOrReplaced(
  repository: Repository,
  { head, tip, refused }: Pick<UnsentSaves, "head" | "tip"> & { readonly refused: RefusedFile },
): Promise<boolean> {
  const last = (await treeEntries(repository, head)).get(pathFromGit(encodeText(refused.path)));
  return last === undefined ||
    await isReplaced(repository, { last: last.oid, head, tip, refused });
}

/** Reports whether the last version of a refused file is not the one that was refused. */
async function isReplaced(
  repository: Repository,
  { last, head, tip, refused }: Pick<UnsentSaves, "head" | "tip"> & {
    readonly last: string;
    readonly refused: RefusedFile;
  },
): Promise<boolean> {
  const pointer = /\((?<id>[0-9a-f]{64})\)$/.exec(refused.detail)?.groups?.id;
  if (pointer !== undefined) return !(await readBlob(repository, last)).includes(pointer);
  // A remote that refuses a size names only the file: it may be any version but the smallest.
  const sizes = await sizesOf(repository, { path: refused.path, from: tip, to: head });
  const [size] = await blobSizes(repository, [last]);
  return size !== undefined && sizes.some((other) => other > size);
}

/** Returns the sizes in bytes of all versions of a file between two commits. Throws `GitError`. */
async function sizesOf(
  repository: Repository,
  { path, from, to }: {
    readonly path: string;
    readonly from: string | undefined;
    readonly to: string;
  },
): Promise<readonly number[]> {
  const { stdout } = await git(repository, [
    "--literal-pathspecs",
    "rev-list",
    "--objects",
    to,
    ...(from === undefined ? [] : [`^${from}`]),
    "--",
    path,
  ], { access: "reads" });
  const end = ` ${encodeText(path)}`;
  const lines = stdout.split("\n").filter((line) => line.endsWith(end));
  return await blobSizes(repository, lines.map((line) => line.slice(0, line.indexOf(" "))));
}
