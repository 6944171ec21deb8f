// Files that git finds changed again although they were not edited since they were saved or received:
// a filter that gives something else each time, or one thing here and another on the next machine. Such a
// file is saved once more; the second time it is named instead, or two machines would go on for ever.
//
// Times of files only raise the suspicion: an edit may come in the same instant. The bytes decide, so what
// is called unstable is in the history already, and may give way to what comes in.

import { join } from "node:path";
import { fileName, type GitPath } from "../git/values/path.ts";
import { digestOf, type FileState, stampOf, statFile } from "../../system/file_state.ts";

/** So many files of one save or update are remembered: to read each of a hundred thousand would take long. */
const MAX_FILES = 1_000;

interface Known {
  /** Which writing of the file it was. */
  readonly writing: string | undefined;
  /** How often it has come up again without another writing. */
  readonly times: number;
  /** The id of its bytes, once it has. */
  readonly digest: string | undefined;
  /** The permissions: a change of them alone is an edit. */
  readonly mode: number | null | undefined;
}

/** The states of files that are about to be saved. */
export type SavedStates = ReadonlyMap<GitPath, Omit<Known, "times">>;

/** The files that were saved or received last. */
export class UnstableFiles {
  #known = new Map<GitPath, Known>();

  /** Returns those of the changed paths that hold the bytes that were saved or received. */
  async repeatedAmong(root: string, paths: readonly GitPath[]): Promise<GitPath[]> {
    const found: GitPath[] = [];
    for (const path of paths) {
      const known = this.#known.get(path);
      if (known?.digest === undefined || (await stateAt(root, path))?.mode !== known.mode) {
        continue;
      }
      if (await digestAt(root, path) === known.digest) found.push(path);
    }
    return found;
  }

  /** Returns the id of the bytes that came up again. */
  digest(path: GitPath): string | undefined {
    return this.#known.get(path)?.digest;
  }

  /** Returns the paths that have come up again: of those the bytes count. */
  suspects(): ReadonlySet<GitPath> {
    return new Set([...this.#known].filter(([, { times }]) => times > 0).map(([path]) => path));
  }

  /** Reads the states of files before they are saved: a change after that is an edit. */
  async beforeSave(root: string, paths: readonly GitPath[]): Promise<SavedStates> {
    const saving = new Map<GitPath, Omit<Known, "times">>();
    if (paths.length > MAX_FILES) return saving;
    for (const path of paths) {
      const seen = await stateAt(root, path);
      const writing = seen === undefined ? undefined : stampOf(seen);
      const known = this.#known.get(path);
      const isSuspect = known !== undefined && (known.times > 0 || known.writing === writing);
      const digest = isSuspect ? await digestAt(root, path) : undefined;
      saving.set(path, { writing, mode: seen?.mode, digest });
    }
    return saving;
  }

  /** Notes that files were saved, with their states from before. */
  saved(saving: SavedStates): void {
    for (const [path, { writing, mode, digest }] of saving) {
      const known = this.#known.get(path);
      const isSame = known !== undefined && writing !== undefined && known.writing === writing;
      const times = isSame ? known.times + 1 : 0;
      this.#known.set(path, { writing, mode, times, digest: isSame ? digest : undefined });
    }
  }

  /** Notes that an update has written these paths; `digests` are the ids of what it has written at suspects. */
  async received(
    root: string,
    { paths, digests }: {
      readonly paths: readonly GitPath[];
      readonly digests: ReadonlyMap<GitPath, string>;
    },
  ): Promise<void> {
    const isFew = paths.length <= MAX_FILES;
    for (const path of paths) {
      const times = this.#known.get(path)?.times ?? 0;
      if (!isFew && times === 0 && !digests.has(path)) {
        this.#known.delete(path);
        continue;
      }
      const seen = isFew ? await stateAt(root, path) : undefined;
      const writing = seen === undefined ? undefined : stampOf(seen);
      this.#known.set(path, { writing, mode: seen?.mode, times, digest: digests.get(path) });
    }
  }
}

async function stateAt(root: string, path: GitPath): Promise<FileState | undefined> {
  const name = fileName(path);
  return name === undefined ? undefined : await statFile(join(root, name));
}

async function digestAt(root: string, path: GitPath): Promise<string | undefined> {
  const name = fileName(path);
  if (name === undefined) return undefined;
  // It may go at any moment, and is no file of this kind then.
  if ((await stateAt(root, path))?.kind !== "file") return undefined;
  return await digestOf(join(root, name)).catch(() => undefined);
}
