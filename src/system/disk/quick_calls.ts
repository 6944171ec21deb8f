// Short calls of the file system, made at once where the volume is a disk of this machine: handed to another
// thread, each costs six times the processor time. After a slice of them one is handed over, so that the event loop
// turns and the app answers.

import { statfs } from "node:fs/promises";

/** Milliseconds of one slice. */
const SLICE_MS = 8;

/**
 * The kinds of file systems that are on disks of this machine or in its memory, by their numbers on Linux (statfs(2)):
 * ext4, XFS, btrfs, tmpfs, overlayfs, F2FS, ZFS, bcachefs.
 */
const LOCAL_TYPES: ReadonlySet<number> = new Set([
  0xef53,
  0x58465342,
  0x9123683e,
  0x01021994,
  0x794c7630,
  0xf2f52010,
  0x2fc12fc1,
  0xca451a4e,
]);

/** The folders on such volumes, each ending in `/`. */
const folders = new Set<string>();

let sliceEnd = 0;

/** Lets short calls below a folder be made at once, if its volume is a disk of this machine. Never throws. */
export async function allowQuickCalls(folder: string): Promise<void> {
  if (await isLocal(folder)) folders.add(`${folder}/`);
}

/** Makes a short call about a file: at once, or by `later`, which hands it over. */
export async function quickly<Result>(
  file: string,
  { now, later }: { readonly now: () => Result; readonly later: () => Promise<Result> },
): Promise<Result> {
  if (mayCallNow(file)) return now();
  try {
    return await later();
  } finally {
    sliceEnd = performance.now() + SLICE_MS;
  }
}

/** Reports whether short calls about a file may be made at once: until the event loop turns again. */
export function mayCallNow(file: string): boolean {
  return performance.now() < sliceEnd && isBelowOne(file);
}

function isBelowOne(file: string): boolean {
  for (const folder of folders) if (`${file}/`.startsWith(folder)) return true;
  return false;
}

/**
 * Reports whether a folder is on a disk of this machine. macOS gives kinds of volumes no fixed numbers: there it is
 * one where it is on the disk of the home folder.
 */
async function isLocal(folder: string): Promise<boolean> {
  try {
    if (Deno.build.os === "linux") return LOCAL_TYPES.has((await statfs(folder)).type);
    const home = Deno.env.get("HOME");
    return home !== undefined && (await Deno.stat(home)).dev === (await Deno.stat(folder)).dev;
  } catch {
    return false;
  }
}
