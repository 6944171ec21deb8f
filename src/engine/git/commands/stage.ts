// The git verbs about the work tree and the index: what differs, what is staged, what is written.

import { classify } from "../process/classify.ts";
import type { Failure } from "../process/failure.ts";
import type { Repository } from "../repository/repository.ts";
import { type GitPath, pathFromGit } from "../values/path.ts";
import { encodeText, nulEnded, nulFields } from "../values/git_text.ts";
import { type Change, changesIn } from "../values/tree.ts";
import { FILTER_SILENCE_MS, git } from "../process/git.ts";
import { refusedNames } from "../values/pathspec.ts";
import { gathered } from "../../../system/pace.ts";

/** A path that is not as the index has it. */
export interface Differing {
  readonly path: GitPath;
  /** Whether the index has the path. */
  readonly tracked: boolean;
}

/** Returns which of the paths are not as the index has them; paths that are gone and never were are not. */
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
    nulFields(stdout).map((line) => [pathFromGit(line.slice(2)), line[0] !== "?"] as const),
  );
  return [...tracked].map(([path, tracked]) => ({ path, tracked }));
}

/** The result of staging some paths. */
export interface Staged {
  /** The paths whose names git refuses. They are passed over. */
  readonly refused: readonly GitPath[];
  /** Why nothing was staged. */
  readonly failure: Failure | undefined;
  /** The path at which git gave up, if it has named it. */
  readonly failedAt: GitPath | undefined;
}

/** Reports whether the index has a path, or one below it. */
export async function isTracked(repository: Repository, name: string): Promise<boolean> {
  const { stdout } = await git(repository, ["ls-files", "-z", "--", name], {
    access: "reads",
    env: { GIT_LITERAL_PATHSPECS: "1" },
  });
  return stdout !== "";
}

/**
 * How git stores files: each as an object of its own, or the content of all, as far as git itself converts none
 * of it, in one pack. A pack is written to the disk once, and no file is held in memory for it.
 */
export type Storing = "objects" | "pack";

/** The command that stages the paths of its standard input. */
export const STAGE = [
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
] as const;

/**
 * Brings an index, by default the repository's, to what the work tree has at these paths, gone ones
 * included. Stages all of them or, when one cannot be staged, nothing. Git's rules are not asked.
 */
export async function stagePaths(
  repository: Repository,
  paths: readonly GitPath[],
  { index, storing = "objects", onStaged }: {
    readonly index?: string | undefined;
    readonly storing?: Storing;
    /** Called with the number of paths that are staged by now, from time to time; not while a pack is written. */
    readonly onStaged?: ((staged: number) => void) | undefined;
  } = {},
): Promise<Staged> {
  const isTold = onStaged !== undefined && storing === "objects" && !batchesWrites(repository);
  const result = await repository.run([
    // Larger files go into a pack (git-config, "core.bigFileThreshold").
    ...(storing === "pack" ? ["-c", "core.bigFileThreshold=1"] : []),
    ...STAGE.slice(0, -1),
    ...(isTold ? ["--verbose"] : []),
    ...STAGE.slice(-1),
  ], {
    access: "writes",
    stdin: nulEnded(paths),
    silenceMs: FILTER_SILENCE_MS,
    ...(index === undefined ? {} : { env: { GIT_INDEX_FILE: index } }),
    ...(isTold ? { onOutput: countLines(onStaged) } : {}),
  });
  const { code, ended, stderr } = result;
  if (code === 0 && ended === undefined) {
    return { refused: refusedNames(stderr), failure: undefined, failedAt: undefined };
  }
  const failure = classify(result);
  const named = /^fatal: Unable to process path (.+)$/m.exec(stderr)?.[1] ?? failure.path;
  const failedAt = named === undefined ? undefined : pathFromGit(encodeText(named));
  return { refused: [], failure, failedAt };
}

/**
 * Reports whether git flushes many objects to the disk at once. With `--verbose` it would flush at each path that it
 * names (`report` in git's update-index.c).
 */
function batchesWrites({ config }: Repository): boolean {
  return Deno.build.os === "darwin" || config.get("core.fsyncmethod")?.at(-1) === "batch";
}

/** Returns a reader that counts lines; a name with a line break counts twice. */
function countLines(onCount: (lines: number) => void): (piece: Uint8Array) => void {
  let lines = 0;
  return (piece) => {
    for (const byte of piece) if (byte === 0x0a) lines++;
    onCount(lines);
  };
}

/** Brings the index to what HEAD has at these paths; the work tree stays as it is. */
export async function unstagePaths(
  repository: Repository,
  paths: readonly GitPath[],
): Promise<void> {
  await git(repository, ["reset", "--quiet", "--pathspec-from-file=-", "--pathspec-file-nul"], {
    access: "writes",
    stdin: nulEnded(paths),
    env: { GIT_LITERAL_PATHSPECS: "1" },
  });
}

/** Returns the changes from a commit to an index. */
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
  return await gathered(changesIn(stdout));
}
