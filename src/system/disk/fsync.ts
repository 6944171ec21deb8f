// Writes files to the disk, where their volume can do that.

import { TOGETHER_MS } from "../limits/processes.ts";
import { runTool } from "../process/programs.ts";

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

// On macOS fsync(2) hands a file to the disk, which may still have it in its cache; Deno can ask for both alone.
const SYNC_FILES = 'use IO::Handle; $/ = "\\0"; ' +
  'while (<STDIN>) { chomp; open(my $file, "<", $_) || exit 1; $file->sync || exit 1 }';

/**
 * Writes many files, which are all below a folder, to the disk together, and reports whether that is certain. On Linux
 * that is all of the volume, also what other programs have written: it is given up after a while. On macOS the files
 * are handed to the disk first, which then empties its cache once, as git does it (git-config, "core.fsyncMethod").
 */
export async function allOnDisk(
  folder: string,
  { files, system = Deno.build.os, signal }: {
    readonly files: readonly string[];
    readonly system?: string;
    readonly signal?: AbortSignal | undefined;
  },
): Promise<boolean> {
  const options = { timeoutMs: TOGETHER_MS, ...(signal === undefined ? {} : { signal }) };
  if (system === "linux") {
    return (await runTool(["/bin/sh", "-c", SYNC_VOLUME, folder], options))?.code === 0;
  }
  const [first] = files;
  if (system !== "darwin" || first === undefined) return false;
  const input = new TextEncoder().encode(files.map((file) => `${file}\0`).join(""));
  const handed = await runTool(["/usr/bin/perl", "-e", SYNC_FILES], { ...options, input });
  if (handed?.code !== 0) return false;
  using opened = await Deno.open(first);
  await onDisk(opened.sync());
  return true;
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
