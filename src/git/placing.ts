// The placing of one update: takes files out of the work tree, puts others in, and remembers what
// became of them. What somebody saved meanwhile gets a conflict name.

import { join } from "node:path";
import type { AsideFile } from "./aside.ts";
import { keepIgnored } from "./exclude.ts";
import type { Repository } from "./open.ts";
import { fileName, foldersOf, type GitPath } from "./path.ts";
import {
  type Copy,
  isReachable,
  isUnchanged,
  type Look,
  lstatIfThere,
  makeFolders,
  putAsCopy,
  putInPlace,
  removeEmptyFolders,
  removeIfEmpty,
  takeAside,
  type Volume,
} from "./place.ts";
import { type Entry, isWritten } from "./tree.ts";

/** The name in the folder of asides for what stood at the place of the change of this number again, once it was free. */
export function againName(at: number): string {
  return `${at}-again`;
}

/** The same for what stood where a folder that leads to it has to be; `level` 0 is the one at the top. */
export function folderName(at: number, level: number): string {
  return `${at}-folder-${level}`;
}

/** Takes files out of the work tree and puts others in, and remembers what became of them. */
export class Placing {
  readonly copies: Copy[] = [];
  readonly asideFiles: AsideFile[] = [];
  #repository: Repository;
  #context: {
    readonly volume: Volume;
    readonly aside: string;
    readonly looks: ReadonlyMap<GitPath, Look | undefined>;
    readonly leftOut: ReadonlySet<GitPath>;
  };

  constructor(
    repository: Repository,
    context: {
      readonly volume: Volume;
      readonly aside: string;
      readonly looks: ReadonlyMap<GitPath, Look | undefined>;
      readonly leftOut: ReadonlySet<GitPath>;
    },
  ) {
    this.#repository = repository;
    this.#context = context;
  }

  async remove(path: GitPath, { at, old }: { at: number; old: Entry }): Promise<void> {
    if (!await isReachable(this.#repository.root, path)) return;
    await this.#clear(path, { name: String(at), old, seen: this.#context.looks.get(path) });
    await removeEmptyFolders(this.#repository.root, path);
  }

  async put(
    path: GitPath,
    { at, old, fresh }: { at: number; old: Entry | undefined; fresh: string },
  ): Promise<void> {
    const { root } = this.#repository;
    for (const [level, folder] of foldersOf(path).entries()) {
      const info = await lstatIfThere(join(root, fileName(folder)!));
      // It is not committed, or it would have been removed by now: it is ignored, or came just now.
      if (info !== undefined && !info.isDirectory) {
        await this.#clear(folder, {
          name: folderName(at, level),
          old: undefined,
          seen: this.#context.looks.get(folder),
        });
      }
    }
    await makeFolders(root, path);
    const file = join(root, fileName(path)!);
    const source = join(fresh, fileName(path)!);
    for (let attempt = 0;; attempt++) {
      if (!await removeIfEmpty(file)) {
        // What stands there again after the first time was saved just now.
        await this.#clear(
          path,
          attempt === 0
            ? { name: String(at), old, seen: this.#context.looks.get(path) }
            : { name: againName(at), old: undefined, seen: undefined },
        );
      }
      if (await putInPlace(source, file, this.#context.volume)) return;
    }
  }

  async makeGitlink(path: GitPath): Promise<void> {
    const { root } = this.#repository;
    const file = join(root, fileName(path)!);
    if (await lstatIfThere(file) !== undefined) return;
    // Without its folder a gitlink counts as deleted.
    await makeFolders(root, path);
    await Deno.mkdir(file);
  }

  async removeGitlink(path: GitPath): Promise<void> {
    await removeIfEmpty(join(this.#repository.root, fileName(path)!));
  }

  /** Makes a name free. What is there and was not looked at, or has changed since, gets a conflict name. */
  async #clear(
    path: GitPath,
    { name, old, seen }: { name: string; old: Entry | undefined; seen: Look | undefined },
  ): Promise<void> {
    const { volume, aside, leftOut } = this.#context;
    const { root, host } = this.#repository;
    const file = join(root, fileName(path)!);
    const taken = await takeAside(file, { root, aside: join(aside, name), volume });
    if (taken === undefined) return;
    const published = old !== undefined && isWritten(old) && !leftOut.has(path);
    if (published && seen !== undefined && await isUnchanged(seen, taken)) {
      const { size, modified } = seen;
      this.asideFiles.push({ path, name, oid: old.oid, size, modified });
      return;
    }
    // Something was there when we looked and git did not name it: it is ignored, and stays so.
    const wasIgnored = old === undefined && seen !== undefined && !leftOut.has(path);
    const copy = await putAsCopy(root, {
      aside: taken,
      path,
      host,
      ...(wasIgnored ? { before: (copy: GitPath) => keepIgnored(this.#repository, copy) } : {}),
    });
    this.copies.push({ path, copy });
  }
}
