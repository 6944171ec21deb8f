// Tells the files that a cut-off update has written from those that the user has.

import { digestOf, type FileState, statFile } from "../../system/file_state.ts";
import { digestsOf } from "./digests.ts";
import type { Repository } from "../git/repository/repository.ts";
import { fileIn, type GitPath } from "../git/values/path.ts";
import { preparedFolder, prepareFiles } from "./plan/prepare.ts";
import { setEntries, viewIndex, withIndex } from "../git/commands/index.ts";
import { changesBetween } from "../git/commands/trees.ts";
import { differingFromIndex } from "../git/commands/checkout.ts";
import { type Change, isWritten } from "../git/values/tree.ts";
import { GitError } from "../git/process/git.ts";

/** The files that an update was to write. */
export interface InterruptedUpdate {
  /** Whether what was seen at a path is what the update wrote there. */
  isAsWritten(
    path: GitPath,
    at: { readonly file: string; readonly seen: FileState },
  ): Promise<boolean>;
  /** The id of the bytes that it wrote, where git cannot tell them from an edit. */
  digest(path: GitPath): string | undefined;
}

/**
 * Compares the files of an update with the work tree as git does, and those that it finds changed `among`
 * the ones that the update may have placed by their bytes, too: git takes a file for changed whichever program
 * wrote it when its filter's two ways do not fit each other, or when its line ends are not those of its
 * attributes. A filter that gives something else each time is beyond that.
 */
export async function findIncoming(
  repository: Repository,
  { changes, among }: { readonly changes: readonly Change[]; readonly among: readonly GitPath[] },
): Promise<InterruptedUpdate> {
  const written = changes.filter((change) => isWritten(change.new));
  const differing = await differingFrom(repository, written);
  const incoming = new Set(written.map(({ path }) => path));
  const paths = among.filter((path) => incoming.has(path) && differing.has(path));
  const bytes = await writeAgain(repository, { changes, paths });
  return {
    digest: (path) => bytes.get(path)?.digest,
    async isAsWritten(path, { file, seen }) {
      if (!differing.has(path)) return true;
      const then = bytes.get(path);
      return then !== undefined && seen.kind === "file" &&
        isProgram(seen.mode) === isProgram(then.mode) &&
        await digestOf(file).catch(() => undefined) === then.digest;
    },
  };
}

/**
 * Reports whether a file may be run. Git knows no other permission: the rest was kept from the file before, or the
 * folder gave it.
 */
function isProgram(mode: number | null | undefined): boolean {
  return ((mode ?? 0) & 0o100) !== 0;
}

/** Returns which files are not as the update wrote them, as far as git can tell. */
async function differingFrom(
  repository: Repository,
  written: readonly Change[],
): Promise<Set<GitPath>> {
  return await withIndex(repository, async (index) => {
    await setEntries(
      repository,
      written.map(({ path, new: next }) => [path, next] as const),
      index,
    );
    return await differingFromIndex(repository, index);
  });
}

/** The id of the bytes of a file, and who may read, write and run it. */
interface Bytes {
  readonly digest: string;
  readonly mode: number | null | undefined;
}

/**
 * Writes files as the update did. The prepared files prove nothing: where it was linked into
 * place, an edit of the one is an edit of the other.
 */
async function writeAgain(
  repository: Repository,
  { changes, paths }: { readonly changes: readonly Change[]; readonly paths: readonly GitPath[] },
): Promise<ReadonlyMap<GitPath, Bytes>> {
  const bytes = new Map<GitPath, Bytes>();
  if (paths.length === 0) return bytes;
  const fresh = preparedFolder(repository);
  const { attributes } = await viewIndex(repository, []);
  try {
    await prepareFiles(repository, { changes, attributes, paths });
  } catch (error) {
    // Without room, or without the filter, they count as edits: that costs a conflict copy at most.
    if (!(error instanceof GitError)) throw error;
    return bytes;
  }
  for (const [path, digest] of await digestsOf(fresh, paths)) {
    const mode = (await statFile(fileIn(fresh, path)))?.mode;
    bytes.set(path, { digest, mode });
  }
  return bytes;
}

/**
 * Returns the paths at which the user has committed what the update had put there: taken back, it would look like
 * an edit of theirs, which they might stash, or which would be saved later.
 */
export async function committedOf(
  repository: Repository,
  { changes, from, to, tip }: {
    readonly changes: readonly Change[];
    readonly from: string | null;
    readonly to: string;
    readonly tip: string | undefined;
  },
): Promise<ReadonlySet<GitPath>> {
  if (tip === undefined || tip === from) return new Set();
  const differing = new Set((await changesBetween(repository, to, tip)).map(({ path }) => path));
  return new Set(changes.map(({ path }) => path).filter((path) => !differing.has(path)));
}
