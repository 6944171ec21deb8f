// Saves files by their names, where a scan of the folder does not end.

import { join } from "node:path";
import { lstatIfThere } from "../../system/file_state.ts";
import { NAMED_SAVES } from "../../system/limits/folder.ts";
import { isSlowRule } from "../git/attributes/slow_rules.ts";
import { differingFromIndex, touchedFiles } from "../git/commands/checkout.ts";
import type { GitError } from "../git/process/git.ts";
import { fileName, type GitPath, gitPath, parentFolders } from "../git/values/path.ts";
import { save, type SaveRequest, type SaveResult } from "../save/save.ts";
import type { KnownFolder } from "./known_folder.ts";
import { knownAsPublic } from "./privacy.ts";
import type { SaveReport } from "./save_report.ts";

/** So many files are saved by their names at once: a save of more would scan the whole folder. */
const NAMED_AT_ONCE = 10;

/** So many folders above a path make a rule take long. */
const DEEP = 8;

/**
 * Saves files that the watcher named, and those that git finds changed without searching for new ones, a few at
 * a time. Nothing is deleted: whether half of the files are gone, only a scan of the whole tree shows. Returns
 * the commit of the branch after that. Throws `GitError`.
 */
export async function saveNamed(
  folder: KnownFolder,
  { rule, paths = [], requestAt, report, ...request }: {
    /** The rule with which scans do not end. */
    readonly rule: GitError;
    readonly paths: readonly string[] | undefined;
    readonly head: string | undefined;
    /** Returns what a save on top of a commit is given. */
    readonly requestAt: (head: string | undefined) => Promise<Omit<SaveRequest, "paths">>;
    readonly report: Pick<SaveReport, "addSaved">;
  },
): Promise<string | undefined> {
  const { repository } = folder;
  // Attributes are asked for each file that is compared, and may not end for one deep in folders.
  const changed = rule.failure.path?.endsWith("attributes")
    ? (await touchedFiles(repository)).filter((path) => parentFolders(path).length < DEEP)
    : await differingFromIndex(repository).catch(() => []);
  const named = new Set([...paths.map(gitPath), ...changed]);
  const there: GitPath[] = [];
  for (const path of named) {
    const info = await lstatIfThere(join(repository.root, fileName(path) ?? ""));
    if (info?.isFile || info?.isSymlink) there.push(path);
  }
  const known = await knownAsPublic(folder, there.slice(0, NAMED_SAVES)).catch(() => []);
  const names = known.flatMap((path) => fileName(path) ?? []);
  let { head } = request;
  for (const paths of inGroups(names)) {
    let result: SaveResult;
    try {
      result = await save(repository, { ...await requestAt(head), paths, onlyNamed: true });
    } catch (error) {
      if (!isSlowRule(error)) throw error;
      // Each further one could take as long.
      break;
    }
    if (result.kind !== "saved" || result.commit === undefined) continue;
    head = result.commit;
    report.addSaved(result);
  }
  return head;
}

/** Groups names that are saved together; a path deep in folders may not end, and comes alone and last. */
function inGroups(names: readonly string[]): readonly (readonly string[])[] {
  const isDeep = (name: string) => parentFolders(name).length >= DEEP;
  const flat = names.filter((name) => !isDeep(name));
  const groups: (readonly string[])[] = [];
  for (let at = 0; at < flat.length; at += NAMED_AT_ONCE) {
    groups.push(flat.slice(at, at + NAMED_AT_ONCE));
  }
  for (const name of names) if (isDeep(name)) groups.push([name]);
  return groups;
}
