// Names that the folder spells otherwise than the index, where the volume takes both for one. Git compares
// bytes, but for the case of plain letters: it would track one file under two names, of which the deletion
// of either deletes the file, and never sees that a file got another name.

import { namesIn } from "../../system/files.ts";
import type { Fold } from "../git/repository/case_folding.ts";
import { type Indexed, readIndex, setEntries, setSkipWorktree } from "../git/commands/index.ts";
import { type UnplacedFile, writeUnplaced } from "../git/repository/unplaced.ts";
import type { Repository } from "../git/repository/repository.ts";
import {
  baseName,
  fileName,
  folderOf,
  type GitPath,
  gitPath,
  nulPaths,
} from "../git/values/path.ts";
import { isAscii } from "../git/values/git_text.ts";
import { MAX_PATH_ARGUMENTS } from "../git/values/pathspec.ts";
import { differingFromIndex } from "../git/commands/checkout.ts";
import { type Entry, isWritten } from "../git/values/tree.ts";
import { git } from "../git/process/git.ts";

/** The spelling of some names of the folder in the index. */
export interface Spelling {
  /** For names that the index has in another spelling only: that one. */
  readonly known: ReadonlyMap<GitPath, GitPath>;
  /** Whether the index got the folder's spelling of a file, as `git mv` would have done. */
  readonly renamed: boolean;
}

/**
 * Finds the names that the index spells otherwise. Where the user has spelled a file's own name anew, the
 * index follows. A folder's name it leaves: the volume may keep an older spelling of that, whatever
 * arrives, and two machines would undo each other's for ever. Throws `GitError`.
 */
export async function followSpelling(
  repository: Repository,
  { fold, names }: { readonly fold: Fold | undefined; readonly names: readonly GitPath[] },
): Promise<Spelling> {
  const known = new Map<GitPath, GitPath>();
  if (fold === undefined || names.length === 0) return { known, renamed: false };
  const readable = names.filter((name) => fileName(name) !== undefined);
  const indexed = await indexedAs(repository, { fold, names: readable });
  const changes = new Map<GitPath, Entry | undefined>();
  for (const name of readable) {
    const entries = indexed.get(fold(name)) ?? [];
    const first = entries.find(isOrdinary) ?? entries[0];
    if (first === undefined || entries.some(({ path }) => path === name)) continue;
    const [from, to] = [composed(first.path, fold), composed(name, fold)];
    const there = await listedIn(repository, { folder: folderOf(name), fold });
    const isThere = there.has(baseName(to));
    // Both are listed: they are two names to the volume after all.
    if (isThere && baseName(from) !== baseName(to) && there.has(baseName(from))) continue;
    const isRenamed = isThere && from !== to && folderOf(first.path) === folderOf(to);
    if (!isRenamed || entries.length > 1 || !isOrdinary(first)) {
      known.set(name, first.path);
      continue;
    }
    changes.set(first.path, undefined);
    changes.set(to, first.entry);
  }
  if (changes.size > 0) await setEntries(repository, changes);
  return { known, renamed: changes.size > 0 };
}

/** Returns the names in the folder that git, with case counting, does not find in the index. */
export async function unknownNames(repository: Repository): Promise<GitPath[]> {
  const { stdout } = await git(repository, [
    "-c",
    "core.ignoreCase=false",
    "ls-files",
    "-z",
    "--others",
    "--exclude-standard",
  ], { access: "reads" });
  return nulPaths(stdout);
}

/**
 * Hides all but one of the tracked names that the volume takes for one, as a clone or a checkout by hand
 * leaves them: the one file there is would be saved under each of them. Returns what is not placed
 * now. Throws `GitError`.
 */
export async function hideCollided(
  repository: Repository,
  { fold, unplaced }: { readonly fold: Fold; readonly unplaced: readonly UnplacedFile[] },
): Promise<readonly UnplacedFile[]> {
  const named = (await readIndex(repository)).filter(({ path }) => fileName(path) !== undefined);
  const visible = named.filter(isOrdinary).map(({ path }) => path);
  const collided = [...Map.groupBy(visible, fold).values()].filter(({ length }) => length > 1);
  if (collided.length === 0) return unplaced;
  const differing = await differingFromIndex(repository);
  const hidden = new Set<GitPath>();
  for (const paths of collided) {
    const there = await listedIn(repository, { folder: folderOf(paths[0]!), fold });
    const isListed = (path: GitPath) => there.has(baseName(composed(path, fold)));
    const [fitting] = [paths.filter((path) => !differing.has(path)), paths]
      .filter(({ length }) => length > 0);
    const placed = fitting!.find(isListed) ?? fitting![0];
    for (const path of paths) if (path !== placed) hidden.add(path);
  }
  const list = [
    ...unplaced.filter(({ path }) => !hidden.has(path)),
    ...[...hidden].map((path) => ({ path, reason: "name" as const })),
  ];
  await writeUnplaced(repository, list);
  await setSkipWorktree(repository, [...hidden]);
  return list;
}

/** Returns what the index has in any spelling of the names, by key. */
async function indexedAs(
  repository: Repository,
  { fold, names }: { readonly fold: Fold; readonly names: readonly GitPath[] },
): Promise<ReadonlyMap<string, readonly Indexed[]>> {
  const keys = new Set(names.map(fold));
  // Git folds the letters of ASCII alone.
  const limited = names.length <= MAX_PATH_ARGUMENTS && names.every(isAscii);
  const entries = await readIndex(
    repository,
    limited ? names.map((name) => `:(top,icase,literal)${name}`) : [],
  );
  return Map.groupBy(entries.filter(({ path }) => keys.has(fold(path))), ({ path }) => fold(path));
}

function isOrdinary({ entry, isHidden, isUnmerged }: Indexed): boolean {
  return isWritten(entry) && !isHidden && !isUnmerged;
}

/**
 * Returns a name as git on a Mac spells it, each accent in one with its letter, where the volume takes that
 * for the same.
 */
function composed(name: GitPath, fold: Fold): GitPath {
  const spelled = gitPath(fileName(name)!.normalize("NFC"));
  return fold(spelled) === fold(name) ? spelled : name;
}

/** Lists a folder with names so spelled; nothing when it is gone or closed: then no name in it is renamed. */
async function listedIn(
  repository: Repository,
  { folder, fold }: { readonly folder: GitPath; readonly fold: Fold },
): Promise<ReadonlySet<GitPath>> {
  const names = await namesIn(repository.fileOf(folder)).catch(() => []);
  return new Set(names.map((name) => composed(gitPath(name), fold)));
}
