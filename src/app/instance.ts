// One instance for each repository, whatever the configuration: a lock in its git folder.

import { dirname, join, resolve } from "node:path";

/** The lock on a repository; it ends with the process, or when it is disposed of. */
export interface RepositoryLock extends Disposable {
  readonly file: string;
}

/**
 * Takes the lock of the repository at a folder. Answers `undefined` when another instance has it.
 * Throws `Deno.errors.NotFound` when there is no repository.
 */
export async function lockRepository(folder: string): Promise<RepositoryLock | undefined> {
  const ownDir = join(await gitDirOf(folder), "gitsyncbar");
  await Deno.mkdir(ownDir, { recursive: true });
  const path = join(ownDir, "lock");
  const file = await Deno.open(path, { create: true, write: true });
  if (!await file.tryLock(true)) {
    file.close();
    return undefined;
  }
  return { file: path, [Symbol.dispose]: () => file.close() };
}

/** `.git` itself, or what a file of that name points to (gitrepository-layout, "gitdir:"). */
async function gitDirOf(folder: string): Promise<string> {
  const git = join(folder, ".git");
  if ((await Deno.stat(git)).isDirectory) return git;
  const target = /^gitdir: (.+)$/m.exec(await Deno.readTextFile(git))?.[1];
  if (target === undefined) throw new Deno.errors.NotFound(git);
  return resolve(dirname(git), target);
}
