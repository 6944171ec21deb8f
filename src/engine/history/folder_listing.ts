// One folder as it was at a time, in pages, each entry compared with what it is today.

import { createHash, type Hash } from "node:crypto";
import { FOLDER_ENTRIES } from "../../system/limits/history.ts";
import { treeEntries } from "../git/commands/trees.ts";
import { git } from "../git/process/git.ts";
import type { Repository } from "../git/repository/repository.ts";
import { eachField } from "../git/values/git_text.ts";
import {
  baseName,
  fileName,
  type GitPath,
  pathFromGit,
  TOP,
  withSlash,
} from "../git/values/path.ts";
import { textOfPath } from "../git/values/written_path.ts";
import { type Entry, entryType, parseEntry, sameEntry } from "../git/values/tree.ts";
import { NotInHistory } from "./find_save.ts";
import { folderAt, savesBy } from "./folder_at.ts";
import type { Save } from "./saves.ts";
import { type ShownSave, shownSave } from "./shown.ts";

/** A file or a folder as it was at a time. */
export interface ListedEntry {
  readonly name: string;
  readonly path: string;
  readonly kind: "file" | "folder" | "repository";
  /** Its state today. A folder of which something was changed or is gone counts as changed. */
  readonly since: "same" | "changed" | "gone";
  /** The save that has this content, and the id of the content. */
  readonly id: string;
  readonly oid: string;
}

/** Some entries of a folder, folders first, by name. */
export interface FolderListing {
  /** The newest save by then. */
  readonly save: ShownSave;
  readonly entries: readonly ListedEntry[];
  /** How many there are in all. */
  readonly count: number;
}

/**
 * Returns what was in a folder at a time, in milliseconds since 1970; `undefined` where the history begins later.
 * Throws `GitError`, and `NotInHistory` when there was no such folder.
 */
export async function folderListing(
  repository: Repository,
  { tip, time, folder, skip = 0 }: {
    readonly tip: string;
    readonly time: number;
    readonly folder: GitPath;
    readonly skip?: number;
  },
): Promise<FolderListing | undefined> {
  const found = await folderThen(repository, { tip, time, folder });
  if (found === undefined) return undefined;
  const { save, then, now, makers } = found;
  if (then.size === 0 && folder !== TOP) throw new NotInHistory("path");
  const all = [...then].sort(([a, x], [b, y]) =>
    Number(isFolder(y)) - Number(isFolder(x)) || (a < b ? -1 : 1)
  );
  return {
    save: shownSave(save),
    entries: all.slice(skip, skip + FOLDER_ENTRIES).map(([path, entry]) => ({
      name: textOfPath(baseName(path)),
      path: textOfPath(path),
      kind: isFolder(entry) ? "folder" : entryType(entry) === "gitlink" ? "repository" : "file",
      since: sinceThen(entry, now.get(path)),
      id: makers.get(path) ?? save.id,
      oid: entry.oid,
    })),
    count: all.length,
  };
}

/** Returns what was in a folder, what is in it today, and the saves that have entries which the newest one lacks. */
async function folderThen(
  repository: Repository,
  { tip, time, folder }: {
    readonly tip: string;
    readonly time: number;
    readonly folder: GitPath;
  },
): Promise<
  | {
    readonly save: Save;
    readonly then: Entries;
    readonly now: Entries;
    readonly makers: ReadonlyMap<GitPath, string>;
  }
  | undefined
> {
  const [save, ...others] = await savesBy(repository, { tip, time });
  if (save === undefined) return undefined;
  if (others.length === 0) {
    const then = await entriesOf(repository, { commit: save.id, folder });
    const now = await entriesOf(repository, { commit: tip, folder });
    return { save, then, now, makers: new Map() };
  }
  // No tree of git is the folder of then.
  const at = await folderAt(repository, { tip, time });
  const then = levelOf(at?.entries ?? new Map(), folder);
  const now = levelOf(await treeEntries(repository, tip), folder);
  return { save, then, now, makers: at?.makers ?? new Map() };
}

type Entries = ReadonlyMap<GitPath, Entry>;

/** Returns what is in a folder; the id of a folder in it stands for all that this one has. */
function levelOf(entries: Entries, folder: GitPath): Entries {
  const start = folder === TOP ? TOP : withSlash(folder);
  const level = new Map<GitPath, Entry>();
  const folders = new Map<GitPath, Hash>();
  const below = [...entries].filter(([path]) => path.startsWith(start));
  for (const [path, entry] of below.sort(([a], [b]) => a < b ? -1 : 1)) {
    const end = path.indexOf("/", start.length);
    if (end === -1) {
      level.set(path, entry);
      continue;
    }
    const name = pathFromGit(path.slice(0, end));
    const hash = folders.get(name) ?? createHash("sha256");
    folders.set(name, hash.update(`${entry.mode} ${entry.oid} ${path}\0`, "latin1"));
  }
  for (const [name, hash] of folders) level.set(name, { mode: FOLDER, oid: hash.digest("hex") });
  return level;
}

/** The mode of a folder in git's trees. */
const FOLDER = "040000";

function isFolder({ mode }: Entry): boolean {
  return mode === FOLDER;
}

function sinceThen(then: Entry, now: Entry | undefined): ListedEntry["since"] {
  if (now === undefined) return "gone";
  return sameEntry(then, now) ? "same" : "changed";
}

/** Returns what a commit has in a folder, by path. */
async function entriesOf(
  repository: Repository,
  { commit, folder }: { readonly commit: string; readonly folder: GitPath },
): Promise<Entries> {
  const name = fileName(folder);
  if (name === undefined) throw new NotInHistory("name");
  const below = folder === TOP ? [] : [`${name}/`];
  const args = ["ls-tree", "-z", "--full-tree", commit, "--", ...below];
  const { stdout } = await git(repository, args, {
    access: "reads",
    env: { GIT_LITERAL_PATHSPECS: "1" },
  });
  return new Map([...eachField(stdout)].map(parseEntry));
}
