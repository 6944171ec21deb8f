// The content of a version: its bytes, or what the user would see of it, through the filters.

import { Buffer } from "node:buffer";
import { FILTER_SILENCE_MS, git, GitError } from "../git/process/git.ts";
import { classify } from "../git/process/classify.ts";
import { optionalProcesses } from "../git/process/forced_settings.ts";
import { withObjects } from "../git/objects/objects.ts";
import type { Repository } from "../git/repository/repository.ts";
import { eachField } from "../git/values/git_text.ts";
import { treeEntries } from "../git/commands/trees.ts";
import { fileName, type GitPath, withSlash } from "../git/values/path.ts";
import { type Entry, entryType, parseEntry } from "../git/values/tree.ts";
import { NotInHistory } from "./find_save.ts";

/** A path in a commit, and its entry. */
export type PathInSave =
  | { readonly kind: "file"; readonly entry: Entry }
  | { readonly kind: "folder" };

/** Returns what a commit has at a path; `undefined` when it has nothing there. Throws `GitError`. */
export async function entryIn(
  repository: Repository,
  { commit, path }: { readonly commit: string; readonly path: GitPath },
): Promise<PathInSave | undefined> {
  const name = fileName(path);
  if (name === undefined) return await entryAmongAll(repository, { commit, path });
  if (name === "") return { kind: "folder" };
  const args = ["ls-tree", "-z", "--full-tree", commit, "--", name];
  const { stdout } = await git(repository, args, {
    access: "reads",
    env: { GIT_LITERAL_PATHSPECS: "1" },
  });
  for (const line of eachField(stdout)) {
    const [at, entry] = parseEntry(line);
    if (at !== path) continue;
    return entry.mode === "040000" ? { kind: "folder" } : { kind: "file", entry };
  }
  return undefined;
}

/** Returns the entry at a path that is not UTF-8: Deno can pass no such name to git. */
async function entryAmongAll(
  repository: Repository,
  { commit, path }: { readonly commit: string; readonly path: GitPath },
): Promise<PathInSave | undefined> {
  const tree = await treeEntries(repository, commit);
  const entry = tree.get(path);
  if (entry !== undefined) return { kind: "file", entry };
  const isFolder = tree.keys().some((one) => one.startsWith(withSlash(path)));
  return isFolder ? { kind: "folder" } : undefined;
}

/** The content of a version, or why it is not given. */
export type Content =
  | { readonly kind: "bytes"; readonly bytes: Uint8Array; readonly isLink: boolean }
  /** `size` in bytes, where it is known. */
  | { readonly kind: "too large"; readonly size: number | undefined }
  /** It is a repository of its own, which this history does not have. */
  | { readonly kind: "repository" }
  /** This clone does not have it, and its remote does not give it. */
  | { readonly kind: "not here" };

/**
 * Returns the bytes of an entry, of a link where it leads. With `asSeen` they are as a checkout would write them:
 * with the line ends of this machine, and what git-lfs has instead of its pointer. Throws `GitError`, also where a
 * filter fails.
 */
export async function contentOf(
  repository: Repository,
  { path, entry, asSeen, mostBytes }: {
    readonly path: GitPath;
    readonly entry: Entry;
    readonly asSeen: boolean;
    readonly mostBytes: number;
  },
): Promise<Content> {
  const type = entryType(entry);
  if (type === "gitlink") return { kind: "repository" };
  const found = await withObjects(repository, async (objects) => {
    const [info] = await objects.info([entry.oid]);
    if (info === undefined) return { kind: "not here" } as const;
    if (info.size > mostBytes) return { kind: "too large", size: info.size } as const;
    const [bytes] = await objects.contents([entry.oid]);
    if (bytes === undefined) return { kind: "not here" } as const;
    return { kind: "bytes", bytes, isLink: type === "link" } as const;
  });
  // Of a name that Deno cannot pass to git, what is stored has to do.
  if (found.kind !== "bytes" || !asSeen || type === "link" || fileName(path) === undefined) {
    return found;
  }
  return await filtered(repository, { path, oid: entry.oid, mostBytes });
}

async function filtered(
  repository: Repository,
  { path, oid, mostBytes }: {
    readonly path: GitPath;
    readonly oid: string;
    readonly mostBytes: number;
  },
): Promise<Content> {
  const name = fileName(path);
  if (name === undefined) throw new NotInHistory("name");
  const pieces: Uint8Array[] = [];
  const args = ["cat-file", "--filters", `--path=${name}`, oid];
  const result = await repository.run([...optionalProcesses(repository.config), ...args], {
    access: "reads",
    silenceMs: FILTER_SILENCE_MS,
    mostBytes,
    converse: async (ends) => {
      for (let piece = await ends.read(); piece !== undefined; piece = await ends.read()) {
        pieces.push(piece);
      }
    },
  });
  if (result.ended === "flood") return { kind: "too large", size: undefined };
  if (result.code !== 0 || result.ended !== undefined) {
    throw new GitError(classify(result), "git cat-file");
  }
  return { kind: "bytes", bytes: Buffer.concat(pieces), isLink: false };
}
