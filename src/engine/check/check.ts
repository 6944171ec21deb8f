// Checks all that a sync needs, without touching the folder.

import { join } from "node:path";
import { withinRules } from "../git/attributes/slow_rules.ts";
import { git } from "../git/process/git.ts";
import { gitRunner } from "../git/process/run_git.ts";
import { GitStartError } from "../git/process/types.ts";
import { BRIEFLY } from "../git/process/find_git.ts";
import { gitVersion, isNewEnough } from "../git/process/version.ts";
import { leftLocks } from "../git/repository/locks.ts";
import { openRepository } from "../git/repository/open.ts";
import type { Repository } from "../git/repository/repository.ts";
import { configValue, fallbackIdentity, upstreamOf } from "../git/values/git_config.ts";
import { branchToSync } from "../branch/choose_branch.ts";
import { ensureWholeIndex } from "../branch/index_checksum.ts";
import { ownRemoteObstacle } from "../branch/own_remote.ts";
import { filesObstacle, headObstacle, nameObstacle, observe } from "../branch/observe.ts";
import { notLocked, problemOf } from "../errors.ts";
import type { SyncSettings } from "../sync/settings.ts";
import type { Problem } from "../problem.ts";
import { checkClone, checkFilters } from "./clone.ts";
import { checkEmptyFolders } from "./empty_folders.ts";
import type { Finding, GitFinding } from "./finding.ts";
import { checkFiles } from "./files.ts";
import { checkRemote } from "./remote.ts";

/**
 * Checks one thing after the other, and stops where the next would need what is missing. Nothing is written
 * but objects that are missing. May run while the folder is synced.
 */
export async function* check(settings: SyncSettings): AsyncGenerator<Finding> {
  const git = await checkGit(settings);
  yield git;
  if (git.kind !== "git") return;
  let repository: Repository;
  try {
    repository = withinRules(await openRepository(settings, { leavesNoNote: true }));
    await checkLock(repository);
  } catch (error) {
    const { folder } = settings;
    yield { kind: "closed folder", folder, problem: openingProblem(error, folder) };
    return;
  }
  try {
    yield* checkRepository(repository, settings);
  } finally {
    // Where no sync has ever run, our folder was made for this check.
    await Deno.remove(repository.ownDir).catch(() => {});
  }
}

async function* checkRepository(
  repository: Repository,
  settings: SyncSettings,
): AsyncGenerator<Finding> {
  yield { kind: "folder", root: repository.root };
  yield checkIdentity(repository, settings);
  const branch = await checkBranch(repository);
  if ("kind" in branch) {
    yield { kind: "problem", subject: "branch", problem: branch };
    return;
  }
  const { head } = branch;
  try {
    // A branch whose name is lost seems to have no commit.
    await git(repository, ["for-each-ref"], { access: "reads" });
  } catch (error) {
    yield { kind: "problem", subject: "branch", problem: problemOf(error) };
    return;
  }
  yield { kind: "branch", branch: branch.name, isUnborn: head === undefined };
  try {
    await ensureWholeIndex(repository);
  } catch (error) {
    yield { kind: "problem", subject: "files", problem: problemOf(error) };
    return;
  }
  yield* checkFiles(repository, { settings, head });
  const [path] = await leftLocks(repository);
  if (path !== undefined) {
    yield { kind: "problem", subject: "lock", problem: { kind: "left lock", path } };
  }
  yield* checkClone(repository);
  yield* checkFilters(repository);
  yield* checkEmptyFolders(repository);
  const upstream = upstreamOf(repository.config, branch.name);
  if (upstream === undefined) {
    yield { kind: "problem", subject: "remote", problem: { kind: "no remote" } };
    return;
  }
  const obstacle = await ownRemoteObstacle(repository, upstream);
  if (obstacle === undefined) yield* checkRemote(repository, { upstream, head });
  else yield { kind: "problem", subject: "remote", problem: obstacle };
}

/** Returns why a folder could not be opened. */
function openingProblem(error: unknown, folder: string): Problem {
  const problem = problemOf(error);
  // All that is written until then is a folder of ours.
  return problem.kind === "permission"
    ? { kind: "not writable", path: join(folder, ".git") }
    : problem;
}

/** Throws where nothing may be written or the volume knows no locks. Nothing is left behind. */
async function checkLock({ gitDir, ownDir }: Repository): Promise<void> {
  let probe: string | undefined;
  try {
    probe = await Deno.makeTempFile({ dir: ownDir, prefix: "check-" });
    using file = await Deno.open(probe);
    await file.tryLock(false);
  } catch (error) {
    throw notLocked(error, gitDir);
  } finally {
    if (probe !== undefined) await Deno.remove(probe);
  }
}

async function checkGit(settings: SyncSettings): Promise<GitFinding> {
  const { program } = settings;
  try {
    // The folder may be missing; git itself needs none for this.
    const { stdout } = await gitRunner({ ...settings, folder: "/" })(["version"], {
      access: "reads",
      ...BRIEFLY,
    });
    const version = gitVersion(stdout);
    if (version === undefined) return { kind: "not git", program };
    return { kind: isNewEnough(version) ? "git" : "old git", program, version };
  } catch (error) {
    const isForIntel = error instanceof GitStartError && error.isForIntel;
    return { kind: "no git", program, isForIntel };
  }
}

function checkIdentity({ config }: Repository, settings: SyncSettings): Finding {
  const fallback = fallbackIdentity(config, settings);
  return {
    kind: "identity",
    name: fallback?.name ?? configValue(config, "user.name"),
    email: fallback?.email ?? configValue(config, "user.email"),
    isFallback: fallback !== undefined,
  };
}

/** Returns the branch that a sync would take, or why it would take none. */
async function checkBranch(
  repository: Repository,
): Promise<
  | Problem
  | { readonly name: string; readonly head: string | undefined }
> {
  const observed = await observe(repository);
  const { operation, head } = observed;
  if (operation !== undefined) return { kind: "operation", operation };
  if (head.kind === "detached") return { kind: "no branch" };
  const expected = await branchToSync(repository, head.branch);
  return nameObstacle(expected) ?? headObstacle(observed, expected) ??
    await filesObstacle(repository, observed) ??
    { name: head.branch, head: head.oid };
}
