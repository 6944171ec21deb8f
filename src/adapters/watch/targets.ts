// The paths to watch for a folder, and whether each is still the one that was there before.
// Opens no watcher.

import { dirname, join } from "node:path";
import { isWithin } from "../../system/real_path.ts";
import type { Coverage, Unwatched } from "./coverage.ts";

/** The path of one watcher. */
export type Target = {
  readonly path: string;
  readonly recursive: boolean;
  /** Differs when another watcher is needed at the path; `undefined` when nothing is there. */
  readonly identity: string | undefined;
};

/** Where the folder and its git folder really are: events carry no symbolic links (macOS). */
export type WatchedFolders = {
  readonly root: string;
  /** The file that names the branch. */
  readonly head: string;
  /** The folder of the branches. */
  readonly heads: string;
  /** Where nothing is a change: the git folders and the app's own files. */
  readonly own: readonly string[];
};

/** FSEvents watches a path; inotify watches what stood there when it began. */
const WATCHES_PATHS = Deno.build.os === "darwin";

/**
 * Resolves the folders to watch (`commonDir` differs from `gitDir` in a linked work tree). A
 * missing one keeps its name, so that it is found when it comes back. Never throws.
 */
export function findFolders(
  root: string,
  { gitDir, commonDir, ownFiles = [] }: {
    readonly gitDir: string;
    readonly commonDir: string;
    readonly ownFiles?: readonly string[];
  },
): WatchedFolders {
  const folder = realPath(root);
  const own = [gitDir, commonDir, ...ownFiles].map(realPath);
  return {
    root: folder,
    head: join(realPath(gitDir), "HEAD"),
    heads: join(realPath(commonDir), "refs", "heads"),
    own: [join(folder, ".git"), ...own.filter((path) => path !== folder && isWithin(path, folder))],
  };
}

/**
 * Returns the file and the folder that a commit by hand changes, then the root; or, where one
 * watcher cannot watch that, the folders that can be watched, and those that cannot. The root comes
 * last: an event of its watcher may block the thread that the next watcher needs. Never throws.
 */
export function findTargets(
  folders: WatchedFolders,
  coverage: Coverage,
): { readonly targets: readonly Target[]; readonly unwatched: readonly Unwatched[] } {
  const { root, head, heads, own } = folders;
  const targets = [target(head, { recursive: false }), target(heads, { recursive: true })];
  const last: Target[] = [];
  const unwatched: Unwatched[] = [];
  const waiting = [root];
  for (let folder = waiting.pop(); folder !== undefined; folder = waiting.pop()) {
    const verdict = coverage.verdictOn(folder, { isRoot: folder === root });
    if (verdict !== "whole" && verdict !== "parts") {
      unwatched.push(verdict);
      continue;
    }
    const found = target(folder, { recursive: verdict === "whole" });
    // It is gone again, unless its name is not UTF-8: that one cannot be watched (2.9; 2.7.11 does
    // not list it).
    if (folder !== root && found.identity === undefined && !folder.includes("\ufffd")) continue;
    (folder === root ? last : targets).push(found);
    if (verdict === "whole") continue;
    for (const name of foldersIn(folder)) {
      const path = join(folder, name);
      if (name !== ".git" && !own.includes(path)) waiting.push(path);
    }
  }
  return { targets: [...targets, ...last], unwatched };
}

/** Reports whether a folder, and not a link to one, stands at the path. Never throws. */
export function isFolder(path: string): boolean {
  return lstatIfThere(path)?.isDirectory ?? false;
}

/** Reports whether a link stands between `root` and `path`, which is below it. Never throws. */
export function isBehindLink(path: string, root: string): boolean {
  for (let way = dirname(path); way.length > root.length; way = dirname(way)) {
    if (lstatIfThere(way)?.isSymlink) return true;
  }
  return false;
}

function target(path: string, { recursive }: { recursive: boolean }): Target {
  return { path, recursive, identity: identityOf(path) };
}

function foldersIn(root: string): readonly string[] {
  try {
    return Array.from(Deno.readDirSync(root))
      .filter((entry) => entry.isDirectory)
      .map((entry) => entry.name);
  } catch {
    return [];
  }
}

/**
 * Returns a text that tells a folder from a later one: the number of an inode is soon used again.
 */
function identityOf(path: string): string | undefined {
  const found = lstatIfThere(path);
  if (found === undefined || WATCHES_PATHS) return found && "there";
  return `${found.dev}:${found.ino}:${found.birthtime?.getTime()}`;
}

function lstatIfThere(path: string): Deno.FileInfo | undefined {
  try {
    return Deno.lstatSync(path);
  } catch {
    return undefined;
  }
}

function realPath(path: string): string {
  try {
    return Deno.realPathSync(path);
  } catch {
    return path;
  }
}
