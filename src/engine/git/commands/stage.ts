// The git verbs about the work tree and the index: what differs, what is staged, what is written.

import { classify } from "../process/classify.ts";
import type { Failure } from "../process/failure.ts";
import type { Repository } from "../repository/repository.ts";
import { type GitPath, pathFromGit } from "../values/path.ts";
import { decodeText, encodeText, nulEnded, nulFields } from "../values/git_text.ts";
import { type Change, changesIn } from "../values/tree.ts";
import { FILTER_SILENCE_MS, git } from "../process/git.ts";
import { passedOver } from "./pathspec.ts";
import { gathered } from "../../../system/pace.ts";

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

/** Returns a path as `git check-ignore` takes it for a name: it reads patterns, and knows no setting against that. */
export function asName(path: GitPath): string {
  return path.startsWith(":") ? `./${path}` : path;
}

/** Reports whether git's rules ignore a path that is not tracked. */
export async function isIgnored(repository: Repository, path: GitPath): Promise<boolean> {
  const { code } = await git(repository, ["check-ignore", "-q", "--no-index", "-z", "--stdin"], {
    access: "reads",
    stdin: `${asName(path)}\0`,
    expect: [0, 1],
  });
  return code === 0;
}

/** Returns the file with the rule that ignores a path that is not tracked; `undefined` when none does. */
export async function ignoredBy(
  repository: Repository,
  path: GitPath,
): Promise<string | undefined> {
  const { stdout } = await git(repository, ["check-ignore", "--verbose", "-z", "--stdin"], {
    access: "reads",
    stdin: `${asName(path)}\0`,
    expect: [0, 1],
  });
  const [rules] = nulFields(stdout);
  return rules === undefined ? undefined : decodeText(rules);
}

/**
 * Returns those of the paths that a `.gitignore` of the folder would ignore if they were not tracked: its rules are
 * those of all machines. Throws `GitError`.
 */
export async function ignoredByFolder(
  repository: Repository,
  paths: Iterable<GitPath>,
): Promise<ReadonlySet<GitPath>> {
  return new Set(
    (await rulesIgnoring(repository, paths)).filter(({ source }) =>
      !source.startsWith("/") && /(?:^|\/)\.gitignore$/.test(source)
    ).map(({ path }) => path),
  );
}

/** Returns those of the paths that any rule would ignore if they were not tracked. Throws `GitError`. */
export async function ignoredByAny(
  repository: Repository,
  paths: Iterable<GitPath>,
): Promise<readonly GitPath[]> {
  return (await rulesIgnoring(repository, paths)).map(({ path }) => path);
}

async function rulesIgnoring(
  repository: Repository,
  paths: Iterable<GitPath>,
): Promise<ReturnType<typeof ignoringRules>> {
  const args = ["check-ignore", "--verbose", "--no-index", "-z", "--stdin"];
  const { stdout } = await git(repository, args, {
    access: "reads",
    stdin: nulEnded(Iterator.from(paths).map(asName)),
    expect: [0, 1],
  });
  return ignoringRules(stdout);
}

/**
 * Returns the paths that rules ignore, each with the file of the last rule about it, from the output of
 * `git check-ignore -z --verbose`: four fields for each path (git-check-ignore, "OUTPUT").
 */
export function ignoringRules(
  output: string,
): { readonly source: string; readonly path: GitPath }[] {
  const fields = nulFields(output);
  const ignoring: { readonly source: string; readonly path: GitPath }[] = [];
  for (let at = 0; at + 3 < fields.length; at += 4) {
    const [source = "", , pattern = "", path = ""] = fields.slice(at, at + 4);
    if (source !== "" && !pattern.startsWith("!")) {
      ignoring.push({ source, path: pathFromGit(path.replace(/^\.\//, "")) });
    }
  }
  return ignoring;
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
    return { refused: passedOver(stderr), failure: undefined, failedAt: undefined };
  }
  const failure = classify(result);
  const named = /^fatal: Unable to process path (.+)$/m.exec(stderr)?.[1] ?? failure.path;
  const failedAt = named === undefined ? undefined : pathFromGit(encodeText(named));
  return { refused: [], failure, failedAt };
}

/**
 * Reports whether git writes many objects to the disk at once: it would do that for each one that it names
 * (`report` in git's update-index.c).
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
