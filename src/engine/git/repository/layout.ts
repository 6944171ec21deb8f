// Where a work tree keeps its git folder, read from files: asked before git itself is.

import { join, resolve } from "node:path";
import { readTextFile, realPath, stat } from "../../../system/disk/quick_files.ts";
import { lstat } from "../../../system/file_state.ts";

/** The git folder of a work tree, and the one that all linked work trees share. All three are real paths. */
export interface Layout {
  readonly root: string;
  readonly gitDir: string;
  readonly commonDir: string;
}

/**
 * Reads `.git`, the folder or the file that points to it (gitrepository-layout, "gitdir" and
 * "commondir"). Throws `Deno.errors.NotFound` when the folder is no repository's top.
 */
export async function readLayout(folder: string): Promise<Layout> {
  const root = await realPath(folder);
  const gitDir = await gitDirOf(root);
  await lstat(join(gitDir, "HEAD"));
  const shared = await readTextFile(join(gitDir, "commondir")).catch(() => undefined);
  return {
    root,
    gitDir,
    commonDir: shared === undefined ? gitDir : await Deno.realPath(resolve(gitDir, shared.trim())),
  };
}

/** By its real path: a link to a git folder on another volume is no place of the work tree's volume. */
async function gitDirOf(root: string): Promise<string> {
  const git = await Deno.realPath(join(root, ".git"));
  if ((await stat(git)).isDirectory) return git;
  const target = /^gitdir: (.+)$/m.exec(await readTextFile(git))?.[1];
  if (target === undefined) throw new Deno.errors.NotFound(git);
  return await Deno.realPath(resolve(root, target));
}
