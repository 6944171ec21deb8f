// Commits what is not committed, as one step of a sync: by a look at the whole folder, by the watcher's paths,
// or, where a look does not end, by what is known by name.

import { join, resolve } from "node:path";
import { refreshIndex } from "../git/commands/index.ts";
import { lstatIfThere, stampAt } from "../../system/file_state.ts";
import type { Repository } from "../git/repository/repository.ts";
import { fileName, foldersOf, type GitPath, gitPath, withoutSlash } from "../git/values/path.ts";
import { mayLackFilters } from "../git/attributes/missing_filters.ts";
import { isRules } from "../merge/rule_files.ts";
import { hideCollided } from "../save/spelling.ts";
import { differingFromIndex, touchedFiles } from "../git/commands/checkout.ts";
import { isSlowRule } from "../git/attributes/slow_rules.ts";
import type { GitError } from "../git/process/git.ts";
import { NAMED_SAVES } from "../../system/limits.ts";
import { Stop } from "../errors.ts";
import type { Memory } from "./cache.ts";
import { hiddenRenames } from "../save/hidden_renames.ts";
import { findMounts } from "../save/mounts.ts";
import { afterLook, heldBy, knownAsPublic, noteIgnored } from "./privacy.ts";
import type { Related } from "../branch/compare.ts";
import { save, type SaveRequest, type SaveResult } from "../save/save.ts";
import type { SyncSettings } from "./settings.ts";
import type { Run } from "./steps.ts";

/** So few files are saved by their names, as a save does that need not look at the whole folder. */
const NAMED_AT_ONCE = 10;

/** So many folders above a path make a rule take long. */
const DEEP = 8;

/**
 * Commits what is not committed, by the watcher's paths where they can be trusted. Where a look at the folder
 * does not end because of a rule, only what is known by name is saved, and the rule noted.
 */
export async function doSave(
  settings: SyncSettings,
  run: Run & { readonly head: string | undefined },
): Promise<void> {
  const { memory, progress } = run;
  try {
    progress.slowRule = await stillSlow(memory);
    if (progress.slowRule === undefined) await saveSeen(settings, run);
  } catch (error) {
    if (!isSlowRule(error)) throw error;
    memory.slowRule = await slowRuleOf(memory.repository, error);
    progress.slowRule = error;
  }
  if (progress.slowRule !== undefined) {
    await saveNamed(settings, { ...run, rule: progress.slowRule });
  }
}

async function saveSeen(
  settings: SyncSettings,
  run: Run & { readonly head: string | undefined },
): Promise<void> {
  const { memory, request, report, progress, head } = run;
  const { repository } = memory;
  const indexFile = `${repository.gitDir}/index`;
  // Somebody else's git has moved the branch, and may have checked out what the volume cannot tell apart.
  if (memory.fold !== undefined && head !== memory.head) {
    const { fold, notPlaced } = memory;
    memory.notPlaced = await hideCollided(repository, { fold, notPlaced });
  }
  const trusted = request.paths !== undefined && memory.indexStamp !== undefined &&
    // What was left out is named until a whole look says that its reason is gone.
    !request.paths.some((name) => isLeftOut(memory, gitPath(name))) &&
    memory.indexStamp === await stampAt(indexFile);
  if (!trusted && !memory.isIndexFresh) {
    await refreshIndex(repository);
    memory.isIndexFresh = true;
  }
  const known = await saveRequest(settings, run);
  const { mounts } = known;
  const result = await save(repository, {
    ...known,
    paths: trusted ? request.paths : undefined,
  });
  if (result.kind === "blocked") throw new Stop(result.block);
  if (result.kind === "moved") return;
  progress.saved = true;
  memory.slowRule = undefined;
  if (result.paths.some(isRules)) memory.lacksFilters = undefined;
  memory.indexStamp = await stampAt(indexFile);
  if (result.leftOut !== undefined) {
    memory.leftOut.clear();
    for (const [path, reason] of result.leftOut) memory.leftOut.set(path, reason);
  }
  if (result.commit === undefined) return;
  if (result.deleted.size < result.paths.length) await mounts.learn(result.paths);
  if (result.deleted.size > 0) await mounts.forgetUnmounted();
  report.addSaved(result);
  if (head !== undefined) {
    const { commit, deleted } = result;
    const found = await hiddenRenames(repository, { head, commit, deleted, now: Date.now() });
    for (const one of found) report.hidden.push(one);
  }
  // A commit on top of what the remote has is ahead of it: git need not be asked.
  const before = memory.related;
  if (before !== undefined && before.head === head && isAtOrAhead(before)) {
    memory.related = { ...before, relation: "ahead", head: result.commit };
  }
}

