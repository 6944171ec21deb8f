// Folders that have just come, until the system watches them. The runtime begins to watch them by itself, a
// moment after it has reported them; at the system's limit it does not, and 2.7.11 says nothing of that.

import { dirname, join } from "node:path";
import { runTool } from "../../system/process/programs.ts";

/** Folders of which it is not known whether they are watched. */
export interface FreshFolders {
  readonly size: number;
  /** Notes a folder, with all below it. */
  add(folder: string): void;
  /**
   * Removes what is watched by now, or gone; returns those that the system does not watch after many checks. `root`
   * is a folder that is watched.
   */
  sift(root: string): Promise<readonly string[]>;
}

/** A folder that was renamed keeps its earlier name in events for a moment, in milliseconds. */
const RENAMING_MS = 100;

/**
 * After so many checks, 100 ms apart, the runtime has failed to watch a new folder. On a busy machine a check takes
 * longer, and so may the runtime.
 */
const PATIENCE = 20;

/** Makes an empty list. */
export function createFreshFolders(): FreshFolders {
  const since = new Map<string, { readonly at: number; checks: number }>();

  function isInside(folder: string): boolean {
    for (let at = folder; at !== dirname(at); at = dirname(at)) {
      if (since.has(at)) return true;
    }
    return false;
  }

  return {
    get size() {
      return since.size;
    },
    add(folder) {
      if (!isInside(folder)) since.set(folder, { at: performance.now(), checks: 0 });
    },
    async sift(root) {
      const watched = await watchedInodes();
      // Some file systems give a folder another number than the watcher has.
      const isTold = watched.size > 0 && isWatchedItself(root, watched);
      const missed: string[] = [];
      for (const [folder, fresh] of since) {
        if (performance.now() - fresh.at < RENAMING_MS) continue;
        const isMissing = isTold && !isWatched(folder, watched);
        if (isMissing && ++fresh.checks < PATIENCE) continue;
        since.delete(folder);
        if (isMissing) missed.push(folder);
      }
      return missed;
    },
  };
}

function isWatchedItself(folder: string, watched: ReadonlySet<string>): boolean {
  try {
    return watched.has(inodeAt(folder));
  } catch {
    return false;
  }
}

/** Reports whether a folder and all below it are watched, or gone. */
function isWatched(folder: string, watched: ReadonlySet<string>): boolean {
  const waiting = [folder];
  for (let at = waiting.pop(); at !== undefined; at = waiting.pop()) {
    try {
      if (!watched.has(inodeAt(at))) return false;
      for (const { name, isDirectory } of Deno.readDirSync(at)) {
        if (isDirectory) waiting.push(join(at, name));
      }
    } catch {
      // It is gone, or may not be read.
    }
  }
  return true;
}

/**
 * Returns the inodes that this process watches, in hexadecimal: none where the system does not tell. From a
 * shell, as Deno lets only `-A` read /proc.
 */
async function watchedInodes(): Promise<ReadonlySet<string>> {
  if (Deno.build.os !== "linux") return new Set();
  const script = ["-c", 'exec cat "/proc/$1/fdinfo/"*', "sh", String(Deno.pid)];
  const printed = await runTool(["/bin/sh", ...script]);
  // proc_pid_fdinfo(5): "inotify wd:2 ino:7ef82a sdev:800001 mask:800afff …"
  const lines = new TextDecoder().decode(printed?.stdout).split("\n");
  const found = lines.filter((line) => line.startsWith("inotify "))
    .flatMap((line) => / ino:([0-9a-f]+) /.exec(line)?.[1] ?? []);
  return new Set(found);
}

/** Throws where nothing is. */
function inodeAt(path: string): string {
  return (Deno.lstatSync(path).ino ?? 0).toString(16);
}
