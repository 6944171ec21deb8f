// Settings of git that count more than those of any file, for safety's sake. Pure.

import type { GitConfig } from "../values/git_config.ts";

/** A key and a value of git's configuration. */
export type Setting = readonly [key: string, value: string];

const SETTINGS: readonly Setting[] = [
  // Objects are on the disk before git refers to them: when the power goes, a save may not leave an empty
  // object or an empty branch behind (since git 2.36).
  ["core.fsync", "added,reference"],
  // Names that some other system takes for `.git` are refused on every system, as this folder may be on a
  // disk of another one, or go there.
  ["core.protectHFS", "true"],
  ["core.protectNTFS", "true"],
  // Git would never compare again what it has written itself, and so see no edit of it.
  ["core.ignoreStat", "false"],
  // By size and time alone git sees neither that two files of one age have swapped their names nor what a
  // program has edited that gives its file the old time back. The price is that files are read more often.
  ["core.checkStat", "default"],
  ["core.trustctime", "true"],
  // A monitor of the user's may miss changes, and one that our git starts would outlive it.
  ["core.fsmonitor", "false"],
  // In a sparse checkout git would take the mark from each path at which something stands, also from those
  // that the user or the app has marked not to be compared, and so publish that (git-config; since git 2.36).
  ["sparse.expectFilesOutsideOfPatterns", "true"],
  // Files are written one after the other: all before one that fails are there.
  ["checkout.workers", "1"],
];

// Git leaves what it writes in the cache of a Mac's disk otherwise, and empties that once for all objects of
// a command, not for each, which takes some milliseconds (git-config, "core.fsyncMethod"; since git 2.37).
// Where the volume does not know how, git would fail.
const SYNCED_IN_BATCH: Setting = ["core.fsyncMethod", "batch"];

// Git takes a name for the composed form of its letters on macOS, whatever form the volume lists: a clone that
// was copied from another system lacks the setting, and each accented name would be tracked twice
// (git-config, "core.precomposeUnicode"; git on other systems ignores it).
const COMPOSED: Setting = ["core.precomposeUnicode", "true"];

// Of two files whose names differ in case git would never see the second one. A clone that was copied here
// from a Mac says that they are one.
const CASE_COUNTS: Setting = ["core.ignoreCase", "false"];

/**
 * Git cuts times past the year 2514 short in its commit-graph. Of a commit that claims one, whatever came before it is
 * no part of what came after it then, or a search for it ends with an error (decision 221).
 */
export const NO_COMMIT_GRAPH: Setting = ["core.commitGraph", "false"];

/**
 * Returns options by which git reads and writes a commit-graph where the user has not forbidden that: for what needs no
 * relation of commits, or writes for the user.
 */
export function withCommitGraph(config: GitConfig): string[] {
  return ["-c", `core.commitGraph=${config.get("core.commitgraph")?.at(-1) ?? "true"}`];
}

/**
 * Returns settings by which filters count as required (gitattributes, "filter") of which the user has not said
 * otherwise: git would take the content of a file as it is where its filter fails, as when the program is not
 * found. A filter that has nothing to do when files are written gets `cat` for that, as git asks for one then.
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
 * Returns options by which a filter that is a process alone does not count as required, for files as the user
 * sees them: a process may have nothing to do then, and git would fail.
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
 * Returns options by which no filter counts as required, for a scan that stores nothing: git would end at the
 * first edited file whose filter fails, and name no other change. Staging that file says why it stays here.
 */
export function optionalFilters(config: GitConfig): string[] {
  return [...filtersIn(config)].flatMap((filter) => ["-c", `${filter}.required=false`]);
}

/**
 * Returns the settings as variables for git (git-config, "GIT_CONFIG_COUNT"), for a system as `Deno.build.os` names it.
 */
export function forcedSettings(
  system: string,
  { caseCounts, canSync, hooks, more = [] }: {
    readonly caseCounts: boolean;
    readonly canSync: boolean;
    readonly hooks?: string | undefined;
    readonly more?: readonly Setting[];
  },
): Record<string, string> {
  const settings: Setting[] = [
    ...SETTINGS,
    ...more,
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
