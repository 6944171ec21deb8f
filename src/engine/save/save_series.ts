// The commands of a save that always follow one another, each series in one shell: paths are staged and the index is
// written as a tree; a commit is made and the branch moved to it.

import { join } from "node:path";
import { gathered } from "../../system/pace.ts";
import type { Failure } from "../git/process/failure.ts";
import { classify } from "../git/process/classify.ts";
import { FILTER_SILENCE_MS, GitError } from "../git/process/git.ts";
import type { Repository } from "../git/repository/repository.ts";
import { encodeText, nulEnded } from "../git/values/git_text.ts";
import type { GitPath } from "../git/values/path.ts";
import { type Change, changesIn } from "../git/values/tree.ts";
import { COMMIT_TREE, type TreeCommit } from "../git/commands/commits.ts";
import { refusedNames } from "../git/values/pathspec.ts";
import { isMovedElsewhere, type RefMove } from "../git/commands/refs.ts";
import { STAGE } from "../git/commands/stage.ts";
import { DIFF_TREE } from "../git/commands/trees.ts";

/** The staged changes, as a tree. */
export interface StagedTree {
  readonly tree: string;
  /** The changes from the commit to it. */
  readonly changes: readonly Change[];
}

const STAGE_AND_WRITE = [
  'from=$1 && shift && "$git" "$@"',
  'tree=$("$git" write-tree)',
  'echo "$tree"',
  `"$git" ${DIFF_TREE.join(" ")} "$from" "$tree"`,
].join(" && ");

/**
 * Stages paths as `stagePaths` does, and writes the index as a tree. Returns why git did not, or which names it
 * refused: then what is staged is to be seen anew.
 */
export async function stageTree(
  repository: Repository,
  paths: readonly GitPath[],
  { from }: { readonly from: string },
): Promise<StagedTree | { readonly failure: Failure | undefined }> {
  const result = await repository.run([from, ...STAGE], {
    script: STAGE_AND_WRITE,
    access: "writes",
    stdin: nulEnded(paths),
    silenceMs: FILTER_SILENCE_MS,
  });
  if (result.code !== 0 || result.ended !== undefined) return { failure: classify(result) };
  if (refusedNames(result.stderr).length > 0) return { failure: undefined };
  const end = result.stdout.indexOf("\n");
  return {
    tree: result.stdout.slice(0, end),
    changes: await gathered(changesIn(result.stdout.slice(end + 1))),
  };
}

/** The code with which the script ends when HEAD is on another branch; git itself ends with 1, or with 128 and more. */
const ELSEWHERE = 3;

const COMMIT_AND_MOVE = [
  'ref=$1 from=$2 reason=$3 head=$4 && shift 4 && oid=$("$git" "$@")',
  // As late as can be: the user may check out another branch at any moment.
  'if [ "$head" = "" ] || [ -L "$head" ]; then on="ref: $("$git" symbolic-ref -q HEAD)" || :; else read -r on <"$head" || [ -n "$on" ]; fi',
  `{ [ "$on" = "ref: $ref" ] || exit ${ELSEWHERE}; }`,
  '"$git" update-ref -m "$reason" "$ref" "$oid" "$from"',
  'echo "$oid"',
].join(" && ");

/**
 * Makes a commit as `commitTree` does, and moves the branch that is checked out to it as `moveRef` does. Returns its
 * id; `undefined` when another branch is checked out, or the branch is elsewhere by now. Throws `GitError`.
 */
export async function commitOnBranch(
  repository: Repository,
  { commit, move }: { readonly commit: TreeCommit; readonly move: Omit<RefMove, "to"> },
): Promise<string | undefined> {
  const result = await repository.run([
    move.ref,
    move.from,
    move.reason,
    // With the reftable format (git 2.45) only git can tell, and where HEAD is a link.
    repository.reftable ? "" : join(repository.gitDir, "HEAD"),
    ...COMMIT_TREE,
    ...commit.parents.flatMap((parent) => ["-p", parent]),
    "-F",
    "-",
    commit.tree,
  ], { script: COMMIT_AND_MOVE, access: "writes", stdin: encodeText(commit.message) });
  if (result.code === 0 && result.ended === undefined) return result.stdout.trim();
  const isElsewhere = result.code === ELSEWHERE || isMovedElsewhere(result);
  if (result.ended === undefined && isElsewhere) return undefined;
  throw new GitError(classify(result), "git commit-tree; git update-ref");
}
