// Keeps on this machine what the rules of an update make private before they are taken back with it: they stood in the
// folder, and a file that was written meanwhile is private by them.

import { filtersOf } from "../git/attributes/attributes.ts";
import { configuredFilters } from "../git/attributes/missing_filters.ts";
import { isSlowRule } from "../git/attributes/slow_rules.ts";
import { status } from "../git/commands/status.ts";
import { addPrivatePaths, type PrivatePath } from "../git/repository/private_paths.ts";
import type { Repository } from "../git/repository/repository.ts";
import type { Change } from "../git/values/tree.ts";
import { rulesAmong } from "../rules/own_rules.ts";

/**
 * Puts all that is ignored, and each written file with a filter of this machine, on the list of private paths, where
 * the changes of an update to the commit `to` have rules among them. The next scan drops what other rules make private
 * as well. The list is on the disk when this settles. Throws `GitError`.
 */
export async function holdPrivate(
  repository: Repository,
  { changes, to }: { readonly changes: readonly Change[]; readonly to: string },
): Promise<void> {
  const incoming = new Set(changes.map(({ path }) => path));
  const rules = await rulesAmong(repository, [...incoming]);
  if (rules.length === 0) return;
  try {
    const seen = await status(repository, undefined, { withIgnored: true });
    const written = seen.changes.filter(({ path, kind }) =>
      kind !== "deleted" && !incoming.has(path)
    );
    const filters = await filtersOf(repository, { paths: written.map(({ path }) => path) });
    const configured = filters.size === 0 ? new Set() : await configuredFilters(repository);
    const entries: readonly PrivatePath[] = [
      ...seen.ignored.map((path) => ({ path, reason: "ignored" as const })),
      ...[...filters].filter(([, filter]) => configured.has(filter))
        .map(([path, filter]) => ({ path, reason: "filter" as const, filter })),
    ];
    // New files are judged by the same rules.
    await addPrivatePaths(repository, entries.map((entry) => ({ ...entry, rules: to })));
  } catch (error) {
    // A rule with which no scan ends has to go.
    if (!isSlowRule(error)) throw error;
  }
}
