// Merges texts that both sides changed, by git, within a limit in size and time.

import { join } from "node:path";
import { ifWrittenSince } from "../../system/file_state.ts";
import { namesIn, removeAll } from "../../system/files.ts";
import { readBlob, writeBlob } from "../git/commands/blobs.ts";
import {
  MERGE_MARK_CHARACTERS,
  MERGE_MS,
  MERGE_TEXT_BYTES,
  MERGE_TEXT_MS,
} from "../../system/limits/merge.ts";
import { checkAttributes } from "../git/attributes/attributes.ts";
import { isSlowRule } from "../git/attributes/slow_rules.ts";
import { commitTree } from "../git/commands/commits.ts";
import { treeEntries } from "../git/commands/trees.ts";
import { setEntries, withIndex, writeTree } from "../git/commands/index.ts";
import type { RuleSides, Text } from "./decide.ts";
import { withObjects } from "../git/objects/objects.ts";
import type { Repository } from "../git/repository/repository.ts";
import type { GitPath } from "../git/values/path.ts";
import { nulFields } from "../git/values/git_text.ts";
import { entryType } from "../git/values/tree.ts";
import { expected, FILTER_SILENCE_MS } from "../git/process/git.ts";
import { joinRules } from "../rules/rule_files.ts";

/**
 * Returns the ids of the texts that merge cleanly. A text is left out when a side is larger than
 * `MERGE_TEXT_BYTES`, and the larger half of them when it takes longer than `mergeMs`: then both
 * versions are kept. Throws `GitError`.
 */
export async function mergeTexts(
  repository: Repository,
  texts: ReadonlyMap<GitPath, Text>,
  mergeMs = MERGE_MS,
): Promise<Map<GitPath, string>> {
  const sizes = await sizesToMerge(repository, texts);
  const bySize = [...texts].filter(([path]) => sizes.has(path))
    .sort(([a], [b]) => sizes.get(a)! - sizes.get(b)!);
  const marked = await withLongMarks(repository, bySize.map(([path]) => path));
  const merged = new Map<GitPath, string>();
  for (const isUntracked of [false, true]) {
    const some = bySize.filter(([path]) => marked.has(path) === isUntracked);
    const done = await mergeMost(repository, some, { mergeMs, isUntracked });
    for (const [path, oid] of done) merged.set(path, oid);
  }
  return merged;
}

/**
 * Merges as many of the texts, from the first one on, as the time is enough for. Half of them have
 * half of it, and never less than an eighth: a text that never ends must not cost a minute at each
 * step.
 */
async function mergeMost(
  repository: Repository,
  texts: readonly (readonly [GitPath, Text])[],
  { mergeMs, isUntracked }: { readonly mergeMs: number; readonly isUntracked: boolean },
): Promise<Map<GitPath, string>> {
  for (let some = texts; some.length > 0; some = some.slice(0, Math.floor(some.length / 2))) {
    const share = Math.max(some.length / texts.length, 1 / 8);
    const ms = share * mergeMs + some.length * MERGE_TEXT_MS;
    const merged = await mergeWithin(repository, new Map(some), { ms, isUntracked });
    if (merged !== undefined) {
      return await withoutDropped(repository, { texts: new Map(some), merged, ms });
    }
  }
  return new Map();
}

/**
 * Returns the texts whose attributes ask for long marks of conflicts: git fails where those do not
 * fit in the memory. These are all texts where git does not answer because of a rule.
 */
async function withLongMarks(
  repository: Repository,
  paths: readonly GitPath[],
): Promise<ReadonlySet<GitPath>> {
  const found = new Set<GitPath>();
  const wanted = { attributes: ["conflict-marker-size"], paths };
  try {
    await checkAttributes(repository, { wanted, source: {} }, ({ path, value }) => {
      if (Number.parseInt(value) > MERGE_MARK_CHARACTERS) found.add(path);
    });
  } catch (error) {
    if (!isSlowRule(error)) throw error;
    return new Set(paths);
  }
  return found;
}

/** Returns the bytes of the largest side of each text; one that is too large is left out. */
async function sizesToMerge(
  repository: Repository,
  texts: ReadonlyMap<GitPath, Text | RuleSides>,
): Promise<Map<GitPath, number>> {
  if (texts.size === 0) return new Map();
  const sides = [...texts].flatMap(([path, { base, ours, theirs }]) =>
    [base, ours, theirs].flatMap((entry) => entry === undefined ? [] : { path, oid: entry.oid })
  );
  const infos = await withObjects(
    repository,
    async (reader) => await reader.info(sides.map(({ oid }) => oid)),
  );
  const sizes = new Map<GitPath, number>();
  for (const [at, { path }] of sides.entries()) {
    sizes.set(path, Math.max(sizes.get(path) ?? 0, infos[at]?.size ?? Infinity));
  }
  return new Map([...sizes].filter(([, size]) => size <= MERGE_TEXT_BYTES));
}