/** What each save of a sync is told. */
async function saveRequest(
  settings: SyncSettings,
  { memory, request, head }: Run & { readonly head: string | undefined },
): Promise<Omit<SaveRequest, "paths">> {
  const { repository, branch } = memory;
  return {
    mounts: memory.mounts ??= await findMounts(repository),
    branch,
    head,
    confirmDeletion: request.confirmDeletion ?? false,
    restless: memory.restless,
    notPlaced: memory.notPlaced,
    held: await heldBy(memory),
    judgesNew: memory.privatePaths.some(({ rules }) => rules !== undefined),
    look: (seen) => afterLook(memory, { seen, branch, head }),
    lacksFilters: async () => memory.lacksFilters ??= await mayLackFilters(repository),
    onNothing: (paths) => noteIgnored(memory, paths),
    fold: memory.fold,
    maxFileBytes: settings.maxFileBytes,
    messageTemplate: settings.messageTemplate,
    now: Date.now(),
  };
}

/**
 * Saves files that the watcher named, and those that git finds changed without looking for new ones, a few at
 * a time. Nothing is deleted: whether half of the files are gone, only a whole look tells.
 */
async function saveNamed(
  settings: SyncSettings,
  run: Run & { readonly head: string | undefined; readonly rule: GitError },
): Promise<void> {
  const { memory, request, report, progress, rule } = run;
  const { repository } = memory;
  // Attributes are asked for each file that is compared, and may not end for one deep in folders.
  const changed = rule.failure.path?.endsWith("attributes")
    ? (await touchedFiles(repository)).filter((path) => foldersOf(path).length < DEEP)
    : await differingFromIndex(repository).catch(() => []);
  const named = new Set([...(request.paths ?? []).map(gitPath), ...changed]);
  const there: GitPath[] = [];
  for (const path of named) {
    const info = await lstatIfThere(join(repository.root, fileName(path) ?? ""));
    if (info?.isFile || info?.isSymlink) there.push(path);
  }
  const known = await knownAsPublic(memory, there.slice(0, NAMED_SAVES)).catch(() => []);
  const names = known.flatMap((path) => fileName(path) ?? []);
  let { head } = run;
  for (const paths of inGroups(names)) {
    let result: SaveResult;
    try {
      const request = await saveRequest(settings, { ...run, head });
      result = await save(repository, { ...request, paths, onlyNamed: true });
    } catch (error) {
      if (!isSlowRule(error)) throw error;
      // Each further one could take as long.
      break;
    }
    if (result.kind !== "saved" || result.commit === undefined) continue;
    head = result.commit;
    report.addSaved(result);
  }
  progress.saved = true;
  memory.indexStamp = undefined;
}

/** Groups names that are saved together; a path deep in folders may not end, and comes alone and last. */
function inGroups(names: readonly string[]): readonly (readonly string[])[] {
  const isDeep = (name: string) => foldersOf(name).length >= DEEP;
  const flat = names.filter((name) => !isDeep(name));
  const groups: (readonly string[])[] = [];
  for (let at = 0; at < flat.length; at += NAMED_AT_ONCE) {
    groups.push(flat.slice(at, at + NAMED_AT_ONCE));
  }
  for (const name of names) if (isDeep(name)) groups.push([name]);
  return groups;
}

/** Returns the rule because of which the last look did not end, while its file is as it was. */
async function stillSlow({ slowRule }: Memory): Promise<GitError | undefined> {
  if (slowRule === undefined) return undefined;
  return await stampAt(slowRule.file) === slowRule.stamp ? slowRule.error : undefined;
}

async function slowRuleOf({ root }: Repository, error: GitError): Promise<Memory["slowRule"]> {
  const file = resolve(root, error.failure.path ?? ".gitignore");
  return { error, file, stamp: await stampAt(file) };
}

/** Whether something is left out at a path, above it or below it. */
function isLeftOut({ leftOut, privatePaths }: Memory, path: GitPath): boolean {
  const named = new Set([
    ...leftOut.keys(),
    ...privatePaths.map((entry) => withoutSlash(entry.path)),
  ]);
  return [path, ...foldersOf(path)].some((at) => named.has(at)) ||
    [...named].some((at) => foldersOf(at).includes(path));
}

function isAtOrAhead({ relation, tip }: Related): boolean {
  return tip !== undefined && (relation === "equal" || relation === "ahead");
}
