// The disk: files are written to it where their volume can do that, and its free space.

import { statfs } from "node:fs/promises";

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
