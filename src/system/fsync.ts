// The disk: files are written to it where their volume can do that, and its free space.

import { statfs } from "node:fs/promises";
import { VOLUME_SYNC_MS } from "./limits.ts";
import { runTool } from "./process/programs.ts";

/**
 * The errors of volumes that cannot do it. macOS asks them to flush the disk's cache (F_FULLFSYNC), which network
 * volumes and those of other systems do not know (SMB and NTFS: ENOTSUP, WebDAV and FUSE: EINVAL, ZFS: ENOTTY).
 */
const UNKNOWN = ["ENOTSUP", "EOPNOTSUPP", "EINVAL", "ENOTTY", "ENOSYS"];

/** Waits for `sync` or `syncData` of a file. Does not throw on volumes that cannot do it. */
export async function onDisk(syncing: Promise<void>): Promise<void> {
  try {
    await syncing;
  } catch (error) {
    if (!isUnknown(error)) throw error;
  }
}

// Before Linux 5.8 the system did not say when that had failed (syncfs(2), "BUGS").
const SYNC_VOLUME = `
case $(uname -r) in [1-4].*|5.[0-7]|5.[0-7][!0-9]*) exit 1 ;; esac
exec sync -f "$0"`;

/**
 * Writes all that is not on the disk yet of the volume of a folder, and reports whether that is certain. It is one
 * wait for any number of files, but also for what other programs have written: it is given up after a while.
 */
export async function volumeOnDisk(folder: string, signal?: AbortSignal): Promise<boolean> {
  if (Deno.build.os !== "linux") return false;
  const result = await runTool(["/bin/sh", "-c", SYNC_VOLUME, folder], {
    timeoutMs: VOLUME_SYNC_MS,
    ...(signal === undefined ? {} : { signal }),
  });
  return result?.code === 0;
}

/** Reports whether the volume of a file can do it. */
export async function canSync(path: string): Promise<boolean> {
  try {
    using file = await Deno.open(path);
    await file.sync();
    return true;
  } catch {
    return false;
  }
}

function isUnknown(error: unknown): boolean {
  return error instanceof Deno.errors.NotSupported ||
    error instanceof Error && "code" in error && UNKNOWN.includes(String(error.code));
}

/** Returns the free bytes of the volume of a folder; `undefined` when it does not say. */
export async function roomIn(folder: string): Promise<number | undefined> {
  try {
    const { bavail, bsize } = await statfs(folder);
    return bavail * bsize;
  } catch {
    return undefined;
  }
}
