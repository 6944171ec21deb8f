// Which folders one watcher can watch with all below them. Where it cannot, their subfolders are watched one by
// one. Each folder is read once; what is known of it stays until something there is another.

import { LINKED_FOLDERS } from "../../system/limits/folder.ts";
import { isWithin } from "../../system/real_path.ts";
import { quote } from "../../system/text.ts";
import { findObstacle, isPlain } from "./linked_folders.ts";

/** A folder that cannot be watched. */
export interface Unwatched {
  readonly path: string;
  readonly reason: string;
}

/** How to watch a folder: with all below it, its subfolders one by one, or not at all. */
export type Verdict = "whole" | "parts" | Unwatched;

/** The known folders of one tree. */
export interface Coverage {
  verdictOn(folder: string, about: { readonly isRoot: boolean }): Verdict;
  /** Forgets everything. */
  clear(): void;
  /** Forgets what is known of a folder and of all below it. */
  forget(folder: string): void;
  /** Reports whether an obstacle may be gone: a folder may be read by now, or the links were last counted long ago. */
  isEased(): boolean;
}

/** To count the links takes a second, in which nothing else happens: it is done again after an hour. */
const LINKS_REST_MS = 3_600_000;

/**
 * Up to so many folders at the top are watched one by one on Linux: then nothing that git writes is reported. With
 * more, each event costs more than those of git. It stays as it is up to the second number.
 */
const FEW_FOLDERS = [32, 64] as const;

/** FSEvents knows no links, and passes over what may not be read. */
const IS_OPENED_BY_FOLDERS = Deno.build.os === "linux";

/** Makes a coverage that knows nothing yet. */
export function createCoverage(): Coverage {
  const verdicts = new Map<string, Verdict>();
  const forbidden = new Set<string>();
  let countAt = Infinity;
  let hasFew = false;
  /** Whether nothing is known yet, and whether the whole tree was seen to be plain when its root was asked about. */
  let [isNew, isAllPlain] = [true, false];

  function judge(folder: string, { isRoot }: { readonly isRoot: boolean }): Verdict {
    const mayHaveObstacle = IS_OPENED_BY_FOLDERS && !isAllPlain;
    const obstacle = mayHaveObstacle ? findObstacle(folder, LINKED_FOLDERS) : undefined;
    if (obstacle === undefined) return "whole";
    if (obstacle.kind === "links") {
      countAt = performance.now() + LINKS_REST_MS;
      if (isRoot) return "parts";
      const reason = `Cannot watch ${quote(folder)}: the links in it lead to too many folders`;
      return { path: folder, reason };
    }
    forbidden.add(obstacle.path);
    if (obstacle.path !== folder) return "parts";
    const reason = `Cannot watch ${quote(folder)}: ${obstacle.reason}`;
    return { path: folder, reason };
  }

  return {
    verdictOn(folder, about) {
      if (IS_OPENED_BY_FOLDERS && about.isRoot) {
        // Once: what comes later is a part of the tree, and mostly small.
        isAllPlain = isNew && isPlain(folder);
        isNew = false;
        const folders = countFolders(folder);
        hasFew = folders !== undefined && folders <= FEW_FOLDERS[hasFew ? 1 : 0];
        if (hasFew) return "parts";
      }
      const verdict = verdicts.get(folder) ?? judge(folder, about);
      verdicts.set(folder, verdict);
      return verdict;
    },
    clear() {
      verdicts.clear();
      forbidden.clear();
      countAt = Infinity;
      isNew = true;
    },
    forget(folder) {
      for (const path of verdicts.keys()) if (isWithin(path, folder)) verdicts.delete(path);
    },
    isEased: () =>
      performance.now() >= countAt || forbidden.values().some((path) => !mayNotBeRead(path)),
  };
}

/** Returns how many folders are in a folder; `undefined` where it cannot be read. */
function countFolders(folder: string): number | undefined {
  try {
    return Array.from(Deno.readDirSync(folder)).filter(({ isDirectory }) => isDirectory).length;
  } catch {
    return undefined;
  }
}

function mayNotBeRead(path: string): boolean {
  try {
    Deno.readDirSync(path)[Symbol.iterator]().next();
    return false;
  } catch (error) {
    return error instanceof Deno.errors.PermissionDenied;
  }
}
