// What has to be watched to watch a folder, and whether it is still the one that was there before.
// It only looks: it opens no watcher.

import { basename, dirname, join } from "node:path";
import { isWithin } from "../../system/real_path.ts";

/** What one watcher watches. */
export type Target = {
  readonly path: string;
  readonly recursive: boolean;
  /** Differs when something else stands at the path, `undefined` when nothing does. */
  readonly identity: string | undefined;
};

/** Where the folder and its git folder really are: events carry no symbolic links (macOS). */
export type Folders = {
  readonly root: string;
  /** The file that names the branch. */
  readonly head: string;
  /** The folder of the branches. */
  readonly heads: string;
  /** Where nothing is a change: the git folders and the app's own files. */
  readonly own: readonly string[];
};

/**
 * Resolves `root` and what is watched of its git folder (`commonDir` differs from `gitDir` in a linked
 * work tree). What is missing keeps its name, so that it is found when it comes back. Never throws.
 */
export function findFolders(
  root: string,
  { gitDir, commonDir, ownFiles = [] }: {
    readonly gitDir: string;
    readonly commonDir: string;
    readonly ownFiles?: readonly string[];
  },
): Folders {
  const folder = realPath(root);
  const own = [gitDir, commonDir, ...ownFiles].map(realPath);
  return {
    root: folder,
    head: join(realPath(gitDir), "HEAD"),
    heads: join(realPath(commonDir), "refs", "heads"),
    own: own.filter((path) => path !== folder && isWithin(path, folder)),
  };
}

/**
 * The root without what is below it, each folder in it but `.git` with all below, and of the git folder
 * only what tells of a commit by hand. A folder in which own files lie is watched as the root is, so that
 * they cannot push the events of others out. Links to folders are not among them. Never throws.
 */
export function findTargets(folders: Folders): readonly Target[] {
  const { root, head, heads } = folders;
  return [
    target(root, { recursive: false }),
    target(head, { recursive: false }),
    target(heads, { recursive: true }),
    ...targetsIn(root, folders),
  ];
}

function targetsIn(folder: string, { own }: Pick<Folders, "own">): Target[] {
  return foldersIn(folder)
    .map((name) => join(folder, name))
    .filter((path) => basename(path) !== ".git" && !own.includes(path))
    .flatMap((path) => {
      const isAround = own.some((place) => isWithin(place, path));
      const found = target(path, { recursive: !isAround });
      return isAround ? [found, ...targetsIn(path, { own })] : [found];
    })
    // Gone again, or its name is not UTF-8: that one is there, and cannot be watched (2.9; 2.7.11
    // does not list it).
    .filter(({ path, identity }) => identity !== undefined || path.includes("\ufffd"));
}

/** Whether a folder, and not a link to one, stands at the path. Never throws. */
export function isFolder(path: string): boolean {
  return lookAt(path)?.isDirectory ?? false;
}

/** Whether a link stands on the way from `root` down to `path`, which is below it. Never throws. */
export function isBehindLink(path: string, root: string): boolean {
  for (let way = dirname(path); way.length > root.length; way = dirname(way)) {
    if (lookAt(way)?.isSymlink) return true;
  }
  return false;
}

/** Whether the path is there but may not be read. Never throws. */
export function isForbidden(path: string): boolean {
  try {
    Deno.openSync(path).close();
    return false;
  } catch (error) {
    return error instanceof Deno.errors.PermissionDenied;
  }
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

/** An inode's number is given out again at once; with the time of birth it is a new one. */
function identityOf(path: string): string | undefined {
  const found = lookAt(path);
  return found && `${found.dev}:${found.ino}:${found.birthtime?.getTime()}`;
}

function lookAt(path: string): Deno.FileInfo | undefined {
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
