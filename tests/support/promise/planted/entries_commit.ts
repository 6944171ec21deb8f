// A planted mistake, in the place of src/engine/git/commands/entries_commit.ts: a change from the history takes the place
// of the last save.

import { commitTree } from "../../../../src/engine/git/commands/commits.ts";
import { commitEntries as onTop } from "../../../../src/engine/git/commands/entries_commit.ts";

/** Makes the commit beside `head` where that has a parent. */
export async function commitEntries(...given: Parameters<typeof onTop>): Promise<string> {
  const [repository, { head, message }] = given;
  const commit = await onTop(...given);
  const { code, stdout } = await repository.run(["rev-parse", `${head}^`], { access: "reads" });
  if (code !== 0) return commit;
  const tree = `${commit}^{tree}`;
  return await commitTree(repository, { tree, parents: [stdout.trim()], message });
}
