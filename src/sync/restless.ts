// Files that git finds changed again although nobody has written them since they were saved or received:
// a filter that gives something else each time, or one thing here and another on the next machine. Such a
// file is saved once more; the second time it is named instead, or two machines would go on for ever.

import { join } from "node:path";
import { fileName, type GitPath } from "../git/path.ts";
import { glance, writingOf } from "../git/look.ts";

/** So many files of one save or update are remembered: to look at each of a hundred thousand would take long. */
const MAX_FILES = 1_000;

/** Paths and which writing of each file stands there. */
export type Writings = ReadonlyMap<GitPath, string | undefined>;

/** What is known of the files that were saved or received last. */
export class Restless {
  #known = new Map<GitPath, { readonly writing: string | undefined; readonly times: number }>();

  /** Those of the changed paths that have come up unwritten before. */
  async among(root: string, paths: readonly GitPath[]): Promise<GitPath[]> {
    const found: GitPath[] = [];
    for (const path of paths) {
      const known = this.#known.get(path);
      if (known === undefined || known.times === 0) continue;
      if (await writingAt(root, path) === known.writing) found.push(path);
    }
    return found;
  }

  /** Which writing of a file it was that came up again. */
  writing(path: GitPath): string | undefined {
    return this.#known.get(path)?.writing;
  }

  /** Notes that files were saved, as they looked before: an edit that came after that look is one. */
  saved(writings: Writings): void {
    for (const [path, writing] of writings) {
      const known = this.#known.get(path);
      const isSame = known !== undefined && writing !== undefined && known.writing === writing;
      this.#known.set(path, { writing, times: isSame ? known.times + 1 : 0 });
    }
  }

  /** After an update has written these paths. */
  async received(root: string, paths: readonly GitPath[]): Promise<void> {
    for (const [path, writing] of await writingsOf(root, paths)) {
      this.#known.set(path, { writing, times: this.#known.get(path)?.times ?? 0 });
    }
  }
}

/** Looks at files, unless they are too many to be worth it. */
export async function writingsOf(root: string, paths: readonly GitPath[]): Promise<Writings> {
  const writings = new Map<GitPath, string | undefined>();
  if (paths.length > MAX_FILES) return writings;
  for (const path of paths) writings.set(path, await writingAt(root, path));
  return writings;
}

async function writingAt(root: string, path: GitPath): Promise<string | undefined> {
  const name = fileName(path);
  const seen = name === undefined ? undefined : await glance(join(root, name));
  return seen === undefined ? undefined : writingOf(seen);
}
