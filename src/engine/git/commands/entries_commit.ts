// A commit that differs from another one in a few entries.

import type { Repository } from "../repository/repository.ts";
import type { GitPath } from "../values/path.ts";
import type { Entry } from "../values/tree.ts";
import { commitTree } from "./commits.ts";
import { readTree, setEntries, withIndex, writeTree } from "./index.ts";

/**
 * Makes a commit on top of `head` with these entries set, or removed where they are absent, and returns its id.
 * No ref is moved, and neither the index nor the work tree is touched. Throws `GitError`.
 */
export async function commitEntries(
  repository: Repository,
  { head, entries, message }: {
    readonly head: string;
    readonly entries: Iterable<readonly [GitPath, Entry | undefined]>;
    readonly message: string;
  },
): Promise<string> {
  const tree = await withIndex(repository, async (index) => {
    await readTree(repository, head, index);
    await setEntries(repository, entries, index);
    return await writeTree(repository, index);
  });
  return await commitTree(repository, { tree, parents: [head], message });
}
