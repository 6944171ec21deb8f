// The git verbs about the work tree and the index: what differs, what is staged, what is written.

import type { GitResult } from "./command.ts";
import type { Repository } from "./open.ts";
import { baseName, fileName, type GitPath, gitPath, nulFields, shownName } from "./path.ts";
import { type LocalStatus, parseStatus, unreadableIn } from "./status.ts";
import { type Change, type Entry, indexInfo, parseChanges, parseEntries } from "./tree.ts";
import { FILTER_SILENCE_MS, git, GitError } from "./verb.ts";

/** So many paths are given as arguments; more of them would not fit on every system. */
const MAX_PATH_ARGUMENTS = 200;

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
  return { changes: parseStatus(stdout), unreadable: unreadableIn(stderr) };
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

/** Writes the index as a tree and answers its id. */
export async function writeTree(repository: Repository, index?: string): Promise<string> {
  const { stdout } = await git(repository, ["write-tree"], {
    access: "writes",
    ...(index === undefined ? {} : { env: { GIT_INDEX_FILE: index } }),
  });
  return stdout.trim();
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

/**
 * Sets and removes entries of an index (a file that need not exist yet), whatever the work tree has.
 * Throws `GitError` of kind `badName` for a name that leads out of the tree or into a git folder.
 */
export async function setEntries(
  repository: Repository,
  entries: Iterable<readonly [GitPath, Entry | undefined]>,
  index?: string,
): Promise<void> {
  const { stderr } = await git(repository, ["update-index", "-z", "--index-info"], {
    access: "writes",
    stdin: indexInfo(entries, repository.zeroId),
    ...(index === undefined ? {} : { env: { GIT_INDEX_FILE: index } }),
  });
  const [path] = passedOver(stderr).map(shownName);
  if (path === undefined) return;
  throw new GitError(
    { kind: "badName", detail: `invalid path '${path}'`, path },
    "git update-index",
  );
}

/** The names that `add` has refused, by what it said. */
export function refusedNames(stderr: string): GitPath[] {
  return [...stderr.matchAll(/^error: invalid path '(.*)'$/gm)].map(([, path]) => gitPath(path!));
}

/** The same of `update-index`, which goes on without them. */
function passedOver(stderr: string): GitPath[] {
  return [...stderr.matchAll(/^Ignoring path (.*)$/gm)].map(([, path]) => gitPath(path!));
}

/** Fills an index file of ours with a tree. */
export async function readTree(
  repository: Repository,
  tree: string,
  index: string,
): Promise<void> {
  await git(repository, ["read-tree", tree], {
    access: "writes",
    env: { GIT_INDEX_FILE: index },
  });
}

/** What the index has at some paths, and at every `.gitattributes`. */
export interface IndexView {
  readonly attributes: ReadonlyMap<GitPath, Entry>;
  /** Those of the paths that git was told not to look at (skip-worktree, assume-unchanged, sparse checkouts). */
  readonly hidden: ReadonlySet<GitPath>;
}

/** Looks into the index for what an update of these paths has to know. */
export async function viewIndex(
  repository: Repository,
  paths: readonly GitPath[],
): Promise<IndexView> {
  const names = paths.flatMap((path) => fileName(path) ?? []);
  const limited = paths.length <= MAX_PATH_ARGUMENTS && names.length === paths.length;
  const { stdout } = await git(repository, [
    "ls-files",
    "-s",
    "-v",
    "-z",
    ...(limited
      ? [
        "--",
        ":(top,glob)**/.gitattributes",
        ...names.map((name) => `:(top,literal)${name}`),
      ]
      : []),
  ], { access: "reads" });
  // Each line starts with a letter: H is an ordinary entry, S skip-worktree, a small one assume-unchanged.
  const hidden = nulFields(stdout).filter((line) => /^[Sa-z] /.test(line))
    .map((line) => line.slice(line.indexOf("\t") + 1));
  const asked = new Set(paths);
  const entries = parseEntries(stdout.replace(/(^|\0)[A-Za-z?] /g, "$1"));
  return {
    attributes: new Map([...entries].filter(([path]) => baseName(path) === ".gitattributes")),
    hidden: new Set(hidden.filter((path) => asked.has(path))),
  };
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

/** Which entries of the index, or of another one, differ from the work tree, content compared through the filters. */
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

/**
 * Lets the index know the times and sizes of files that are as it has them, so that git need not read
 * them at each look. Nothing else of it changes, and it is no failure when it cannot be done.
 */
export async function refreshIndex(repository: Repository): Promise<void> {
  await repository.run(["update-index", "-q", "--refresh"], {
    access: "writes",
    silenceMs: FILTER_SILENCE_MS,
  });
}

/** Marks paths whose absence or other content in the work tree is not an edit. */
export async function skipWorktree(
  repository: Repository,
  paths: readonly GitPath[],
): Promise<void> {
  await mark(repository, "--skip-worktree", paths);
}

/** Takes that mark away. */
export async function heedWorktree(
  repository: Repository,
  paths: readonly GitPath[],
): Promise<void> {
  await mark(repository, "--no-skip-worktree", paths);
}

async function mark(
  repository: Repository,
  flag: string,
  paths: readonly GitPath[],
): Promise<void> {
  await git(repository, ["update-index", "-z", flag, "--stdin"], {
    access: "writes",
    stdin: paths.map((path) => `${path}\0`).join(""),
  });
}
