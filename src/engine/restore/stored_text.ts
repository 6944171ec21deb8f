// Stores a text that the user has made in the window, as a save would store the file.

import { byteAttributes } from "../git/attributes/attributes.ts";
import { isNamed } from "../git/values/byte_attributes.ts";
import { unconfiguredFilters } from "../git/attributes/missing_filters.ts";
import { FILTER_SILENCE_MS, git } from "../git/process/git.ts";
import type { Repository } from "../git/repository/repository.ts";
import { encodeText } from "../git/values/git_text.ts";
import { fileName, type GitPath } from "../git/values/path.ts";
import { type Entry, entryType } from "../git/values/tree.ts";

/**
 * Stores a text as a save would store the file: through its filter, with git's line ends. `undefined` where a filter
 * fails or is missing here, and where the file has an encoding of its own. Throws `GitError`.
 */
export async function storedText(
  repository: Repository,
  { text, path, like }: {
    readonly text: string;
    readonly path: GitPath;
    readonly like: Entry | undefined;
  },
): Promise<Entry | undefined> {
  const name = fileName(path);
  const said = (await byteAttributes(repository, [path])).get(path);
  const lacking = await unconfiguredFilters(repository, [path]);
  const hasEncoding = said !== undefined && isNamed(said["working-tree-encoding"]);
  if (name === undefined || hasEncoding || lacking.has(path)) return undefined;
  const args = ["hash-object", "-w", "--stdin", `--path=${name}`];
  const { code, stdout } = await git(repository, args, {
    access: "writes",
    stdin: encodeText(text),
    silenceMs: FILTER_SILENCE_MS,
    expect: [0, 128],
  });
  const mode = like !== undefined && entryType(like) === "file" ? like.mode : "100644";
  return code === 0 ? { mode, oid: stdout.trim() } : undefined;
}
