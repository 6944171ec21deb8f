// The disk below the files: has them written to it, where their volume knows how, and says how much room it has.

import { statfs } from "node:fs/promises";

/**
 * What a volume says that does not. A Mac asks it to empty the disk's cache (F_FULLFSYNC), which those of
 * servers and of other systems do not know (SMB and NTFS: ENOTSUP, WebDAV and FUSE: EINVAL, ZFS: ENOTTY).
 */
const UNKNOWN = ["ENOTSUP", "EOPNOTSUPP", "EINVAL", "ENOTTY", "ENOSYS"];

/** Waits for what `sync` or `syncData` of a file began. Where the volume knows no such thing, that is all there is. */
export async function onDisk(syncing: Promise<void>): Promise<void> {
  try {
    await syncing;
  } catch (error) {
    if (!isUnknown(error)) throw error;
  }
}

/** Whether the volume of a file knows how. */
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

/** Returns the bytes that the volume of a folder has room for; `undefined` where it does not say. */
export async function roomIn(folder: string): Promise<number | undefined> {
  try {
    const { bavail, bsize } = await statfs(folder);
    return bavail * bsize;
  } catch {
    return undefined;
  }
}
