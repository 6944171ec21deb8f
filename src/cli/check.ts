// `--check`: looks at everything that a sync needs, one line each, with what to do about it.

import { withinRules } from "../engine/git/attributes/slow_rules.ts";
import { join } from "node:path";
import { gitRunner } from "../engine/git/process/run_git.ts";
import {
  configValue,
  fallbackIdentity,
  type Upstream,
  upstreamOf,
} from "../engine/git/values/git_config.ts";
import { lacksHelper, withHelper } from "../engine/git/process/credentials.ts";
import { classify } from "../engine/git/process/errors.ts";
import type { FailureKind } from "../engine/git/process/failure.ts";
import { readJournal } from "../engine/worktree/journal.ts";
import { BRIEFLY, openRepository } from "../engine/git/repository/open.ts";
import type { Repository } from "../engine/git/repository/repository.ts";
import { stampAt } from "../system/file_state.ts";
import { findFold } from "../engine/git/repository/case_folding.ts";
import { leftLocks } from "../engine/git/repository/locks.ts";
import { operationUnderWay } from "../engine/git/repository/operation.ts";
import { ownPlacesIn } from "../engine/git/repository/own_places.ts";
import { readPrivatePaths } from "../engine/git/repository/private_paths.ts";
import { branchName, readHead } from "../engine/git/commands/refs.ts";
import { branchesAt } from "../engine/git/commands/fetch_push.ts";
import { GitError } from "../engine/git/process/git.ts";
import { gitVersion, isNewEnough, OLDEST_GIT } from "../engine/git/process/version.ts";
import { quote } from "../system/text.ts";
import { branchToSync } from "../engine/sync/choose_branch.ts";
import { heldPaths } from "../engine/save/held_paths.ts";
import { lacksFiles } from "../engine/sync/preflight.ts";
import { blockedBy, failureOf, notLocked } from "../engine/sync/errors.ts";
import { waitingDeletion } from "../engine/save/mass_deletion.ts";
import type { SyncSettings } from "../engine/sync/settings.ts";
import { checkAddresses, checkClone, checkFilters, checkObjects } from "./check_clone.ts";
import { blockedSentence, failureSentence } from "../view/sentences.ts";
import type { Finding } from "./finding.ts";

