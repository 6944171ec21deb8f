// Filters that attributes name and this machine does not have, as in a clone without its key: git would take
// the content of such files as it is. Of others the program is missing.

import { join } from "node:path";
import { ATTRIBUTES_BYTES } from "../../../system/limits/folder.ts";
import { filtersOf } from "./attributes.ts";
import { userRules } from "./user_rules.ts";
import { lstatIfThere } from "../../../system/file_state.ts";
import type { Repository } from "../repository/repository.ts";
import { configValue, type GitConfig } from "../values/git_config.ts";
import { fileName, type GitPath, nulPaths } from "../values/path.ts";
import { nulFields } from "../values/git_text.ts";
import { git } from "../process/git.ts";

/**
 * Reports whether some attributes name a filter that this machine does not have: those of tracked
 * `.gitattributes` files, of `info/attributes` and of the user's own file of attributes. Where one of these
 * is too large to be read, that may be.
 */
export async function mayLackFilters(repository: Repository): Promise<boolean> {
  const args = ["ls-files", "-z", "--", ":(top,glob)**/.gitattributes"];
  const { stdout } = await git(repository, args, { access: "reads" });
  const named = new Set<string>();
  const tracked = nulPaths(stdout).flatMap((path) => fileName(path) ?? [])
    .map((name) => join(repository.root, name));
  const others = [
    join(repository.commonDir, "info", "attributes"),
    userRules(repository, "attributes"),
  ];
  for (const file of [...tracked, ...others]) {
    // Git follows a link to attributes only outside of the work tree (gitattributes(5), "NOTES").
    const info = others.includes(file)
      ? await Deno.stat(file).catch(() => undefined)
      : await lstatIfThere(file);
    if (!info?.isFile) continue;
    if (info.size > ATTRIBUTES_BYTES) return true;
    for (const word of (await Deno.readTextFile(file)).split(/\s/)) {
      if (word.startsWith("filter=")) named.add(word.slice("filter=".length));
    }
  }
  if (named.size === 0) return false;
  const configured = await configuredFilters(repository);
  return [...named].some((name) => !configured.has(name));
}

/**
 * Returns those of the paths whose attributes name a filter that git's configuration on this machine does not
 * have, with that name: git would take their content as it is.
 */
export async function unconfiguredFilters(
  repository: Repository,
  paths: readonly GitPath[],
): Promise<Map<GitPath, string>> {
  const filters = await filtersOf(repository, { paths });
  if (filters.size === 0) return filters;
  const configured = await configuredFilters(repository);
  return new Map([...filters].filter(([, name]) => !configured.has(name)));
}

/** Returns the names of the filters that git knows how to run on this machine when it saves a file. */
export async function configuredFilters(repository: Repository): Promise<ReadonlySet<string>> {
  const { stdout } = await git(
    repository,
    ["config", "-z", "--name-only", "--get-regexp", "^filter\\..*\\.(clean|process)$"],
    // 1: there is none.
    { access: "reads", expect: [0, 1] },
  );
  return new Set(
    nulFields(stdout).map((key) => key.slice("filter.".length, key.lastIndexOf("."))),
  );
}

/**
 * Returns the program of a filter that this machine does not have; `undefined` where all are there, or where a command
 * of the filter is more than a program and its arguments.
 */
export async function missingProgram(
  { run, config }: Repository,
  filter: string,
): Promise<string | undefined> {
  for (const program of filterPrograms(config, filter)) {
    // A shell of git's: it finds programs as a filter does, from the top of the work tree.
    const alias = `alias.gitsyncbar-find=!command -v ${program} >/dev/null`;
    const { code, ended } = await run(["-c", alias, "gitsyncbar-find"], { access: "reads" });
    if (code !== 0 && ended === undefined) return program.replace(/^(["'])(.+)\1$/, "$2");
  }
  return undefined;
}

/**
 * Returns the programs of a filter, each as one word of the shell. Git runs the one for `process` in place of the two
 * others (gitattributes(5), "Long Running Filter Process"). Pure.
 */
function filterPrograms(config: GitConfig, filter: string): readonly string[] {
  const commandOf = (verb: string) => configValue(config, `filter.${filter}.${verb}`);
  const process = commandOf("process");
  const commands = process ? [process] : [commandOf("clean"), commandOf("smudge")];
  const programs = commands.flatMap((command) => PROGRAM.exec(command ?? "")?.[1] ?? []);
  return [...new Set(programs)];
}

/** The first word of a command of the shell, quoted or not; more than names and variables is in no match. */
const PROGRAM = /^\s*("[\w@%+,./~${} -]+"|'[\w@%+,./~ -]+'|[\w@%+,./~${}-]+)(?:\s|$)/;
