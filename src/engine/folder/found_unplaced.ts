// The files that updates could not put into the work tree, also where the note of them is damaged.

import { join } from "node:path";
import { lstatIfThere } from "../../system/file_state.ts";
import { git } from "../git/process/git.ts";
import type { PrivatePath } from "../git/repository/private_paths.ts";
import type { Repository } from "../git/repository/repository.ts";
import {
  isListDamaged,
  readUnplaced,
  type UnplacedFile,
  type UnplacedReason,
  writeUnplaced,
} from "../git/repository/unplaced.ts";
import { nulFields } from "../git/values/git_text.ts";
import { fileName, type GitPath } from "../git/values/path.ts";
import { type Entry, entryType, parseEntry } from "../git/values/tree.ts";

/**
 * Returns the unplaced files. Where their note cannot be read, they are the files that git was told to leave alone
 * (skip-worktree) and that are not there, as nobody would ever write them without the note, and those of them that are
 * on the list of private paths. Throws `GitError`.
 */
export async function foundUnplaced(
  repository: Repository,
  privatePaths: readonly PrivatePath[],
): Promise<readonly UnplacedFile[]> {
  if (!await isListDamaged(repository)) return await readUnplaced(repository);
  const { stdout } = await git(repository, ["ls-files", "-t", "-s", "-z"], { access: "reads" });
  const received = new Set(
    privatePaths.filter(({ reason }) => reason === "received").map(({ path }) => path),
  );
  const found: UnplacedFile[] = [];
  for (const line of nulFields(stdout)) {
    if (!line.startsWith("S ")) continue;
    const [path, entry] = parseEntry(line.slice(2));
    const reason = await reasonOf(repository, { path, entry, isReceived: received.has(path) });
    if (reason !== undefined) found.push({ path, reason });
  }
  await writeUnplaced(repository, found);
  return found;
}

/** Returns the likely reason why a file is not in its place; `undefined` if it is, or if the user has hidden it. */
async function reasonOf(
  { root }: Repository,
  { path, entry, isReceived }: {
    readonly path: GitPath;
    readonly entry: Entry;
    readonly isReceived: boolean;
  },
): Promise<UnplacedReason | undefined> {
  const name = fileName(path);
  if (name === undefined) return "name";
  if (isReceived && entryType(entry) === "link") return "link";
  if (await lstatIfThere(join(root, name)) === undefined) return "not writable";
  return isReceived ? "private" : undefined;
}
