// The git verbs about the work tree and the index: what differs, what is staged, what is written.

import type { GitResult } from "../process/run_git.ts";
import { classify, type Failure } from "../process/errors.ts";
import type { Repository } from "../repository/open.ts";
import { withoutNested } from "./nested_repositories.ts";
import { type GitPath, gitPath, nulFields } from "../values/path.ts";
import {
  type LocalStatus,
  parseIgnored,
  parseStatus,
  unreadableIn,
} from "../values/status_output.ts";
import { type Change, parseChanges } from "../values/tree.ts";
import { FILTER_SILENCE_MS, git } from "../process/git.ts";

/** So many paths are given as arguments; more of them would not fit on every system. */
export const MAX_PATH_ARGUMENTS = 200;

/**
 * All that differs from HEAD in the index and the work tree, or only at the given paths; with `withIgnored`,
 * what is ignored, too.
 */
export async function status(
  repository: Repository,
  paths?: readonly string[],
  { withIgnored = false }: { readonly withIgnored?: boolean } = {},
): Promise<LocalStatus> {
  const limited = paths !== undefined && paths.length <= MAX_PATH_ARGUMENTS;
  const { stdout, stderr } = await git(repository, [
    "status",
    "--porcelain=v2",
    "-z",
    "--untracked-files=all",
    ...(withIgnored ? ["--ignored=matching"] : []),
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
  return {
    changes,
    unreadable: unreadableIn(stderr),
    ignored: withIgnored ? parseIgnored(stdout) : [],
  };
}

/** A path that is not as the index has it. */
export interface Differing {
  readonly path: GitPath;
  /** Whether the index has the path. */
  readonly tracked: boolean;
}

/** Which of the paths are not as the index has them; paths that are gone and never were are not. */
export async function changedAmong(
  repository: Repository,
  paths: readonly string[],
): Promise<Differing[]> {
  const { stdout } = await git(repository, [
    "ls-files",
    "-z",
    "-t",
    "--others",
    "--modified",
    "--deleted",
    "--exclude-standard",
    "--",
    ...paths,
  ], { access: "reads", env: { GIT_LITERAL_PATHSPECS: "1" } });
  // `TAG PATH`: "?" is untracked. A path that is gone is named twice, as deleted and as modified.
  const tracked = new Map(
    nulFields(stdout).map((line) => [line.slice(2), line[0] !== "?"] as const),
  );
  return [...tracked].map(([path, tracked]) => ({ path, tracked }));
}

/** What became of some paths that were to be staged. */
export interface Staged {
  /** The paths whose names git refuses. They are passed over. */
  readonly refused: readonly GitPath[];
  /** Why nothing was staged. */
  readonly failure: Failure | undefined;
  /** The path at which git gave up, if it has named it. */
  readonly failedAt: GitPath | undefined;
}

/** Reports whether git's rules ignore a path that is not tracked. */
export async function isIgnored(repository: Repository, path: GitPath): Promise<boolean> {
  const { code } = await git(repository, ["check-ignore", "-q", "--no-index", "-z", "--stdin"], {
    access: "reads",
    stdin: `${path}\0`,
    expect: [0, 1],
  });
  return code === 0;
}

/**
 * Brings an index, by default the repository's, to what the work tree has at these paths, gone ones
 * included. Stages all of them or, when one cannot be staged, nothing. Git's rules are not asked.
 */
export async function stagePaths(
  repository: Repository,
  paths: readonly GitPath[],
  index?: string,
): Promise<Staged> {
  const result = await repository.run([
    "-c",
    "core.safecrlf=false",
    "update-index",
    "-z",
    "--add",
    "--remove",
    "--replace",
    // It would stage the deletion of paths that are left out of the folder.
    "--ignore-skip-worktree-entries",
    "--stdin",
  ], {
    access: "writes",
    stdin: paths.map((path) => `${path}\0`).join(""),
    silenceMs: FILTER_SILENCE_MS,
    ...(index === undefined ? {} : { env: { GIT_INDEX_FILE: index } }),
  });
  const { code, ended, stderr } = result;
  if (code === 0 && ended === undefined) {
    return { refused: passedOver(stderr), failure: undefined, failedAt: undefined };
  }
  const failure = classify(result);
  const named = /^fatal: Unable to process path (.+)$/m.exec(stderr)?.[1] ?? failure.path;
  const failedAt = named === undefined ? undefined : gitPath(named);
  return { refused: [], failure, failedAt };
}

/** Brings the index to what HEAD has at these paths; the work tree stays as it is. */
export async function unstagePaths(
  repository: Repository,
  paths: readonly GitPath[],
): Promise<void> {
  await git(repository, ["reset", "--quiet", "--pathspec-from-file=-", "--pathspec-file-nul"], {
    access: "writes",
    stdin: paths.map((path) => `${path}\0`).join(""),
    env: { GIT_LITERAL_PATHSPECS: "1" },
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

/** The names that `update-index` has refused, by what it said. It goes on without them. */
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
