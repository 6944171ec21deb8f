// The lock on one repository that is kept from one sync to the next.

import {
  isLock,
  lockRepository,
  type OtherInstance,
  type RepositoryLock,
  type TakeLock,
} from "./repository_lock.ts";

export interface HeldLock {
  /**
   * Takes the lock of a git folder unless it is held already. Returns the other instance that has it. Throws as
   * `lockRepository` does.
   */
  take(gitDir: string): Promise<OtherInstance | undefined>;
  release(): void;
}

/** Returns a lock that is not taken yet. `socket` is where this instance listens, for others to read. */
export function createHeldLock(
  socket: string | undefined,
  takeLock: TakeLock = lockRepository,
): HeldLock {
  let lock: RepositoryLock | undefined;

  function release(): void {
    lock?.[Symbol.dispose]();
    lock = undefined;
  }

  return {
    async take(gitDir) {
      if (await lock?.isInForce(gitDir)) return undefined;
      release();
      const answer = await takeLock(gitDir, socket);
      if (!isLock(answer)) return answer;
      lock = answer;
      return undefined;
    },
    release,
  };
}
