// Folders that a watcher would find behind links. On Linux, Deno.watchFs goes through each link to a folder
// before it returns (notify's inotify backend): a few dozen links that lead to each other are without end to
// it, and a link to `/` takes all watches of the system.

import { join } from "node:path";

interface Folder {
  readonly path: string;
  /** Absent until a link is compared with it: most folders hold no links. */
  identity?: string | undefined;
  readonly above: Folder | undefined;
  readonly isBehindLink: boolean;
}

/**
 * Reports whether more than `most` folders are behind the links in a folder, each counted as often as a link
 * leads to it. Links that lead back to a folder above them are not followed. Never throws.
 */
export function hasManyBehindLinks(folder: string, most: number): boolean {
  let count = 0;
  const waiting: Folder[] = [{ path: folder, above: undefined, isBehindLink: false }];
  for (let at = waiting.pop(); at !== undefined; at = waiting.pop()) {
    if (at.isBehindLink && ++count > most) return true;
    for (const { name, isDirectory, isSymlink } of entriesIn(at.path)) {
      const path = join(at.path, name);
      if (isDirectory) waiting.push({ path, above: at, isBehindLink: at.isBehindLink });
      const identity = isSymlink ? identityOf(path) : undefined;
      if (identity === undefined || isIn(at, identity)) continue;
      waiting.push({ path, identity, above: at, isBehindLink: true });
    }
  }
  return false;
}

/** Reports whether a folder is another one, or lies in it. */
function isIn(folder: Folder, identity: string): boolean {
  for (let at: Folder | undefined = folder; at !== undefined; at = at.above) {
    if ((at.identity ??= identityOf(at.path)) === identity) return true;
  }
  return false;
}

function entriesIn(folder: string): Deno.DirEntry[] {
  try {
    return [...Deno.readDirSync(folder)];
  } catch {
    return [];
  }
}

/** Returns what tells the folder at a path, links followed, from others; `undefined` where none is. */
function identityOf(path: string): string | undefined {
  try {
    const { isDirectory, dev, ino } = Deno.statSync(path);
    return isDirectory ? `${dev}:${ino}` : undefined;
  } catch {
    return undefined;
  }
}