/**
 * Returns the merged texts without those of which a driver has dropped a whole side: the rule that
 * names it may come from others. A driver that only a file of this machine names is meant by the
 * user.
 */
async function withoutDropped(
  repository: Repository,
  { texts, merged, ms }: {
    readonly texts: ReadonlyMap<GitPath, Text>;
    readonly merged: ReadonlyMap<GitPath, string>;
    readonly ms: number;
  },
): Promise<Map<GitPath, string>> {
  const isOneSided = ([path, { ours, theirs }]: readonly [GitPath, Text]) =>
    [ours.oid, theirs.oid].includes(merged.get(path) ?? "");
  const oneSided = new Map([...texts].filter(isOneSided));
  if (oneSided.size === 0) return new Map(merged);
  // Git's own merge gives one side where that has all changes of the other one.
  const again = await mergeWithin(repository, oneSided, { ms, isUntracked: true });
  return new Map(
    [...merged].filter(([path, oid]) => !oneSided.has(path) || again?.get(path) === oid),
  );
}

/**
 * Merges all at once; `undefined` when that takes longer than `ms` milliseconds. Three commits hold
 * just these paths, so git finds no renames. With `isUntracked`, tracked attributes do not count.
 */
async function mergeWithin(
  repository: Repository,
  texts: ReadonlyMap<GitPath, Text>,
  { ms, isUntracked }: { readonly ms: number; readonly isUntracked: boolean },
): Promise<Map<GitPath, string> | undefined> {
  const commits: Record<string, string> = {};
  for (const side of ["base", "ours", "theirs"] as const) {
    // One mode for all three: modes are merged by the table.
    const entries = [...texts].map(([path, text]) =>
      [path, { mode: "100644", oid: text[side].oid }] as const
    );
    const tree = await withIndex(repository, async (index) => {
      await setEntries(repository, entries, index);
      return await writeTree(repository, index);
    });
    const parents = commits.base === undefined ? [] : [commits.base];
    commits[side] = await commitTree(repository, { tree, parents, message: side });
  }
  // Git reads attributes from the folder in which it runs, else from the index.
  const empty = join(repository.ownDir, "empty");
  if (isUntracked) await Deno.mkdir(empty, { recursive: true });
  const began = Date.now();
  const result = await repository.run([
    ...(isUntracked ? ["-C", empty] : []),
    "merge-tree",
    "--write-tree",
    "-z",
    "--no-messages",
    commits.ours!,
    commits.theirs!,
  ], {
    access: "writes",
    ...(isUntracked
      ? {
        env: {
          GIT_DIR: repository.gitDir,
          GIT_WORK_TREE: empty,
          GIT_INDEX_FILE: join(empty, "index"),
        },
      }
      : {}),
    silenceMs: FILTER_SILENCE_MS,
    stall: { everyMs: ms, goesOn: () => Promise.resolve(false) },
  });
  if (isUntracked) await removeAll(empty);
  if (result.ended === "stall") {
    await removeSides(repository, began);
    return undefined;
  }
  const { stdout } = expected(result, { verb: "git merge-tree", codes: [0, 1] });
  const [tree, ...lines] = nulFields(stdout);
  const unmerged = new Set(lines.map((line) => line.slice(line.indexOf("\t") + 1)));
  const merged = await treeEntries(repository, tree!);
  const clean = [...merged].filter(([path, entry]) =>
    texts.has(path) && !unmerged.has(path) && entryType(entry) === "file"
  );
  return new Map(clean.map(([path, { oid }]) => [path, oid]));
}

/** Removes the files that git has made for a merge driver since a time, in ms since 1970. */
async function removeSides({ root }: Repository, since: number): Promise<void> {
  for (const name of await namesIn(root)) {
    if (!/^\.merge_file_.{6}$/.test(name)) continue;
    const file = join(root, name);
    if (await ifWrittenSince(file, since) !== undefined) await removeAll(file);
  }
}

/** Joins small rules that did not merge. Returns the ids of the results. Throws `GitError`. */
export async function mergeRules(
  repository: Repository,
  rules: ReadonlyMap<GitPath, RuleSides>,
): Promise<Map<GitPath, string>> {
  const merged = new Map<GitPath, string>();
  const sizes = await sizesToMerge(repository, rules);
  for (const [path, { base, ours, theirs }] of rules) {
    if (!sizes.has(path)) continue;
    const joined = joinRules({
      base: base === undefined ? "" : await readBlob(repository, base.oid),
      ours: await readBlob(repository, ours.oid),
      theirs: await readBlob(repository, theirs.oid),
    });
    merged.set(path, await writeBlob(repository, joined));
  }
  return merged;
}
