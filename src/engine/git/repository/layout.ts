// Where a work tree keeps its git folder, and the content of HEAD: read from files, as they are asked for often.

import { join, resolve } from "node:path";
import { readTextFile, realPath, stat } from "../../../system/disk/quick_files.ts";
import { lstat, lstatIfThere } from "../../../system/file_state.ts";
import type { RunGit } from "../process/types.ts";
import { damagedHead, NotARepository } from "./errors.ts";

/** The git folder of a work tree, and the one that all linked work trees share. All three are real paths. */
export interface Layout {
  readonly root: string;
  readonly gitDir: string;
  readonly commonDir: string;
}

/**
 * Reads `.git`, the folder or the file that points to it (gitrepository-layout, "gitdir" and
 * "commondir"). Throws `Deno.errors.NotFound` when the folder is no repository's top, and `NotARepository` when it has no
 * HEAD.
 */
export async function readLayout(folder: string): Promise<Layout> {
  const root = await realPath(folder);
  const gitDir = await gitDirOf(root);
  const head = await lstatIfThere(join(gitDir, "HEAD"));
  if (head === undefined || head.isDirectory) throw new NotARepository(damagedHead(gitDir));
  const shared = await readTextFile(join(gitDir, "commondir")).catch(() => undefined);
  return {
    root,
    gitDir,
    commonDir: shared === undefined ? gitDir : await Deno.realPath(resolve(gitDir, shared.trim())),
  };
}

/**
 * Returns the content of HEAD (gitrepository-layout): `ref: ` and a branch, or a commit alone. Git is asked where no
 * file says so. Throws `Deno.errors.NotFound` when there is no HEAD.
 */
export async function headText({ run, gitDir }: HeadParts): Promise<string> {
  const file = join(gitDir, "HEAD");
  // With core.preferSymlinkRefs it may be a link to the file of its branch, which a first commit makes.
  const text = await readTextFile(file).catch(async (error) => {
    if ((await lstat(file)).isSymlink) return "";
    throw error;
  });
  // With the reftable format (git 2.45) the file says nothing.
  const isTold = text.startsWith("ref: ")
    ? text.trim() !== "ref: refs/heads/.invalid"
    : !(await lstat(file)).isSymlink;
  if (isTold) return text.trim();
  const { code, stdout } = await run(["symbolic-ref", "--quiet", "HEAD"], { access: "reads" });
  if (code === 0) return `ref: ${stdout.trim()}`;
  const args = ["rev-parse", "--verify", "--quiet", "HEAD"];
  return (await run(args, { access: "reads" })).stdout.trim();
}

/** The parts of a repository that HEAD is read by. */
interface HeadParts {
  readonly run: RunGit;
  readonly gitDir: string;
}

/** Returns the real path of the git folder: a link to one on another volume is no place of the work tree's volume. */
async function gitDirOf(root: string): Promise<string> {
  const git = await Deno.realPath(join(root, ".git"));
  if ((await stat(git)).isDirectory) return git;
  const target = /^gitdir: (.+)$/m.exec(await readTextFile(git))?.[1];
  if (target === undefined) throw new Deno.errors.NotFound(git);
  return await Deno.realPath(resolve(root, target));
}
