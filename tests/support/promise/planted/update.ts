// A planted mistake, in the place of src/engine/worktree/update.ts: git's own fast-forward looks first and writes later.

import type { Repository } from "../../../../src/engine/git/repository/repository.ts";
import { nulPaths } from "../../../../src/engine/git/values/path.ts";
import type { Update } from "../../../../src/engine/worktree/plan/update_plan.ts";
import type { UpdateResult } from "../../../../src/engine/worktree/update.ts";

export * from "../../../../src/engine/worktree/update.ts";

/** Updates by `git merge --ff-only`. */
export async function updateWorktree(
  repository: Repository,
  { from, to }: Update,
): Promise<UpdateResult> {
  const { stdout } = await repository.run(["diff", "--name-only", "-z", from!, to], {
    access: "reads",
  });
  const { code } = await repository.run(["merge", "--quiet", "--ff-only", to], {
    access: "writes",
  });
  if (code !== 0) return { kind: "unsaved" };
  return {
    kind: "updated",
    paths: nulPaths(stdout),
    deleted: new Set(),
    edits: [],
    leaving: new Set(),
    copies: [],
    unplaced: [],
    index: { before: "", after: "" },
    digests: new Map(),
    placed: new Map(),
  };
}
