// Deletions that no save publishes before the user confirms them: very many at once, and those of
// files on a disk that was unmounted, which looks the same. Everything else is saved meanwhile.

import { join } from "node:path";
import { treeEntries } from "../git/commands/trees.ts";
import type { Repository } from "../git/repository/repository.ts";
import { type GitPath, parentFolders } from "../git/values/path.ts";
import { setEntries } from "../git/commands/index.ts";
import { ignoredByAny } from "../git/attributes/check_ignore.ts";
import type { Entry } from "../git/values/tree.ts";
import type { LocalChange } from "../git/values/status_output.ts";
import { readNote, writeNote } from "../../system/json_file.ts";
import { isListOf, isText } from "../../system/json_value.ts";
import { removeAll } from "../../system/files.ts";
import type { DeletionBlock } from "../problem.ts";
import type { LeftOut } from "./left_out.ts";
import { massDeletion } from "./find_mass_deletion.ts";
import type { Mounts } from "./mounts.ts";

/** Deletions that wait for the user. */
export interface HeldDeletion {
  readonly block: DeletionBlock;
  /** The paths that the commits keep. */
  readonly paths: ReadonlySet<GitPath>;
  /** Those of them that wait because they are many: they can be restored, and are noted. */
  readonly many: readonly GitPath[];
  /** New files in the place of a folder with such paths: no commit can have both. */
  readonly replacing: readonly GitPath[];
}

/**
 * Returns the deletions that wait, of those that a save would take. Once one waits, further ones
 * wait with it, until it is confirmed or undone. Throws `GitError`.
 */
export async function findHeldDeletion(
  repository: Repository,
  { mounts, noted, ...save }: {
    readonly changes: readonly LocalChange[];
    readonly leftOut: LeftOut;
    readonly head: string | undefined;
    /** Is made anew, and removed. */
    readonly index: string;
    readonly mounts: Mounts;
    /** The paths of a mass deletion that has been waiting. */
    readonly noted: ReadonlySet<GitPath>;
  },
): Promise<HeldDeletion | undefined> {
  const { changes, leftOut, head } = save;
  if (head === undefined) return undefined;
  const gone = changes.filter(({ path, kind }) => kind === "deleted" && !leftOut.has(path))
    .map(({ path }) => path);
  if (gone.length === 0) return undefined;
  const away = await mounts.unmounted(gone);
  const absent = new Set(gone).difference(away?.paths ?? new Set<GitPath>());
  const isWaiting = absent.values().some((path) => noted.has(path));
  const mass = await massDeletion(repository, { ...save, head, gone: absent, isWaiting });
  if (away === undefined && mass === undefined) return undefined;
  const many = mass?.paths ?? [];
  const paths = new Set(many).union(away?.paths ?? new Set<GitPath>());
  const block: DeletionBlock = mass === undefined
    ? { kind: "unmounted", folder: away!.folder, deleted: paths.size }
    : { kind: "mass deletion", deleted: paths.size, tracked: mass.tracked };
  const folders = new Set([...paths].flatMap(parentFolders));
  const replacing = changes.filter(({ path, kind }) => kind !== "deleted" && folders.has(path))
    .map(({ path }) => path);
  return { block, paths, many, replacing };
}

/**
 * Stages the deletion of waiting files that were made anew and are ignored by a rule, and returns
 * their paths: tracked still, they would be published in spite of the rule. The deletion goes on
 * waiting. Throws `GitError`.
 */
export async function forgetMadeAnew(
  repository: Repository,
  { changes, noted }: {
    readonly changes: readonly LocalChange[];
    readonly noted: ReadonlySet<GitPath>;
  },
): Promise<ReadonlySet<GitPath>> {
  const anew = noted.size === 0
    ? []
    : changes.filter(({ path, kind, unstaged }) =>
      kind === "changed" && unstaged && noted.has(path)
    );
  if (anew.length === 0) return new Set();
  const ignored = await ignoredByAny(repository, anew.map(({ path }) => path));
  if (ignored.length > 0) {
    await setEntries(repository, ignored.map((path) => [path, undefined] as const));
  }
  return new Set(ignored);
}

/** Returns what a commit has at the held paths whose deletion is staged. Throws `GitError`. */
export async function stagedEntries(
  repository: Repository,
  { head, changes, held }: {
    readonly head: string;
    readonly changes: readonly LocalChange[];
    readonly held: HeldDeletion;
  },
): Promise<ReadonlyMap<GitPath, Entry>> {
  const staged = changes.filter(({ path, unstaged }) => held.paths.has(path) && !unstaged);
  if (staged.length === 0) return new Map();
  const tree = await treeEntries(repository, head);
  return new Map(staged.flatMap(({ path }) => {
    const entry = tree.get(path);
    return entry === undefined ? [] : [[path, entry] as const];
  }));
}

/** Reads the paths of a mass deletion that waits. */
export async function readHeldDeletion(
  repository: Pick<Repository, "ownDir">,
): Promise<readonly GitPath[]> {
  const isList = (content: unknown): content is readonly GitPath[] => isListOf(content, isText);
  return await readNote(noteFile(repository), isList) ?? [];
}

/** Notes the paths of a mass deletion that waits; none removes the note. */
export async function writeHeldDeletion(
  repository: Pick<Repository, "ownDir">,
  paths: readonly GitPath[],
): Promise<void> {
  if (paths.length === 0) await removeAll(noteFile(repository));
  else await writeNote(noteFile(repository), paths);
}

function noteFile({ ownDir }: Pick<Repository, "ownDir">): string {
  return join(ownDir, "held-deletion.json");
}
