// The placing of one update: takes files out of the work tree, puts others in, and remembers what
// became of them. An edit that was saved meanwhile gets a conflict name.

import { join } from "node:path";
import type { DisplacedFile } from "./displaced/displaced.ts";
import { copiedFrom } from "../git/values/conflict_name.ts";
import type { Repository } from "../git/repository/repository.ts";
import { fileIn, type GitPath, parentFolders, shownName, withSlash } from "../git/values/path.ts";
import { type FileState, isUnchanged, lstatIfThere } from "../../system/file_state.ts";
import { keepLate, putInPlace } from "./put_in_place.ts";
import { displace, leaveDisplaced } from "./displaced/displace.ts";
import {
  isReachable,
  makeFolders,
  PathBlocked,
  removeEmptyFolders,
  removeIfEmpty,
} from "./folders.ts";
import { type Copy, putAsCopy } from "./copies/conflict_copy.ts";
import { isRules } from "../rules/rule_files.ts";
import { isNotPermitted, type Volume } from "./volume.ts";
import { type Entry, entryType, isWritten } from "../git/values/tree.ts";

/**
 * Returns the name of a displaced file that appeared at a place after the place was cleared once;
 * `at` is the number of the change.
 */
export function againName(at: number): string {
  return `${at}-again`;
}

/**
 * Returns the name of what was displaced where a folder above a place belongs; `level` 0 is the folder at the
 * top.
 */
export function folderName(at: number, level: number): string {
  return `${at}-folder-${level}`;
}

/** A file or its folder may not be written: the path is what was to be changed. */
export class NotWritable extends Error {
  override readonly name = "NotWritable";
  constructor(readonly path: GitPath, options: ErrorOptions) {
    super(`Cannot write "${shownName(path)}": permission denied`, options);
  }
}

/** Rules were edited just now: under a conflict name they would not count in the next save. */
export class RulesEdited extends Error {
  override readonly name = "RulesEdited";
  constructor(path: GitPath) {
    super(`Cannot replace "${shownName(path)}": it was edited just now`);
  }
}

interface PlacingContext {
  readonly volume: Volume;
  readonly displaced: string;
  readonly states: ReadonlyMap<GitPath, FileState | undefined>;
  readonly leftOut: ReadonlySet<GitPath>;
  readonly unstable: ReadonlyMap<GitPath, string>;
  /** The commit whose attributes count from now on, where they are not those of the index. */
  readonly attributesFrom: string | undefined;
}

/** Takes files out of the work tree and puts others in, and remembers what became of them. */
export class Placing {
  readonly copies: Copy[] = [];
  readonly displacedFiles: DisplacedFile[] = [];
  #repository: Repository;
  #context: PlacingContext;

  constructor(
    repository: Repository,
    context: PlacingContext,
  ) {
    this.#repository = repository;
    this.#context = context;
  }

