// The two versions of an open conflict, where they come from, and what git merges of them.

import { laterPathOf } from "./later_path.ts";
import { mergeBases } from "../git/commands/ancestry.ts";
import type { Repository } from "../git/repository/repository.ts";
import { conflictOf } from "../git/values/conflict_name.ts";
import { type GitPath, shownName } from "../git/values/path.ts";
import { type Entry, sameEntry } from "../git/values/tree.ts";
import { type ConflictContent, conflictContent, type Stored } from "./conflict_content.ts";
import { entryIn } from "./content.ts";
import { NotInHistory } from "./find_save.ts";
import { ownCommits, ownVersions } from "./own_versions.ts";
import type { Save } from "./saves.ts";
import { readVersions, type Version } from "./versions.ts";

/** One of the versions of a conflict. */
export interface ConflictVersion {
  /** The commit that has it at `path`. */
  readonly id: string;
  readonly path: string;
  /** The id of its content, which a settlement names as seen. */
  readonly oid: string;
  /** Who saved it, and when, in milliseconds since 1970. */
  readonly host: string;
  readonly time: number;
  /** Present when it was saved on this machine, as far as that is known: two machines may have one name. */
  readonly isOwn?: true;
}

/** An open conflict with what is needed to settle it. */
export interface ConflictDetails {
  readonly copy: string;
  /** The version in the copy. */
  readonly this: ConflictVersion;
  /** The version that has the name; of a renamed file under the name of today. Absent where none has it. */
  readonly other: ConflictVersion | undefined;
  /** Where the file was deleted: the last version of it, and who deleted it when. */
  readonly deleted:
    | (ConflictVersion & { readonly by: { readonly host: string; readonly time: number } })
    | undefined;
  /** The version that both machines had before, where it is known. */
  readonly base: Pick<ConflictVersion, "id" | "path" | "oid"> | undefined;
  readonly content: ConflictContent;
}

/** Returns what is known of an open conflict. Throws `GitError`, and `NotInHistory` when there is none of this copy. */
export async function conflictDetails(
  repository: Repository,
  { tip, copy }: { readonly tip: string; readonly copy: GitPath },
): Promise<ConflictDetails> {
  const named = conflictOf(copy);
  const inCopy = named && await fileIn(repository, { commit: tip, path: copy });
  if (named === undefined || inCopy === undefined) throw new NotInHistory("path");
  const versions = await versionsOf(repository, { tip, path: copy });
  const edit = versions.find(({ action, save }) => action !== "added" && save.kind !== "merge");
  const { host, time } = edit?.save.origin ?? named;
  const own = await ownCommits(repository);
  const isOwn = edit === undefined
    ? (await ownVersions(repository, [copy])).has(copy)
    : own.has(edit.save.id);
  const thisVersion = {
    id: tip,
    path: shownName(copy),
    oid: inCopy.oid,
    host,
    time,
    ...ownMark(isOwn),
  };
  const origin = versions.findLast(({ action }) => action === "added")?.save;
  const base = origin && await baseOf(repository, { merge: origin, path: named.path });
  const found = await originalOf(repository, { tip, path: named.path, own });
  const other = found?.other;
  return {
    copy: shownName(copy),
    this: thisVersion,
    other: other && shown(other),
    deleted: found?.deleted,
    base: base && { id: base.id, path: shownName(base.path), oid: base.entry.oid },
    content: await conflictContent(repository, {
      this: { path: copy, entry: inCopy },
      other,
      base,
    }),
  };
}

type Saved = Stored & {
  readonly id: string;
  readonly host: string;
  readonly time: number;
  readonly isOwn: boolean;
};

function shown({ id, path, entry, host, time, isOwn }: Saved): ConflictVersion {
  return { id, path: shownName(path), oid: entry.oid, host, time, ...ownMark(isOwn) };
}

function ownMark(isOwn: boolean): { readonly isOwn?: true } {
  return isOwn ? { isOwn } : {};
}

/** Returns the version that has the name, or what became of it. */
async function originalOf(
  repository: Repository,
  { tip, path: name, own }: {
    readonly tip: string;
    readonly path: GitPath;
    /** The commits of this machine. */
    readonly own: ReadonlySet<string>;
  },
): Promise<
  | { readonly other: Saved; readonly deleted?: undefined }
  | { readonly other?: undefined; readonly deleted: ConflictDetails["deleted"] }
  | undefined
> {
  const at = (path: GitPath) => fileIn(repository, { commit: tip, path });
  let path = name;
  let entry = await at(path);
  if (entry === undefined) {
    const isThere = async (path: GitPath) => await at(path) !== undefined;
    const fate = await laterPathOf(repository, { head: tip, path, isThere });
    if (fate.kind === "never there") return undefined;
    path = fate.path;
    if (fate.kind === "deleted") return await deletedVersion(repository, { tip, path, own });
    entry = (await at(path))!;
  }
  const maker = await versionWith(repository, { tip, path, entry });
  const { host, time } = maker?.save.origin ?? { host: "", time: 0 };
  const isOwn = maker !== undefined && own.has(maker.save.id);
  return { other: { id: tip, path, entry, host, time, isOwn } };
}

async function deletedVersion(
  repository: Repository,
  { own, ...at }: {
    readonly tip: string;
    readonly path: GitPath;
    readonly own: ReadonlySet<string>;
  },
): Promise<{ readonly deleted: ConflictDetails["deleted"] } | undefined> {
  const versions = await versionsOf(repository, at);
  const deletion = versions.find(({ action }) => action === "deleted");
  const last = versions.find(({ entry }) => entry !== undefined);
  if (deletion === undefined || last?.entry === undefined) return undefined;
  const { id, origin } = last.save;
  return {
    deleted: {
      ...shown({ id, path: last.path, entry: last.entry, ...origin, isOwn: own.has(id) }),
      by: deletion.save.origin,
    },
  };
}

/** Returns the newest version of a file that no merge has made, as far as its content is this one. */
async function versionWith(
  repository: Repository,
  { tip, path, entry }: { readonly tip: string; readonly path: GitPath; readonly entry: Entry },
): Promise<Version | undefined> {
  let found: Version | undefined;
  await readVersions(repository, { tip, path }, (version) => {
    if (!sameEntry(version.entry, entry)) return undefined;
    found = version;
    return "enough";
  });
  return found;
}

async function versionsOf(
  repository: Repository,
  at: { readonly tip: string; readonly path: GitPath },
): Promise<Version[]> {
  const versions: Version[] = [];
  await readVersions(repository, at, (version) => {
    versions.push(version);
    return versions.length === VERSIONS_READ ? "enough" : undefined;
  });
  return versions;
}

/** Versions of a copy that are read: it is edited a few times at most. */
const VERSIONS_READ = 100;

/** Returns the version from which both sides of a merge were made, where there is exactly one. */
async function baseOf(
  repository: Repository,
  { merge: { parents }, path }: { readonly merge: Pick<Save, "parents">; readonly path: GitPath },
): Promise<(Stored & { readonly id: string }) | undefined> {
  const [ours, theirs] = parents;
  if (ours === undefined || theirs === undefined) return undefined;
  const [id, other] = await mergeBases(repository, [ours, theirs]);
  if (id === undefined || other !== undefined) return undefined;
  const entry = await fileIn(repository, { commit: id, path });
  return entry === undefined ? undefined : { id, path, entry };
}

async function fileIn(
  repository: Repository,
  at: { readonly commit: string; readonly path: GitPath },
): Promise<Entry | undefined> {
  const found = await entryIn(repository, at);
  return found?.kind === "file" ? found.entry : undefined;
}
