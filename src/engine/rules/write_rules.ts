// Writes the files of rules of a commit into a folder of ours, as git would read them in the work tree.

import { join } from "node:path";
import { filtersOf } from "../git/attributes/attributes.ts";
import { configuredFilters } from "../git/attributes/missing_filters.ts";
import { isSlowRule } from "../git/attributes/slow_rules.ts";
import { checkoutInto } from "../git/commands/checkout.ts";
import { setEntries, withIndex } from "../git/commands/index.ts";
import type { Repository } from "../git/repository/repository.ts";
import { fileIn, type GitPath } from "../git/values/path.ts";
import type { Entry } from "../git/values/tree.ts";

/** Files of a commit, by path. */
type Entries = ReadonlyMap<GitPath, Entry>;

/**
 * Writes rules into the folder of a repository of ours as they are stored, and those that have a filter by the
 * attributes through it, as where all files are encrypted. Throws `GitError`.
 */
export async function writeRules(
  repository: Repository,
  { folder, rules, attributes }: {
    readonly folder: string;
    readonly rules: Entries;
    readonly attributes: Entries;
  },
): Promise<void> {
  await withIndex(repository, async (index) => {
    await setEntries(repository, rules, index);
    await checkoutInto(repository, { folder, index, paths: [...rules.keys()] });
  });
  if (attributes.size === 0) return;
  const configured = await configuredFilters(repository);
  if (configured.size === 0) return;
  const smudged = join(folder, ".git", "smudged");
  await withIndex(repository, async (index) => {
    await setEntries(repository, new Map([...attributes, ...rules]), index);
    const filters = await filtersOf(repository, { index, paths: [...rules.keys()] });
    const paths = [...filters].filter(([, name]) => configured.has(name)).map(([path]) => path);
    if (paths.length === 0) return;
    await Deno.mkdir(smudged);
    await checkoutInto(repository, { folder: smudged, index, paths });
    for (const path of paths) {
      // What its filter cannot write stays as it is stored.
      await Deno.rename(fileIn(smudged, path), fileIn(folder, path)).catch(() => {});
    }
  }).catch((error) => {
    if (!isSlowRule(error)) throw error;
  });
}
