// Folders in which another disk is mounted. When it is unmounted, its files look deleted, so these
// folders are noted. A disk that is mounted over files hides them in the same way.

import { join } from "node:path";
import { MOUNT_FOLDERS } from "../../system/limits/folder.ts";
import { readIndex } from "../git/commands/index.ts";
import { countBelow, foldersOfHead } from "../git/commands/trees.ts";
import { lstatIfThere } from "../../system/file_state.ts";
import { mountedFolders } from "../../system/process/mounted_folders.ts";
import { readNote, writeNote } from "../../system/json_file.ts";
import { isListOf, isText } from "../../system/json_value.ts";
import type { Repository } from "../git/repository/repository.ts";
import { fileName, type GitPath, parentFolders, shownName } from "../git/values/path.ts";

/** The folders of one work tree in which another disk is, or was when they were last checked. */
export class Mounts {
  #repository: Repository;
  #folders: Set<GitPath>;

  constructor(repository: Repository, folders: Iterable<GitPath>) {
    this.#repository = repository;
    this.#folders = new Set(folders);
  }

  /** Checks the folders that lead to these files, and notes those in which another disk is. */
  async learn(paths: readonly GitPath[]): Promise<void> {
    await this.learnFolders(new Set(paths.flatMap(parentFolders)));
  }

  /** Checks these folders, and notes those in which another disk is. */
  async learnFolders(
    folders: Iterable<GitPath>,
    bound: ReadonlySet<string> = new Set(),
  ): Promise<void> {
    if (await this.#find(folders, bound)) await this.#note();
  }

  /** Looks for other disks in folders; `bound` are absolute paths. Reports whether any are new. */
  async #find(folders: Iterable<GitPath>, bound: ReadonlySet<string>): Promise<boolean> {
    const { root } = this.#repository;
    const disk = (await Deno.lstat(root)).dev;
    const sorted = [...folders].sort((a, b) => a.length - b.length);
    const before = this.#folders.size;
    for (const folder of sorted.slice(0, MOUNT_FOLDERS)) {
      // A disk below another one goes with it.
      if (
        this.#folders.has(folder) || parentFolders(folder).some((above) => this.#folders.has(above))
      ) {
        continue;
      }
      const path = join(root, fileName(folder) ?? "");
      const info = await lstatIfThere(path);
      if (info?.isDirectory && (info.dev !== disk || bound.has(path))) this.#folders.add(folder);
    }
    return this.#folders.size !== before;
  }

  /** Reports whether a path is in such a folder. */
  covers(path: GitPath): boolean {
    return parentFolders(path).some((folder) => this.#folders.has(folder));
  }

  /**
   * Returns the deleted files that are gone with a disk, and its folder. None of the files of that
   * is left: another disk may be there, or mounted over them.
   */
  async unmounted(
    deleted: readonly GitPath[],
  ): Promise<{ readonly folder: string; readonly paths: ReadonlySet<GitPath> } | undefined> {
    await this.#find(new Set(deleted.flatMap(parentFolders)), new Set());
    const paths = new Set<GitPath>();
    let first: GitPath | undefined;
    for (const folder of this.#folders) {
      const gone = deleted.filter((path) => parentFolders(path).includes(folder));
      if (gone.length === 0) continue;
      if (await isMounted(this.#repository.root, folder)) {
        const name = fileName(folder);
        if (name === undefined || await countBelow(this.#repository, name) > gone.length) continue;
      }
      first ??= folder;
      for (const path of gone) paths.add(path);
    }
    return first && { folder: shownName(first), paths };
  }

  /** Forgets the folders whose disk is gone for good, or whose files are on this disk by now. */
  async forgetUnmounted(): Promise<void> {
    const before = this.#folders.size;
    for (const folder of this.#folders) {
      if (!await isMounted(this.#repository.root, folder)) this.#folders.delete(folder);
    }
    if (this.#folders.size !== before) await this.#note();
  }

  async #note(): Promise<void> {
    await writeNote(noteFile(this.#repository), [...this.#folders]);
  }
}

/** Reads the note. */
export async function notedMounts(repository: Repository): Promise<Mounts> {
  const isList = (content: unknown): content is readonly GitPath[] => isListOf(content, isText);
  return new Mounts(repository, await readNote(noteFile(repository), isList) ?? []);
}

/**
 * Reads the note and checks the folders of the last commit, else of the index. Throws `GitError`.
 */
export async function findMounts(repository: Repository): Promise<Mounts> {
  const mounts = await notedMounts(repository);
  // The folders alone are few. V8 keeps for long what the paths of 100,000 files took: 40 MB.
  const folders = await foldersOfHead(repository);
  if (folders !== undefined) await mounts.learnFolders(folders, await mountedFolders());
  else await mounts.learn((await readIndex(repository)).map(({ path }) => path));
  return mounts;
}

/**
 * Reports whether another disk is in a folder. An automatic mount is a disk of its own, but empty.
 */
async function isMounted(root: string, folder: GitPath): Promise<boolean> {
  const path = join(root, fileName(folder) ?? "");
  const [info, { dev }] = [await lstatIfThere(path), await Deno.lstat(root)];
  if (!info?.isDirectory) return false;
  if (info.dev === dev && !(await mountedFolders()).has(path)) return false;
  for await (const _ of Deno.readDir(path)) return true;
  return false;
}

function noteFile({ ownDir }: Repository): string {
  return join(ownDir, "mounts.json");
}
