// Names in a commit that cannot be written: held twice by a damaged tree, hidden, the app's own, or the same to
// the volume as another one.

import { gathered, Pace } from "../../../system/pace.ts";
import type { IndexView } from "../../git/commands/index.ts";
import { unplacedBySparse } from "../../git/commands/sparse.ts";
import { treeEntries } from "../../git/commands/trees.ts";
import { type Fold, withoutPlace } from "../../git/repository/case_folding.ts";
import { readUnplaced } from "../../git/repository/unplaced.ts";
import type { Repository } from "../../git/repository/repository.ts";
import { fileName, foldersAbove, type GitPath, shownName } from "../../git/values/path.ts";
import { type Change, entryType, isWritten } from "../../git/values/tree.ts";
import { GitError } from "../../git/process/git.ts";
import { lstatIfThere } from "../../../system/file_state.ts";
import { spoilingRules } from "../../rules/own_rules.ts";
import type { Update } from "./update_plan.ts";

/** Throws where a tree holds a name twice, as git makes none: a link could become a folder. */
export function* checkShape(changes: readonly Change[]): Generator<void, void> {
  const files = new Set<GitPath>();
  for (const { path, new: next } of changes) {
    yield;
    if (next === undefined) continue;
    if (files.has(path)) throw heldTwice(path);
    files.add(path);
  }
  for (const folder of foldersAbove(files)) {
    yield;
    if (files.has(folder)) throw heldTwice(folder);
  }
}

function heldTwice(path: GitPath): GitError {
  const name = shownName(path);
  const detail = `it has "${name}" twice`;
  return new GitError({ kind: "remote damaged", detail, path: name }, "update the folder");
}

/** Returns the changed paths that are hidden, the app's own, or the same name to the volume as another one. */
export async function refusedByName(
  repository: Repository,
  { to, meetsOwn, fold }: Update,
  { changes, written, index }: {
    readonly changes: readonly Change[];
    readonly written: readonly Change[];
    readonly index: IndexView;
  },
): Promise<Readonly<Record<"hidden" | "own" | "folded", ReadonlySet<GitPath>>>> {
  const pace = new Pace();
  const arriving = changes.filter((change) => change.new !== undefined)
    .map(({ path }) => path).filter((path) => !index.indexed.has(path));
  await pace.rest();
  const again = await replacedLinks(repository, changes);
  const marked = [...index.hidden].filter((path) => !again.has(path));
  const hidden = new Set([...marked, ...await unplacedBySparse(repository, arriving)]);
  const spoiling = await spoilingRules(
    repository,
    changes.map(({ path, new: next }) => [path, next] as const),
  );
  await pace.rest();
  const isOwn = ({ path }: Change) => meetsOwn(path) || spoiling.has(path);
  const own = new Set((await gathered(changes, isOwn)).map(({ path }) => path));
  const folded = fold === undefined
    ? new Set<GitPath>()
    : await foldedNames(repository, { to, added: written, again, fold });
  return { hidden, own, folded };
}

/**
 * Returns the paths of links that this disk does not hold, in the places of which something else comes, and nothing
 * stands: their reason may be gone.
 */
async function replacedLinks(
  repository: Repository,
  changes: readonly Change[],
): Promise<ReadonlySet<GitPath>> {
  const listed = (await readUnplaced(repository)).filter(({ reason }) => reason === "name");
  if (listed.length === 0) return new Set();
  const names = new Set(listed.map(({ path }) => path));
  const found = new Set<GitPath>();
  for (const { path, old, new: next } of changes) {
    if (!names.has(path) || old === undefined || entryType(old) !== "link") continue;
    const name = fileName(path);
    if (!isWritten(next) || name === undefined) continue;
    if (await lstatIfThere(`${repository.root}/${name}`) === undefined) found.add(path);
  }
  return found;
}

/** Returns the new paths that the volume takes for others which the commit has as well. */
async function foldedNames(
  repository: Repository,
  { to, added, again, fold }: {
    readonly to: string;
    readonly added: readonly Change[];
    readonly again: ReadonlySet<GitPath>;
    readonly fold: Fold;
  },
): Promise<ReadonlySet<GitPath>> {
  const isFresh = ({ path, old }: Change) => old === undefined || again.has(path);
  const fresh = new Set(added.filter(isFresh).map(({ path }) => path));
  if (fresh.size === 0) return new Set();
  const waiting = new Set((await readUnplaced(repository)).map(({ path }) => path));
  const standing = [...(await treeEntries(repository, to)).keys()]
    .filter((path) => !fresh.has(path) && !waiting.has(path));
  return withoutPlace(fresh, { standing, fold });
}