/** Looks at one thing after the other, and stops where the next would need what is missing. */
export async function* check(settings: SyncSettings): AsyncGenerator<Finding> {
  const git = await checkGit(settings);
  yield git;
  if (!git.ok) return;
  let repository: Repository;
  try {
    repository = withinRules(await openRepository(settings));
    await checkLock(repository);
  } catch (error) {
    const failure = failureOf(error);
    // All that is written until then is a folder of ours.
    const blocked = blockedBy(error) ??
      (failure.kind === "permission"
        ? { reason: "not writable", path: join(settings.folder, ".git") }
        : undefined);
    const text = blocked === undefined ? failureSentence(failure) : blockedSentence(blocked);
    yield { subject: "folder", ok: false, text: `${quote(settings.folder)}: ${text}` };
    return;
  }
  yield { subject: "folder", ok: true, text: repository.root };
  yield checkIdentity(repository, settings);
  const branch = await checkBranch(repository);
  yield branch.finding;
  if (branch.name === undefined) return;
  const files = await checkFiles(repository, { settings, head: branch.head });
  if (files !== undefined) yield files;
  const [path] = await leftLocks(repository);
  if (path !== undefined) {
    yield { subject: "lock", ok: false, text: blockedSentence({ reason: "left lock", path }) };
  }
  yield* checkClone(repository);
  yield* checkFilters(repository);
  const upstream = upstreamOf(repository.config, branch.name);
  if (upstream === undefined) {
    yield { subject: "remote", ok: false, text: blockedSentence({ reason: "no remote" }) };
    return;
  }
  yield* checkRemote(repository, { upstream, head: branch.head });
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

async function checkGit(settings: SyncSettings): Promise<Finding> {
  const { program } = settings;
  const finding = (ok: boolean, text: string): Finding => ({ subject: "git", ok, text });
  try {
    // The folder may be missing; git itself needs none for this.
    const { stdout } = await gitRunner({ ...settings, folder: "/" })(["version"], {
      access: "reads",
      ...BRIEFLY,
    });
    const version = gitVersion(stdout);
    if (version === undefined) {
      return finding(false, `${program} does not answer as git does: set git_path to a git`);
    }
    if (!isNewEnough(version)) {
      return finding(false, `${version} at ${program} is too old: install ${OLDEST_GIT} or newer`);
    }
    return finding(true, `${version} at ${program}`);
  } catch {
    return finding(false, `${program} cannot be started: install git, or set git_path`);
  }
}

function checkIdentity(repository: Repository, settings: SyncSettings): Finding {
  const fallback = fallbackIdentity(repository.config, settings);
  const name = fallback?.name ?? configValue(repository.config, "user.name");
  const email = fallback?.email ?? configValue(repository.config, "user.email");
  const origin = fallback === undefined
    ? ""
    : " (git knows no other: set user.name and user.email)";
  return { subject: "identity", ok: true, text: `${name} <${email}>${origin}` };
}

async function checkBranch(repository: Repository): Promise<{
  readonly finding: Finding;
  readonly name?: string;
  readonly head?: string | undefined;
}> {
  const operation = await operationUnderWay(repository);
  const head = await readHead(repository);
  const finding = (ok: boolean, text: string): Finding => ({ subject: "branch", ok, text });
  if (operation !== undefined) {
    return { finding: finding(false, blockedSentence({ reason: "operation", operation })) };
  }
  if (head.kind === "detached") {
    return { finding: finding(false, blockedSentence({ reason: "no branch" })) };
  }
  const expected = await branchToSync(repository, head.branch);
  if (expected !== head.branch) {
    const { branch } = head;
    return {
      finding: finding(false, blockedSentence({ reason: "other branch", branch, expected })),
    };
  }
  if (await lacksFiles(repository, head.oid)) {
    const { branch } = head;
    return { finding: finding(false, blockedSentence({ reason: "not checked out", branch })) };
  }
  const unborn = head.oid === undefined ? " (no commit yet)" : "";
  return {
    finding: finding(true, `${head.branch}${unborn}`),
    name: head.branch,
    head: head.oid,
  };
}

/** What is in the way of saving: a mass deletion that waits for a person, or what git says of its own files. */
async function checkFiles(
  repository: Repository,
  { settings, head }: { readonly settings: SyncSettings; readonly head: string | undefined },
): Promise<Finding | undefined> {
  // Files that an update has yet to put in place, or a crash to give back, are missing, too.
  const stamp = async () =>
    await readJournal(repository) ?? await stampAt(join(repository.gitDir, "index"));
  const before = await stamp();
  // The note about a git that writes is that of the instance which may be running.
  const run = gitRunner({ ...settings, folder: repository.root });
  const { maxFileBytes } = settings;
  const held = heldPaths({
    privatePaths: await readPrivatePaths(repository),
    ownPlaces: await ownPlacesIn(repository, settings.ownFiles ?? []),
    fold: await findFold(repository),
  });
  const found = await waitingDeletion({ ...repository, run }, { head, held, maxFileBytes })
    .catch((error) => error instanceof GitError ? error.failure : undefined);
  if (found === undefined || typeof before !== "string" || await stamp() !== before) {
    return undefined;
  }
  const text = "reason" in found ? blockedSentence(found) : failureSentence(found);
  return { subject: "files", ok: false, text };
}

const SIGN_IN: ReadonlySet<FailureKind> = new Set(["sign in", "ssh key", "host key"]);

/** Both directions are tried for real, as a remote may let one read and not write. Nothing is changed. */
async function* checkRemote(
  repository: Repository,
  { upstream, head }: { readonly upstream: Upstream; readonly head: string | undefined },
): AsyncGenerator<Finding> {
  const { remote, ref } = upstream;
  const branches = await branchesAt(repository, remote).catch((error) => {
    if (error instanceof GitError) return error.failure;
    throw error;
  });
  if ("kind" in branches) {
    const subject = SIGN_IN.has(branches.kind) ? "sign-in" : "remote";
    const failure = withHelper(branches, { config: repository.config, remote });
    yield { subject, ok: false, text: failureSentence(failure) };
    return;
  }
  const others = [...branches.keys()].filter((branch) => branch !== ref).map(branchName);
  if (!branches.has(ref) && others.length > 0) {
    const branch = branchName(ref);
    yield {
      subject: "remote",
      ok: false,
      text: blockedSentence({ reason: "no such branch", branch, others, remote }),
    };
    return;
  }
  const empty = branches.size === 0 ? " (no such branch there yet: the first sync makes it)" : "";
  yield { subject: "remote", ok: true, text: `${remote}, ${ref}${empty}` };
  yield* checkAddresses(repository, { upstream, branches });
  if (head === undefined) return;
  const objects = await checkObjects(repository, { upstream, head });
  if (objects !== undefined) yield objects;
  const tried = await repository.run([
    "push",
    "--dry-run",
    "--no-verify",
    "--porcelain",
    remote,
    `${head}:${ref}`,
  ], { access: "reads" });
  const failure = tried.code === 0
    ? undefined
    : withHelper(classify(tried), { config: repository.config, remote });
  const note = lacksHelper(repository.config, remote)
    ? " (credential helper missing: git would not keep a password that it asks for)"
    : "";
  yield failure === undefined || failure.kind === "rejected"
    ? { subject: "sign-in", ok: true, text: `${remote} lets this machine read and write${note}` }
    : { subject: "sign-in", ok: false, text: failureSentence(failure) };
}
