// The lock in the git folder of a repository: one instance at a time syncs it, whatever its configuration.

import { join } from "node:path";
import { makeOwnFolder } from "../../engine/mod.ts";
import { stat } from "../../system/disk/quick_files.ts";

/** The lock on a repository. It is released when it is disposed of, and with the process. */
export interface RepositoryLock extends Disposable {
  /** Reports whether the locked file is still the one in this git folder: the folder may have been replaced. */
  isInForce(gitDir: string): Promise<boolean>;
}

/** The other instance that has the lock; `socket` is where it listens, if it has written that. */
export interface OtherInstance {
  readonly socket: string | undefined;
}

/** Takes the lock of a repository. */
export type TakeLock = (
  gitDir: string,
  socket: string | undefined,
) => Promise<RepositoryLock | OtherInstance>;

/**
 * Takes the lock of a repository and writes into it where this instance listens. Throws where the git folder
 * may not be written, and on volumes without file locking, as some network volumes (both versions of Deno: an
 * `Error` whose code is ENOTSUP, and one without a code for ENOLCK and ENOSYS).
 */
export async function lockRepository(
  gitDir: string,
  socket: string | undefined,
): Promise<RepositoryLock | OtherInstance> {
  const path = join(await makeOwnFolder(gitDir), "lock");
  const file = await Deno.open(path, { create: true, read: true, write: true, mode: 0o600 });
  try {
    if (!await file.tryLock(true)) return await readHolder(file);
    await file.truncate();
    await file.write(new TextEncoder().encode(socket ?? ""));
    const { ino, uid, mode } = await file.stat();
    // A user who can read a file can lock it, and would stop the sync for good.
    if (uid === Deno.uid() && ((mode ?? 0) & 0o077) !== 0) await Deno.chmod(path, 0o600);
    return {
      isInForce: async (asked) =>
        asked === gitDir && (await stat(path).catch(() => undefined))?.ino === ino,
      [Symbol.dispose]: () => unlock(file),
    };
  } catch (error) {
    // An open file keeps the lock, and the next try would take it for another instance's.
    unlock(file);
    throw error;
  }
}

/** Lets go of the lock on a file, and closes it. A process that is just being started has the file open as well. */
function unlock(file: Deno.FsFile): void {
  try {
    file.unlockSync();
  } catch {
    // The volume knows no locks.
  }
  file.close();
}

/** Returns the instance that has the lock of a repository, if one has. Makes and takes nothing. */
export async function lockHolder(gitDir: string): Promise<OtherInstance | undefined> {
  const file = await Deno.open(join(gitDir, "gitsyncbar", "lock")).catch(() => undefined);
  if (file === undefined) return undefined;
  // A shared lock: two commands that ask at the same moment do not take each other for an instance. On a volume
  // without file locking no instance has one.
  if (!await file.tryLock(false).catch(() => true)) return await readHolder(file);
  unlock(file);
  return undefined;
}

/** The bytes of the file that are read: more than the path of a socket can have. */
const HOLDER_BYTES = 1024;

async function readHolder(file: Deno.FsFile): Promise<OtherInstance> {
  const buffer = new Uint8Array(HOLDER_BYTES);
  const count = await file.read(buffer) ?? 0;
  file.close();
  const told = new TextDecoder().decode(buffer.subarray(0, count)).trim();
  return { socket: told === "" ? undefined : told };
}

/** Reports which of its two results `lockRepository` has returned. */
export function isLock(answer: RepositoryLock | OtherInstance): answer is RepositoryLock {
  return Symbol.dispose in answer;
}
