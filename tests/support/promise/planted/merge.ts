// A planted mistake, in the place of src/engine/merge/merge.ts: where both sides changed something, only the remote's
// version stays.

import { join } from "node:path";
import type { Diverged, Merged } from "../../../../src/engine/merge/merge.ts";
import type { Repository } from "../../../../src/engine/git/repository/repository.ts";
import { git } from "../../../../src/engine/git/process/git.ts";

/** Merges with `-X theirs`. */
export async function mergeDiverged(
  repository: Repository,
  { ours, theirs }: Diverged,
): Promise<Merged> {
  const folder = join(repository.ownDir, "planted");
  const run = (...args: string[]) => git(repository, args, { access: "writes" });
  await run("worktree", "add", "--quiet", "--detach", "--force", folder, ours);
  try {
    await run("-C", folder, "merge", "--quiet", "--no-edit", "-X", "theirs", theirs);
    const { stdout } = await run("-C", folder, "rev-parse", "HEAD");
    return { commit: stdout.trim(), conflicts: [], local: [], uncopied: [], returned: [] };
  } finally {
    await run("worktree", "remove", "--force", folder);
  }
}
