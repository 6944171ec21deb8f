// The git verbs about the work tree and the index: what differs, what is staged, what is written.

import type { GitResult } from "./command.ts";
import type { Repository } from "./open.ts";
import { withoutNested } from "./nested.ts";
import { type GitPath, gitPath, nulFields } from "./path.ts";
import { type LocalStatus, parseStatus, unreadableIn } from "./status.ts";
import { type Change, parseChanges } from "./tree.ts";
import { FILTER_SILENCE_MS, git, GitError } from "./verb.ts";

/** So many paths are given as arguments; more of them would not fit on every system. */
export const MAX_PATH_ARGUMENTS = 200;

/** All that differs from HEAD in the index and the work tree, or only at the given paths. */
export async function status(
  repository: Repository,
  paths?: readonly string[],
): Promise<LocalStatus> {
  const limited = paths !== undefined && paths.length <= MAX_PATH_ARGUMENTS;
  const { stdout, stderr } = await git(repository, [
    "status",
    "--porcelain=v2",
    "-z",
    "--untracked-files=all",
    "--no-renames",
    // Said outright, git does not read `.gitmodules`, which somebody may have broken.
    "--ignore-submodules=none",
    ...(limited ? ["--", ...paths] : []),
  ], {
    access: "reads",
    silenceMs: FILTER_SILENCE_MS,
    env: { GIT_LITERAL_PATHSPECS: "1" },
  });
  const changes = await withoutNested(repository, parseStatus(stdout));
  return { changes, unreadable: unreadableIn(stderr) };
}

/** Which of the paths are not as the index has them; paths that are gone and never were are not. */
export async function changedAmong(
  repository: Repository,
  paths: readonly string[],
): Promise<GitPath[]> {
  const { stdout } = await git(repository, [
    "ls-files",
    "-z",
    "--others",
    "--modified",
    "--deleted",
    "--exclude-standard",
    "--",
    ...paths,
  ], { access: "reads", env: { GIT_LITERAL_PATHSPECS: "1" } });
  return [...new Set(nulFields(stdout))];
}

/**
 * Brings the index to what the work tree has at these paths, gone ones included. Answers the paths whose
 * names git refuses, or `undefined`, with nothing staged, when one of the others cannot be staged.
 */
export async function stagePaths(
  repository: Repository,
  paths: readonly GitPath[],
): Promise<GitPath[] | undefined> {
  const { code, ended, stderr } = await repository.run([
    "-c",
    "core.safecrlf=false",
    "update-index",
    "-z",
    "--add",
    "--remove",
    "--replace",
    "--stdin",
  ], {
    access: "writes",
    stdin: paths.map((path) => `${path}\0`).join(""),
    silenceMs: FILTER_SILENCE_MS,
  });
  return code === 0 && ended === undefined ? passedOver(stderr) : undefined;
}

/**
 * Stages everything but the given paths. Answers what git said when some paths did not go in; throws
 * `GitError` when none could.
 */
export async function stageAll(
  repository: Repository,
  except: readonly GitPath[],
  index?: string,
): Promise<GitResult> {
  for (let tries = 1;; tries++) {
    try {
      return await stageOnce(repository, except, index);
    } catch (error) {
      // A file that goes between git's two looks at it ends the whole command (2.39).
      const isGone = error instanceof GitError &&
        /unable to stat '.*': No such file or directory/.test(error.failure.detail);
      if (!isGone || tries === STAGE_TRIES) throw error;
    }
  }
}

/** Who goes on moving files for so many looks moves them without a pause. */
const STAGE_TRIES = 10;

async function stageOnce(
  repository: Repository,
  except: readonly GitPath[],
  index: string | undefined,
): Promise<GitResult> {
  return await git(repository, [
    "-c",
    "core.safecrlf=false",
    "add",
    "--all",
    "--ignore-errors",
    "--pathspec-from-file=-",
    "--pathspec-file-nul",
  ], {
    access: "writes",
    stdin: [":(top)", ...except.map((path) => `:(top,exclude,literal)${path}`)]
      .map((spec) => `${spec}\0`).join(""),
    expect: [0, 1],
    silenceMs: FILTER_SILENCE_MS,
    ...(index === undefined ? {} : { env: { GIT_INDEX_FILE: index } }),
  });
}

/** What changes from a commit to an index. */
export async function changesToIndex(
  repository: Repository,
  commit: string,
  index: string,
): Promise<Change[]> {
  const { stdout } = await git(repository, [
    "diff-index",
    "--cached",
    "-z",
    "--raw",
    "--no-renames",
    "--ignore-submodules=none",
    "--no-abbrev",
    commit,
  ], { access: "reads", env: { GIT_INDEX_FILE: index } });
  return parseChanges(stdout);
}

/** The names that `add` has refused, by what it said. */
export function refusedNames(stderr: string): GitPath[] {
  return [...stderr.matchAll(/^error: invalid path '(.*)'$/gm)].map(([, path]) => gitPath(path!));
}

/** The same of `update-index`, which goes on without them. */
export function passedOver(stderr: string): GitPath[] {
  return [...stderr.matchAll(/^Ignoring path (.*)$/gm)].map(([, path]) => gitPath(path!));
}

/**
 * Writes files of an index into an empty folder as a checkout would: filters, links, modes. The
 * folder counts as the work tree, as `--prefix` would take the attributes of the real one.
 */
export async function checkoutInto(
  repository: Repository,
  from: {
    readonly folder: string;
    readonly index?: string;
    readonly paths: readonly GitPath[];
  },
): Promise<GitResult> {
  const { folder, index, paths } = from;
  return await git(repository, ["checkout-index", "-z", "--stdin"], {
    access: "writes",
    stdin: paths.map((path) => `${path}\0`).join(""),
    env: {
      GIT_DIR: repository.gitDir,
      GIT_WORK_TREE: folder,
      ...(index === undefined ? {} : { GIT_INDEX_FILE: index }),
    },
    // 1: some of them could not be written; the caller sees which are missing.
    expect: [0, 1, 128],
    silenceMs: FILTER_SILENCE_MS,
  });
}

/** Which entries of an index differ from the work tree, content compared through the filters. */
export async function differingFromIndex(
  repository: Repository,
  index?: string,
): Promise<Set<GitPath>> {
  const { stdout } = await git(repository, ["ls-files", "-z", "--modified", "--deleted"], {
    access: "reads",
    silenceMs: FILTER_SILENCE_MS,
    ...(index === undefined ? {} : { env: { GIT_INDEX_FILE: index } }),
  });
  return new Set(nulFields(stdout));
}
