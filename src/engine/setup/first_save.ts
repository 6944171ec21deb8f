// Finds files that are probably not meant for a remote, before they are sent for the first time.

import { withObjects } from "../git/objects/objects.ts";
import { git } from "../git/process/git.ts";
import { gitRunner } from "../git/process/run_git.ts";
import type { GitOptions } from "../git/process/types.ts";
import { fileIn, fileName, type GitPath, nulPaths, shownName } from "../git/values/path.ts";
import { entryType } from "../git/values/tree.ts";
import type { SyncSettings } from "../sync/settings.ts";
import { unsentFiles } from "./unsent_files.ts";
import { hasSecretName, secretIn } from "./secret_patterns.ts";
import {
  FIRST_SAVE_BYTES_READ,
  FIRST_SAVE_FILES_READ,
  KEY_FILE_BYTES,
  RISKY_FILE_BYTES,
} from "../../system/limits/setup.ts";

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
  /** Risky files that are tracked, with a content that no remote is known to have. */
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
  const start = gitRunner({ ...settings, folder });
  const repository = {
    run: (args: readonly string[], options: GitOptions) =>
      start(args, { ...options, env: { ...options.env, GIT_DIR: gitDir } }),
  };
  const risky: RiskyFile[] = [];
  let [files, tooLarge, read, readBytes] = [0, 0, 0, 0];
  const judge = async (
    path: GitPath,
    { bytes, contentOf }: {
      readonly bytes: number;
      readonly contentOf: (mostBytes: number) => Promise<string>;
    },
  ): Promise<RiskyFile | undefined> => {
    const text = shownName(path);
    const isNamed = hasSecretName(text, bytes);
    const isRead = !isNamed && bytes > 0 && bytes <= KEY_FILE_BYTES &&
      read++ < FIRST_SAVE_FILES_READ;
    // Beyond that the beginning is read, where a key stands.
    const wanted = readBytes < FIRST_SAVE_BYTES_READ ? KEY_FILE_BYTES : KEY_LINE_BYTES;
    const content = isRead ? await contentOf(wanted) : "";
    readBytes += content.length;
    const why = isNamed
      ? "secret"
      : secretIn(content) ?? (bytes > RISKY_FILE_BYTES ? "large" : undefined);
    return why && { path, shown: text, why, bytes };
  };
  const judgeFile = async (path: GitPath, bytes: number) =>
    await judge(path, { bytes, contentOf: (most) => beginningOf(fileIn(folder, path), most) });
  const args = ["ls-files", "-z", "--others", "--exclude-standard"];
  for (const path of nulPaths((await git(repository, args, { access: "reads" })).stdout)) {
    // A repository inside, which is not synced.
    if (path.endsWith("/")) continue;
    const info = await fileAt(folder, path);
    if (info === undefined) continue;
    files++;
    if (settings.maxFileBytes > 0 && info.size > settings.maxFileBytes) {
      tooLarge++;
      continue;
    }
    const file = await judgeFile(path, info.size);
    if (file !== undefined) risky.push(file);
  }
  const committed = new Map<GitPath, RiskyFile>();
  const unsent = await unsentFiles(repository);
  if (unsent.length === 0) return { files, risky, tooLarge, committed: [] };
  await withObjects(repository, async (objects) => {
    const stored = unsent.flatMap(({ entry }) =>
      entry !== undefined && entryType(entry) === "file" ? [entry.oid] : []
    );
    const sizes = new Map((await objects.info(stored)).map((info) => [info?.oid, info?.size]));
    for (const { path, entry } of unsent) {
      if (committed.has(path)) continue;
      const file = entry === undefined
        ? await judgeFile(path, (await fileAt(folder, path))?.size ?? 0)
        // Of a link or a repository the name alone may tell enough.
        : await judge(path, {
          bytes: sizes.get(entry.oid) ?? 0,
          contentOf: async (most) => {
            const [bytes] = await objects.contents([entry.oid]);
            return new TextDecoder("latin1").decode(bytes?.subarray(0, most));
          },
        });
      if (file !== undefined) committed.set(path, file);
    }
  });
  return { files, risky, tooLarge, committed: [...committed.values()] };
}

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
