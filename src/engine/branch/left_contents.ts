// Unsent saves with files of git-lfs that are gone from the last of them.

import { git } from "../git/process/git.ts";
import { setEntries, viewIndex } from "../git/commands/index.ts";
import { keptByLfs } from "../git/attributes/attributes.ts";
import { withObjects } from "../git/objects/objects.ts";
import type { Repository } from "../git/repository/repository.ts";
import { textOf } from "../git/values/git_text.ts";
import { treeEntries } from "../git/commands/trees.ts";

/** No pointer is larger (git-lfs's docs/spec.md). */
const POINTER_BYTES = 1024;

const POINTER = "version https://git-lfs.github.com/spec/v1\n";

/**
 * Reports whether git-lfs would send contents for the commits between two points, and for none of the last one. Where
 * the last one has pointers in files that no rule gives to git-lfs any more, it forgets their times in the index: the
 * next save compares them then, and stores them as they are. Throws `GitError`.
 */
export async function hasLeftContents(
  repository: Repository,
  { from, to }: { readonly from: string | undefined; readonly to: string },
): Promise<boolean> {
  const { stdout } = await git(repository, [
    "rev-list",
    "--objects",
    "--no-object-names",
    to,
    ...(from === undefined ? [] : [`^${from}`]),
  ], { access: "reads" });
  const pointers = await withObjects(repository, async (reader) => {
    const infos = await reader.info(stdout.split("\n").filter(Boolean));
    const small = infos.flatMap((info) =>
      info?.type === "blob" && info.size < POINTER_BYTES ? [info.oid] : []
    );
    const contents = await reader.contents(small);
    return small.filter((_, at) => textOf(contents[at] ?? new Uint8Array()).startsWith(POINTER));
  });
  if (pointers.length === 0) return false;
  const unsent = new Set(pointers);
  const standing = [...await treeEntries(repository, to)].filter(([, { oid }]) => unsent.has(oid));
  if (standing.length === 0) return true;
  const paths = standing.map(([path]) => path);
  const kept = await keptByLfs(repository, paths);
  const { hidden } = await viewIndex(repository, paths);
  // An entry that is set anew has no times. Git would not compare the file otherwise.
  await setEntries(repository, standing.filter(([path]) => !kept.has(path) && !hidden.has(path)));
  return false;
}
