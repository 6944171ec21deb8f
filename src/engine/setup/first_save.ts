// Finds files that are probably not meant for a remote, before they are sent for the first time.

import { expected } from "../git/process/git.ts";
import { gitRunner } from "../git/process/run_git.ts";
import { fileIn, fileName, type GitPath, nulPaths, shownName } from "../git/values/path.ts";
import type { SyncSettings } from "../sync/settings.ts";
import { hasSecretName, secretIn } from "./secret_patterns.ts";
import {
  FIRST_SAVE_BYTES_READ,
  FIRST_SAVE_FILES_READ,
  KEY_FILE_BYTES,
  RISKY_FILE_BYTES,
} from "../../system/limits.ts";

/** A file that is probably not meant for a remote. */
export interface RiskyFile {
  readonly path: GitPath;
  /** Its name for the user's eyes. */
  readonly shown: string;
  readonly why: "secret" | "private key" | "token" | "large";
  readonly bytes: number;
}

/** The content of a first save. */
export interface FirstSave {
  readonly files: number;
  readonly risky: readonly RiskyFile[];
  /** How many files are larger than the configuration allows, so that they stay here anyway. */
  readonly tooLarge: number;
  /** Risky files that the user has staged or committed, in a commit that no remote is known to have. */
  readonly committed: readonly RiskyFile[];
}

/**
 * Returns what a first save of a folder would take, by its rules, and what goes with the first push besides. `gitDir`
 * is the folder's own git folder, or that of an empty repository. Nothing is written. Throws `GitError`.
 */
export async function findFirstSave(
  settings: SyncSettings,
  { folder, gitDir }: { readonly folder: string; readonly gitDir: string },
): Promise<FirstSave> {
  const run = gitRunner({ ...settings, folder });
  const git = (...args: readonly string[]) =>
    run(args, { access: "reads", env: { GIT_DIR: gitDir } });
  const list = async (...args: readonly string[]) =>
    nulPaths(expected(await git(...args), { verb: `git ${args[0]}` }).stdout);
  const risky: RiskyFile[] = [];
  let [files, tooLarge, read, readBytes] = [0, 0, 0, 0];
  const riskyAt = async (path: GitPath, bytes: number): Promise<RiskyFile | undefined> => {
    const text = shownName(path);
    const isNamed = hasSecretName(text, bytes);
    const isRead = !isNamed && fileName(path) !== undefined && bytes <= KEY_FILE_BYTES &&
      read++ < FIRST_SAVE_FILES_READ;
    // Beyond that the beginning is read, where a key stands.
    const wanted = readBytes < FIRST_SAVE_BYTES_READ ? KEY_FILE_BYTES : KEY_LINE_BYTES;
    const content = isRead ? await beginningOf(fileIn(folder, path), wanted) : "";
    readBytes += content.length;
    const why = isNamed
      ? "secret"
      : secretIn(content) ?? (bytes > RISKY_FILE_BYTES ? "large" : undefined);
    return why && { path, shown: text, why, bytes };
  };
  for (const path of await list("ls-files", "-z", "--others", "--exclude-standard")) {
    // A repository inside, which is not synced.
    if (path.endsWith("/")) continue;
    const info = await fileAt(folder, path);
    if (info === undefined) continue;
    files++;
    if (settings.maxFileBytes > 0 && info.size > settings.maxFileBytes) {
      tooLarge++;
      continue;
    }
    const file = await riskyAt(path, info.size);
    if (file !== undefined) risky.push(file);
  }
  const hasCommit = (await git("rev-parse", "--quiet", "--verify", "HEAD")).code === 0;
  const named = new Set([
    ...await list("diff", "--cached", "--no-renames", "--name-only", "--diff-filter=A", "-z"),
    ...hasCommit ? await list(...UNSENT) : [],
  ]);
  const committed: RiskyFile[] = [];
  for (const path of named) {
    // One that is gone from the folder is in the commit, and its name may tell enough.
    const file = await riskyAt(path, (await fileAt(folder, path))?.size ?? 0);
    if (file !== undefined) committed.push(file);
  }
  return { files, risky, tooLarge, committed };
}

/** Names the files that were added in commits which no remote is known to have. */
const UNSENT = [
  ...["log", "--format=", "--no-renames", "--name-only", "--diff-filter=A", "-z"],
  ...["HEAD", "--not", "--remotes"],
] as const;

/** Returns the information about a file; `undefined` where there is none, or Deno cannot name it. */
async function fileAt(folder: string, path: GitPath): Promise<Deno.FileInfo | undefined> {
  if (fileName(path) === undefined) return undefined;
  const info = await Deno.lstat(fileIn(folder, path)).catch(() => undefined);
  return info?.isFile ? info : undefined;
}

/** Returns the first bytes of a file, one character each; "" for one that cannot be read, which is not sent either. */
async function beginningOf(file: string, most: number): Promise<string> {
  const buffer = new Uint8Array(most);
  try {
    using opened = await Deno.open(file);
    const count = await opened.read(buffer) ?? 0;
    return new TextDecoder("latin1").decode(buffer.subarray(0, count));
  } catch {
    return "";
  }
}

/** Bytes in which the first line of a key stands, comments before it included. */
const KEY_LINE_BYTES = 512;
