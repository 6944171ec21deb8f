// One instance for each repository, whatever the configuration: a lock in its git folder.

import { join } from "node:path";
import { makeOwnFolder } from "../../engine/mod.ts";

/** The lock on a repository; it ends with the process, or when it is disposed of. */
export interface RepositoryLock extends Disposable {
  /** Whether the lock's file is the one in this git folder, and not one of another that is or was in its place. */
  isInForce(gitDir: string): Promise<boolean>;
}

/** Another instance has the lock; `socket` is where it listens, when it says so. */
export interface OtherInstance {
  readonly socket: string | undefined;
}

/** How the lock of a repository is taken. */
export type TakeLock = (
  gitDir: string,
  socket: string | undefined,
) => Promise<RepositoryLock | OtherInstance>;

/**
 * Takes the lock of a repository and leaves word where this instance listens. Throws where that cannot
 * be: the git folder may not be written, or the volume knows no locks, as some network volumes (both
 * versions of Deno: an `Error` whose code is ENOTSUP, and one without a code for ENOLCK and ENOSYS).
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
    // Whoever can read a file can lock it, and would stop the sync for good.
    if (uid === Deno.uid() && ((mode ?? 0) & 0o077) !== 0) await Deno.chmod(path, 0o600);
    return {
      isInForce: async (asked) =>
        asked === gitDir && (await Deno.stat(path).catch(() => undefined))?.ino === ino,
      [Symbol.dispose]: () => file.close(),
    };
  } catch (error) {
    // Left open it would go on to hold the lock, and the next try would take it for another instance's.
    file.close();
    throw error;
  }
}

/** Who has the lock of a repository, if anybody has. Nothing is made or taken for that. */
export async function lockHolder(gitDir: string): Promise<OtherInstance | undefined> {
  using file = await Deno.open(join(gitDir, "gitsyncbar", "lock")).catch(() => undefined);
  if (file === undefined) return undefined;
  // A shared lock: two that ask at the same moment do not take each other for an instance. Where the volume
  // knows no locks, nobody can have one.
  if (await file.tryLock(false).catch(() => true)) return undefined;
  return await readHolder(file);
}

/** More than the path of a socket can have, in bytes. */
const HOLDER_BYTES = 1024;

async function readHolder(file: Deno.FsFile): Promise<OtherInstance> {
  const buffer = new Uint8Array(HOLDER_BYTES);
  const count = await file.read(buffer) ?? 0;
  file.close();
  const told = new TextDecoder().decode(buffer.subarray(0, count)).trim();
  return { socket: told === "" ? undefined : told };
}

/** Tells the two answers of `lockRepository` apart. */
export function isLock(answer: RepositoryLock | OtherInstance): answer is RepositoryLock {
  return Symbol.dispose in answer;
}
