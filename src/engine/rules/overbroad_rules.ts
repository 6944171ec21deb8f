// Rules of others that ignore nearly everything, such as a `*` by mistake: they do not say what is private.

import { ignoredByAny } from "../git/attributes/check_ignore.ts";
import { readIndex } from "../git/commands/index.ts";
import { changesBetween } from "../git/commands/trees.ts";
import type { Repository } from "../git/repository/repository.ts";
import type { LastScan } from "./last_scan.ts";
import { type ForeignRules, rulesAmong } from "./own_rules.ts";
import { ANY_NAME } from "./received_names.ts";
import { isRules } from "./rule_files.ts";

/**
 * Returns the last commit whose rules say what is private: the one before others changed them, or before the rules
 * that ignore nearly everything, if the last scan met such. `undefined` where all rules are this user's own. Throws
 * `GitError`.
 */
export async function meantRules(
  repository: Repository,
  { last, foreign, head }: {
    readonly last: LastScan | undefined;
    readonly foreign: ForeignRules | undefined;
    readonly head: string | undefined;
  },
): Promise<string | undefined> {
  const noted = last?.rules;
  if (noted === undefined) return foreign?.commit;
  // Rules that this user has committed since then count.
  const own = foreign === undefined ? head : foreign.commit;
  return await rulesDiffer(repository, last?.head ?? noted, own) ? foreign?.commit : noted;
}

/** Reports whether the rules ignore whatever name, and most of the files that are tracked. */
export async function ignoresNearlyAll(repository: Repository): Promise<boolean> {
  if ((await ignoredByAny(repository, [ANY_NAME])).length === 0) return false;
  const index = await readIndex(repository);
  const tracked = index.map(({ path }) => path).filter((path) => !isRules(path));
  return (await ignoredByAny(repository, tracked)).length > tracked.length / 2;
}

async function rulesDiffer(
  repository: Repository,
  from: string,
  to: string | undefined,
): Promise<boolean> {
  if (from === to) return false;
  // Where git has deleted one of the commits, it is not known.
  const changes = to === undefined
    ? undefined
    : await changesBetween(repository, from, to).catch(() => undefined);
  return changes === undefined ||
    (await rulesAmong(repository, changes.map(({ path }) => path))).length > 0;
}
