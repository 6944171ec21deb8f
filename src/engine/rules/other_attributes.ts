// Contents that were stored by another filter or encoding than the one that counts now. Set as they are, they would
// publish what is encrypted by now as it was before, or be written to the folder as other bytes than were saved.

import { type ByteAttributes, isNamed } from "../git/values/byte_attributes.ts";
import { byteAttributesBy } from "../git/attributes/commit_attributes.ts";
import type { Repository } from "../git/repository/repository.ts";
import { baseName, type GitPath } from "../git/values/path.ts";
import { type Entry, entryType } from "../git/values/tree.ts";
import { readSaves } from "../history/save_log.ts";

/** Where the contents come from. */
export interface ContentSource {
  readonly commit: string;
  /** The names of files that had another name in it. */
  readonly names: ReadonlyMap<GitPath, GitPath>;
}

/** The attributes by path. */
type Said = ReadonlyMap<GitPath, ByteAttributes>;

/**
 * Returns those of the entries whose contents were stored by another filter or encoding than that of `head`, before
 * or after the entries are set. Line ends do not count: git stores them alike. Throws `GitError`.
 */
export async function storedOtherwise(
  repository: Repository,
  { head, source, entries }: {
    readonly head: string;
    readonly source: ContentSource;
    readonly entries: readonly (readonly [GitPath, Entry | undefined])[];
  },
): Promise<ReadonlySet<GitPath>> {
  const files = entries.flatMap(([path, entry]) =>
    entry !== undefined && entryType(entry) === "file"
      ? [{ path, then: source.names.get(path) ?? path, oid: entry.oid }]
      : []
  );
  if (files.length === 0) return new Set();
  const set = entries.filter(([path]) => baseName(path) === ".gitattributes");
  const paths = files.map(({ path }) => path);
  const now = await byteAttributesBy(repository, { commit: head, paths });
  const next = set.length === 0
    ? now
    : await byteAttributesBy(repository, { commit: head, set, paths });
  const before = await byteAttributesBy(repository, {
    commit: source.commit,
    paths: files.map(({ then }) => then),
  });
  const isOther = (
    { path, then }: { readonly path: GitPath; readonly then: GitPath },
    said: Said,
  ) => !isReadBy(next.get(path), said.get(then)) || isOpened(now.get(path), said.get(then));
  const others = new Set(files.filter((file) => isOther(file, before)).map(({ path }) => path));
  // A rule changes no content by itself: a commit may have one that was stored before the rule came.
  const converted = files.filter(({ path }) => !others.has(path) && isConverted(next.get(path)));
  const makers = await makersOf(repository, { head, files: converted });
  for (const [maker, made] of Map.groupBy(converted, (file) => makers.get(file))) {
    const said = maker === undefined ? new Map() : await byteAttributesBy(repository, {
      commit: maker,
      paths: made.map(({ then }) => then),
    });
    for (const file of made) if (isOther(file, said)) others.add(file.path);
  }
  return others;
}

/** Reports whether git stores a file by the same filter and encoding under both. Line ends do not count. */
export function isStoredAlike(
  one: ByteAttributes | undefined,
  other: ByteAttributes | undefined,
): boolean {
  return filterOf(one) === filterOf(other) && encodingOf(one) === encodingOf(other);
}

/** Reports whether the attributes of now make of a content the bytes that were stored by those of then. */
function isReadBy(now: ByteAttributes | undefined, then: ByteAttributes | undefined): boolean {
  const isSame = filterOf(now) === filterOf(then);
  // Of what it does not keep, git-lfs writes the content as it is.
  return encodingOf(now) === encodingOf(then) &&
    (isSame || filterOf(now) === "lfs" && filterOf(then) === undefined);
}

/** Reports whether a filter of now, which may encrypt, has not stored the content. */
function isOpened(now: ByteAttributes | undefined, then: ByteAttributes | undefined): boolean {
  const filter = filterOf(now);
  // A file that git-lfs keeps is as public as everything else.
  return filter !== undefined && filter !== "lfs" && filter !== filterOf(then);
}

function isConverted(said: ByteAttributes | undefined): boolean {
  const filter = filterOf(said);
  return filter !== undefined && filter !== "lfs" || encodingOf(said) !== undefined;
}

function filterOf(said: ByteAttributes | undefined): string | undefined {
  return named(said?.filter);
}

function encodingOf(said: ByteAttributes | undefined): string | undefined {
  return named(said?.["working-tree-encoding"]);
}

function named(value: string | undefined): string | undefined {
  return value !== undefined && isNamed(value) ? value : undefined;
}

/** A content under the name that it had. */
interface StoredFile {
  readonly then: GitPath;
  readonly oid: string;
}

/** Returns the newest commit of the history that has set each file to its content, where there is one. */
async function makersOf<File extends StoredFile>(
  repository: Repository,
  { head, files }: { readonly head: string; readonly files: readonly File[] },
): Promise<ReadonlyMap<File, string>> {
  const makers = new Map<File, string>();
  const wanted = new Map<GitPath, File[]>();
  for (const file of files) wanted.set(file.then, [...wanted.get(file.then) ?? [], file]);
  const [path, ...others] = wanted.keys();
  if (path === undefined) return makers;
  const query = {
    tips: [head],
    ...(others.length === 0 ? { path } : {}),
    mostFiles: Infinity,
    // Else git leaves out what a merge has not taken.
    options: ["--full-history"],
  };
  await readSaves(repository, query, ({ id, files: saved }) => {
    for (const { path, entry } of saved) {
      for (const file of wanted.get(path) ?? []) {
        if (entry?.oid === file.oid && !makers.has(file)) makers.set(file, id);
      }
    }
    return makers.size === files.length ? "enough" : undefined;
  });
  return makers;
}