  /** Takes a file out. Throws `NotWritable`. */
  async remove(path: GitPath, change: { at: number; old: Entry }): Promise<void> {
    await permitted(path, () => this.#remove(path, change));
  }

  /** Puts a file in its place. Throws `NotWritable`. */
  async put(
    path: GitPath,
    change: { at: number; old: Entry | undefined; next: Entry; fresh: string },
  ): Promise<void> {
    await permitted(path, () => this.#put(path, change));
  }

  async #remove(path: GitPath, { at, old }: { at: number; old: Entry }): Promise<void> {
    if (!await isReachable(this.#repository.root, path)) return;
    await this.#clear(path, { name: String(at), old, seen: this.#context.states.get(path) });
    await removeEmptyFolders(this.#repository.root, path);
  }

  async #put(
    path: GitPath,
    { at, old, next, fresh }: { at: number; old: Entry | undefined; next: Entry; fresh: string },
  ): Promise<void> {
    const file = this.#repository.fileOf(path);
    const source = fileIn(fresh, path);
    const wasThere = this.#context.states.get(path) !== undefined;
    for (let attempt = 0;; attempt++) {
      // A file that stands there again was saved just now.
      const isFirst = attempt === 0;
      const seenAt = (at: GitPath) => isFirst ? this.#context.states.get(at) : undefined;
      if (!await this.#makeWay(path, { at, seenAt })) continue;
      const seen = seenAt(path);
      // A file makes room by a rename alone: whether it is still the one that was seen is compared afterwards.
      const isFile = seen?.kind === "file" || seen?.kind === "link";
      // Where nothing was, nothing is in the way: linking says so if that has changed.
      if ((wasThere || !isFirst) && (isFile || !await removeIfEmpty(file))) {
        await this.#clear(path, {
          name: isFirst ? String(at) : againName(at),
          old: isFirst ? old : undefined,
          seen,
        });
      }
      // Its folder may be moved or removed at any moment, too.
      const put = await putInPlace(source, file, {
        volume: this.#context.volume,
        scratch: this.#repository.scratch,
        isFile: entryType(next) === "file",
        permissions: wasThere || copiedFrom(path) !== undefined ? "kept" : "of its folder",
      });
      if (put === "late") {
        for (const copy of await keepLate(this.#repository, path)) this.copies.push(copy);
      }
      if (put === "placed" || put === "late") return;
    }
  }

  /** Makes the folder of a nested repository. Throws `NotWritable`. */
  async makeGitlink(path: GitPath): Promise<void> {
    const { root } = this.#repository;
    const file = fileIn(root, path);
    if (await lstatIfThere(file) !== undefined) return;
    // Without its folder a gitlink counts as deleted.
    await permitted(path, () => makeFolders(root, withSlash(path)));
  }

  /** Removes the folder of a nested repository, if it is empty. */
  async removeGitlink(path: GitPath): Promise<void> {
    await removeIfEmpty(this.#repository.fileOf(path));
  }

  /** Makes the folders that lead to a path; returns false when a file has come into the way just now. */
  async #makeWay(
    path: GitPath,
    { at, seenAt }: { at: number; seenAt: (path: GitPath) => FileState | undefined },
  ): Promise<boolean> {
    const cleared = new Set<GitPath>();
    for (;;) {
      try {
        await makeFolders(this.#repository.root, path);
        return true;
      } catch (error) {
        if (!(error instanceof PathBlocked)) throw error;
        if (cleared.has(error.folder)) return false;
        // It is not committed, or it would have been removed by now: it is ignored, or came just now.
        const { folder } = error;
        const name = folderName(at, parentFolders(path).indexOf(folder));
        await this.#clear(folder, { name, old: undefined, seen: seenAt(folder) });
        cleared.add(folder);
      }
    }
  }

  /** Makes a name free. A file whose state was not read, or has changed since, gets a conflict name. */
  async #clear(
    path: GitPath,
    { name, old, seen }: { name: string; old: Entry | undefined; seen: FileState | undefined },
  ): Promise<void> {
    const { volume, displaced, leftOut, unstable } = this.#context;
    const { root } = this.#repository;
    const file = fileIn(root, path);
    const taken = await displace(this.#repository, {
      file,
      displaced: join(displaced, name),
      volume,
    });
    if (taken === undefined) return;
    const published = old !== undefined && isWritten(old) && !leftOut.has(path);
    if (published && seen !== undefined && await isUnchanged(seen, taken)) {
      const { size, modified } = seen;
      // Git would never find such a file as it was published: its own bytes say whether it is written later.
      const oid = unstable.get(path) ?? old.oid;
      this.displacedFiles.push({ path, name, oid, size, modified });
      return;
    }
    // A folder with nothing in it has come into its place.
    if (await removeIfEmpty(taken)) return await leaveDisplaced(taken);
    // Something was there before and git did not name it: it is ignored, and stays so.
    const wasIgnored = old === undefined && seen !== undefined && !leftOut.has(path);
    if (isRules(path) && !wasIgnored && !leftOut.has(path)) throw new RulesEdited(path);
    await this.#keep(path, { taken, wasIgnored });
  }

  /** Keeps what was saved just now beside its path. */
  async #keep(
    path: GitPath,
    { taken, wasIgnored }: { taken: string; wasIgnored: boolean },
  ): Promise<void> {
    const { attributesFrom } = this.#context;
    const copy = await putAsCopy(this.#repository, {
      displaced: taken,
      path,
      wasIgnored,
      attributesFrom,
    });
    this.copies.push({ path, copy });
  }
}

async function permitted(path: GitPath, act: () => Promise<void>): Promise<void> {
  try {
    await act();
  } catch (error) {
    if (!isNotPermitted(error)) throw error;
    throw new NotWritable(path, { cause: error });
  }
}
