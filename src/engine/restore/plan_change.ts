// Plans a restore, or the undoing of a save: the entry that each path would get.

import { changesBetween, emptyTree, treeEntries } from "../git/commands/trees.ts";
import { isShallow } from "../git/repository/partial_clone.ts";
import type { Repository } from "../git/repository/repository.ts";
import { fileName, type GitPath, pathFromGit, TOP, withSlash } from "../git/values/path.ts";
import { type Entry, sameEntry } from "../git/values/tree.ts";
import { entryIn } from "../history/content.ts";
import { findSave } from "../history/find_save.ts";
import { folderAt } from "../history/folder_at.ts";
import { ensureFew } from "../history/many_files.ts";
import { readSaves } from "../history/save_log.ts";
import type { Save } from "../history/saves.ts";
import { readVersions, type Version } from "../history/versions.ts";
import type { KeptReason, Refusal, VersionName } from "./change.ts";
import type { ContentSource } from "../rules/other_attributes.ts";

/** The entries that the paths would get. */
export interface PlannedChange {
  readonly save: Pick<Save, "id" | "origin">;
  /** An absent entry means that the path is to be removed. */
  readonly entries: ReadonlyMap<GitPath, Entry | undefined>;
  readonly source: ContentSource;
  /** Paths that stay as they are, and why. */
  readonly kept: ReadonlyMap<GitPath, KeptReason>;
}

/** Nothing is changed, and why. */
export class RefusedChange extends Error {
  override readonly name = "RefusedChange";
  constructor(readonly refusal: Refusal) {
    super(refusal);
  }
}

/** Plans to set a file, or each file of a folder, as it was. Throws `RefusedChange`, `NotInHistory` and `GitError`. */
export async function planRestore(
  repository: Repository,
  { head, path, version }: {
    readonly head: string;
    readonly path: GitPath;
    readonly version: VersionName;
  },
): Promise<PlannedChange> {
  // No machine could put it in its place, and the file here would leave the sync.
  if (fileName(path) === undefined) throw new RefusedChange("no such name");
  return version.kind === "save"
    ? await planFromSave(repository, { head, path, id: version.id })
    : await planFromTime(repository, { head, path, time: version.time });
}

async function planFromSave(
  repository: Repository,
  { head, path, id }: { readonly head: string; readonly path: GitPath; readonly id: string },
): Promise<PlannedChange> {
  const commit = await findSave(repository, { id, tip: head });
  const save = await readSave(repository, commit);
  const found = await entryIn(repository, { commit, path });
  if (found?.kind === "file") return only(save, [[path, found.entry]]);
  if (found?.kind === "folder") {
    await ensureFew(repository, [{ old: head, new: commit }], { path });
    const place = path === TOP ? "" : withSlash(path);
    const entries = await treeEntries(repository, `${commit}:${fileName(path)}`);
    return only(save, [...entries].map(([name, entry]) => [pathFromGit(place + name), entry]));
  }
  // It may have had another name then.
  const then = await firstVersion(repository, { head, path }, ({ save }) => save.id === commit);
  if (then?.entry === undefined) throw new RefusedChange("no such path");
  return renamed(save, { path, then: then.path, entry: then.entry });
}

async function planFromTime(
  repository: Repository,
  { head, path, time }: { readonly head: string; readonly path: GitPath; readonly time: number },
): Promise<PlannedChange> {
  const then = path === TOP
    ? undefined
    : await firstVersion(repository, { head, path }, ({ save }) => save.origin.time <= time);
  if (then?.entry !== undefined) {
    return renamed(then.save, { path, then: then.path, entry: then.entry });
  }
  const folder = await folderAt(repository, { tip: head, time });
  if (folder === undefined) throw new RefusedChange("before the history");
  const entries = below(folder.entries, path);
  if (entries.length > 0) return only(folder.save, entries);
  throw new RefusedChange(then === undefined ? "no such path" : "deleted then");
}

/** Returns the newest version of a file of which `isWanted` says so. */
async function firstVersion(
  repository: Repository,
  { head, path }: { readonly head: string; readonly path: GitPath },
  isWanted: (version: Version) => boolean,
): Promise<Version | undefined> {
  let found: Version | undefined;
  await readVersions(repository, { tip: head, path }, (version) => {
    if (!isWanted(version)) return undefined;
    found = version;
    return "enough";
  });
  return found;
}

/**
 * Plans to set what a save changed as it was before, path by path. Paths that were changed again since stay. Throws
 * `RefusedChange`, `NotInHistory` and `GitError`.
 */
export async function planUndo(
  repository: Repository,
  { head, id }: { readonly head: string; readonly id: string },
): Promise<PlannedChange> {
  const commit = await findSave(repository, { id, tip: head });
  const save = await readSave(repository, commit);
  const [parent, other] = save.parents;
  if (other !== undefined) throw new RefusedChange("merge");
  // Git shows the commits at which a shallow clone is cut off without their parents.
  if (parent === undefined && await isShallow(repository)) {
    throw new RefusedChange("first of a shallow clone");
  }
  const before = parent ?? await emptyTree(repository);
  const there = await treeEntries(repository, head);
  const entries = new Map<GitPath, Entry | undefined>();
  const kept = new Map<GitPath, KeptReason>();
  await ensureFew(repository, [{ old: parent, new: commit }]);
  for (const { path, old, new: next } of await changesBetween(repository, before, commit)) {
    const current = there.get(path);
    if (sameEntry(current, next)) entries.set(path, old);
    else if (!sameEntry(current, old)) kept.set(path, "changed since");
  }
  return { save, entries, source: { commit: before, names: new Map() }, kept };
}

async function readSave(repository: Repository, commit: string): Promise<Save> {
  const saves: Save[] = [];
  await readSaves(repository, { tips: [commit], limit: 1, mostFiles: 0 }, (save) => {
    saves.push(save);
    return "enough";
  });
  const [save] = saves;
  if (save === undefined) throw new RefusedChange("no such save");
  return save;
}

function only(
  save: PlannedChange["save"],
  entries: readonly (readonly [GitPath, Entry])[],
): PlannedChange {
  const source = { commit: save.id, names: new Map() };
  return { save, entries: new Map(entries), source, kept: new Map() };
}

/** Plans to set one file to a version that may have had another name. */
function renamed(
  save: PlannedChange["save"],
  { path, then, entry }: {
    readonly path: GitPath;
    readonly then: GitPath;
    readonly entry: Entry;
  },
): PlannedChange {
  const source = { commit: save.id, names: new Map([[path, then]]) };
  return { ...only(save, [[path, entry]]), source };
}

/** Returns the entries in a folder and below it. */
function below(
  entries: ReadonlyMap<GitPath, Entry>,
  folder: GitPath,
): (readonly [GitPath, Entry])[] {
  const start = folder === TOP ? TOP : withSlash(folder);
  return [...entries].filter(([path]) => path.startsWith(start));
}
