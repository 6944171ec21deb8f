// Finds a save by its id. A commit outside of the branch's history is refused: a repository may hold commits of
// anybody.

import { hasCommit, isAncestor } from "../git/commands/ancestry.ts";
import { isShallow } from "../git/repository/partial_clone.ts";
import { git } from "../git/process/git.ts";
import { readHead } from "../git/commands/refs.ts";
import type { Repository } from "../git/repository/repository.ts";

/** Thrown for a thing that is not in the history: a save, or a path in it, or a name that is none. */
export class NotInHistory extends Error {
  override readonly name = "NotInHistory";
  constructor(readonly what: "save" | "path" | "name") {
    super(`no such ${what}`);
  }
}

/** Returns the commit where the history begins, newest first; `undefined` in a branch without commits. */
export async function readTip(repository: Repository): Promise<string | undefined> {
  return (await readHead(repository)).oid;
}

/** So many digits name a save at least, as git's own abbreviations have. */
const SHORTEST_ID = 4;

/**
 * Returns the whole id of a commit of the history by its first digits, at least four. Throws `NotInHistory` when
 * there is none or more than one, and for anything but hexadecimal digits: a name of a branch is no id.
 */
export async function findSave(
  repository: Repository,
  { id, tip }: { readonly id: string; readonly tip: string },
): Promise<string> {
  const digits = id.toLowerCase();
  if (digits.length < SHORTEST_ID || !/^[0-9a-f]{4,64}$/.test(digits)) {
    throw new NotInHistory("save");
  }
  const { stdout } = await git(repository, ["rev-parse", `--disambiguate=${digits}`], {
    access: "reads",
  });
  const found: string[] = [];
  for (const object of stdout.split("\n").filter(Boolean)) {
    const isPart = await hasCommit(repository, object) &&
      await isAncestor(repository, { ancestor: object, of: tip });
    if (isPart) found.push(object);
  }
  const [commit, other] = found;
  if (commit === undefined || other !== undefined) throw new NotInHistory("save");
  return commit;
}

/**
 * Returns when the history begins in a shallow clone, in milliseconds since 1970: what was saved before is not
 * here. `undefined` in a clone that has all of it.
 */
export async function historyStart(
  repository: Repository,
  tip: string,
): Promise<number | undefined> {
  if (!await isShallow(repository)) return undefined;
  const times = await firstTimes(repository, tip);
  return times.reduce((newest, time) => Math.max(newest, time), 0);
}

/** Returns the time of the oldest save, in milliseconds since 1970. Throws `GitError`. */
export async function oldestTime(repository: Repository, tip: string): Promise<number> {
  const times = await firstTimes(repository, tip);
  return times.reduce((oldest, time) => Math.min(oldest, time), Infinity);
}

/** Returns the times of the saves that have none before them. */
async function firstTimes(repository: Repository, tip: string): Promise<number[]> {
  const { stdout } = await git(repository, [
    "log",
    "--max-parents=0",
    "--no-show-signature",
    "--format=%ct",
    tip,
    "--",
  ], { access: "reads" });
  return stdout.split("\n").filter(Boolean).map((time) => Number(time) * 1000);
}
