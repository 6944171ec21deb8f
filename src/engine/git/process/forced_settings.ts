// Settings of git that overrule those of any file, as a sync would not be safe without them. Pure.

import type { GitConfig } from "../values/git_config.ts";

/** A key and a value of git's configuration. */
export type Setting = readonly [key: string, value: string];

const SETTINGS: readonly Setting[] = [
  // Objects are on the disk before git refers to them: a power cut leaves no empty object or branch
  // (git 2.36).
  ["core.fsync", "added,reference"],
  // Names that another system takes for `.git` are refused on every one, as the disk may come from
  // there or go there.
  ["core.protectHFS", "true"],
  ["core.protectNTFS", "true"],
  // Git would never compare again what it has written itself, and so see no edit of it.
  ["core.ignoreStat", "false"],
  // Size and time alone hide a swap of two files of one age, and an edit after which the old time
  // was set again.
  ["core.checkStat", "default"],
  ["core.trustctime", "true"],
  // A monitor of the user's may miss changes, and one that our git starts would outlive it.
  ["core.fsmonitor", "false"],
  // In a sparse checkout git would unmark each hidden path at which something stands, and so
  // publish that (git 2.36).
  ["sparse.expectFilesOutsideOfPatterns", "true"],
  // Files are written one after the other: all before one that fails are there.
  ["checkout.workers", "1"],
];

// Otherwise git leaves what it writes in the cache of a Mac's disk. It flushes that once for all
// objects of a command ("core.fsyncMethod"; git 2.37). Git would fail on a volume that cannot.
const SYNCED_IN_BATCH: Setting = ["core.fsyncMethod", "batch"];

// A clone that was copied to a Mac lacks this setting, and each accented name would be tracked in
// both Unicode forms. Git on other systems ignores it.
const COMPOSED: Setting = ["core.precomposeUnicode", "true"];

// A clone that was copied from a Mac takes names that differ in case for one: git would never see
// the second file.
const CASE_COUNTS: Setting = ["core.ignoreCase", "false"];

/**
 * A commit-graph cuts times past the year 2514 short, by which git misses ancestors or fails
 * (decision 221).
 */
export const NO_COMMIT_GRAPH: Setting = ["core.commitGraph", "false"];

/**
 * Returns options by which git uses a commit-graph unless the user has forbidden it: for commands
 * that compare no commits, or write one for the user.
 */
export function withCommitGraph(config: GitConfig): string[] {
  return ["-c", `core.commitGraph=${config.get("core.commitgraph")?.at(-1) ?? "true"}`];
}

/**
 * Returns settings that make each filter required (gitattributes, "filter") unless the user has
 * decided that: git would store a file unfiltered where its filter fails. A filter without a
 * command for checkouts gets `cat`, as git demands one of a required filter.
 */
export function requiredFilters(config: GitConfig): Setting[] {
  const settings: Setting[] = [];
  for (const filter of filtersIn(config)) {
    if (config.has(`${filter}.required`)) continue;
    settings.push([`${filter}.required`, "true"]);
    if (!config.has(`${filter}.smudge`)) settings.push([`${filter}.smudge`, "cat"]);
  }
  return settings;
}

/**
 * Returns options by which a filter that is only a process is not required, for files as the user
 * sees them: where it does not offer that, git would fail.
 */
export function optionalProcesses(config: GitConfig): string[] {
  const alone = [...filtersIn(config)].filter((filter) =>
    !config.has(`${filter}.clean`) && !config.has(`${filter}.required`)
  );
  return alone.flatMap((filter) => ["-c", `${filter}.required=false`]);
}

/** Returns the sections of the filters by which git saves files. */
function filtersIn(config: GitConfig): ReadonlySet<string> {
  const filters = new Set<string>();
  for (const key of config.keys()) {
    const filter = /^(filter\..+)\.(?:clean|process)$/.exec(key)?.[1];
    if (filter !== undefined) filters.add(filter);
  }
  return filters;
}

/**
 * Returns options by which no filter is required, for a scan that stores nothing: git would end at
 * the first file whose filter fails, and name no other change. Staging reports that file.
 */
export function optionalFilters(config: GitConfig): string[] {
  return [...filtersIn(config)].flatMap((filter) => ["-c", `${filter}.required=false`]);
}

/**
 * Returns the settings as variables for git (git-config, "GIT_CONFIG_COUNT"), for a system as
 * `Deno.build.os` names it.
 */
export function forcedSettings(
  system: string,
  { caseCounts, canSync, hooks, ownSettings = [] }: {
    /** Whether the volume tells names apart by their case. */
    readonly caseCounts: boolean;
    /** Whether the volume can flush the disk's cache. */
    readonly canSync: boolean;
    /** The folder of hooks, where it is not git's own. */
    readonly hooks?: string | undefined;
    /** Settings of this repository, which also overrule those of files. */
    readonly ownSettings?: readonly Setting[];
  },
): Record<string, string> {
  const settings: Setting[] = [
    ...SETTINGS,
    ...ownSettings,
    ...(system === "darwin" ? [COMPOSED] : []),
    ...(system === "darwin" && canSync ? [SYNCED_IN_BATCH] : []),
    ...(caseCounts ? [CASE_COUNTS] : []),
    ...(hooks === undefined ? [] : [["core.hooksPath", hooks] as const]),
  ];
  return Object.fromEntries([
    ["GIT_CONFIG_COUNT", `${settings.length}`],
    ...settings.flatMap(([key, value], at) => [
      [`GIT_CONFIG_KEY_${at}`, key],
      [`GIT_CONFIG_VALUE_${at}`, value],
    ]),
  ]);
}
