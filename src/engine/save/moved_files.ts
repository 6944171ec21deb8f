// Files that stand at a new place with the content that git still expects at the old one.

import type { Repository } from "../git/repository/repository.ts";
import type { GitPath } from "../git/values/path.ts";
import { entriesIn } from "../git/values/tree.ts";
import { FILTER_SILENCE_MS, git } from "../git/process/git.ts";

/**
 * Returns those of some large files whose content is that of a tracked file which is gone from its place: it
 * is in the repository already. `minBytes` is the size from which on a file is large; only when one of that
 * size is gone are these files read. Throws `GitError`.
 */
export async function movedAmong(
  repository: Repository,
  { large, minBytes }: { readonly large: readonly GitPath[]; readonly minBytes: number },
): Promise<ReadonlySet<GitPath>> {
  const gone = await goneContents(repository, minBytes);
  // Git reads one name from each line.
  const named = large.filter((path) => !path.includes("\n"));
  if (gone.size === 0 || named.length === 0) return new Set();
  const { stdout } = await git(repository, ["hash-object", "--stdin-paths"], {
    access: "reads",
    stdin: named.map((path) => `${path}\n`).join(""),
    silenceMs: FILTER_SILENCE_MS,
    // 128: one of them cannot be read, or its filter fails: then it stays where it is.
    expect: [0, 128],
  });
  const ids = stdout.split("\n");
  return new Set(named.filter((_, at) => gone.has(ids[at]!)));
}

/** Returns the ids of the large files that the index has and the folder has not. */
async function goneContents(
  repository: Repository,
  minBytes: number,
): Promise<ReadonlySet<string>> {
  const { stdout } = await git(repository, ["ls-files", "-s", "-z", "--deleted"], {
    access: "reads",
  });
  const ids = [...entriesIn(stdout)].map(([, { oid }]) => oid);
  if (ids.length === 0) return new Set();
  const sizes = await git(repository, ["cat-file", "--batch-check=%(objectname) %(objectsize)"], {
    access: "reads",
    stdin: ids.map((oid) => `${oid}\n`).join(""),
  });
  return new Set(
    sizes.stdout.split("\n").map((line) => line.split(" "))
      .filter(([, size]) => Number(size) >= minBytes).map(([oid]) => oid!),
  );
}
