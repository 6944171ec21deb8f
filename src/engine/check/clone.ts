// Checks the clone itself: which part of the history and the files it has, and its filters.

import { filtersOf } from "../git/attributes/attributes.ts";
import { configuredFilters, missingProgram } from "../git/attributes/missing_filters.ts";
import { readIndex } from "../git/commands/index.ts";
import { isPartial, isShallow } from "../git/repository/partial_clone.ts";
import type { Repository } from "../git/repository/repository.ts";
import { isSparse, savesOnlyTracked } from "../git/values/git_config.ts";
import { type GitPath, shownName } from "../git/values/path.ts";
import type { CloneFinding } from "./finding.ts";

/** Tells which part of the history and of the files this clone has; nothing of a whole one. */
export async function* checkClone(repository: Repository): AsyncGenerator<CloneFinding> {
  if (await isShallow(repository)) yield { kind: "shallow" };
  if (isPartial(repository)) yield { kind: "partial" };
  if (isSparse(repository.config)) {
    const hidden = (await readIndex(repository)).filter(({ isHidden }) => isHidden).length;
    yield { kind: "sparse", hidden };
  }
  if (savesOnlyTracked(repository.config)) yield { kind: "only tracked" };
}

/** Tells which filters the attributes name and this machine lacks, or of which it lacks the program. */
export async function* checkFilters(repository: Repository): AsyncGenerator<CloneFinding> {
  const paths = (await readIndex(repository)).map(({ path }) => path);
  const first = new Map<string, GitPath>();
  for (const [path, filter] of await filtersOf(repository, { paths })) {
    if (!first.has(filter)) first.set(filter, path);
  }
  if (first.size === 0) return;
  const configured = await configuredFilters(repository);
  for (const [filter, path] of first) {
    const found = { kind: "missing filter", filter, path: shownName(path) } as const;
    if (!configured.has(filter) || filter === "lfs" && await lacksLfs(repository)) yield found;
    else {
      const program = await missingProgram(repository, filter);
      if (program !== undefined) yield { ...found, program };
    }
  }
}

async function lacksLfs({ run }: Repository): Promise<boolean> {
  return (await run(["lfs", "version"], { access: "reads" })).code !== 0;
}
