// Checks the remote: its branches, its addresses, its objects, and whether this machine may read and write.

import { destinationsOf } from "../git/commands/destinations.ts";
import { branchesAt } from "../git/commands/fetch.ts";
import { tryPush } from "../git/commands/push.ts";
import { branchName, readRef } from "../git/commands/refs.ts";
import { lacksHelper, withHelper } from "../git/process/credentials.ts";
import { classify } from "../git/process/classify.ts";
import type { FailureKind } from "../git/process/failure.ts";
import { GitError } from "../git/process/git.ts";
import { isPartial } from "../git/repository/partial_clone.ts";
import type { Repository } from "../git/repository/repository.ts";
import type { Upstream } from "../git/values/git_config.ts";
import { isAboutObjects, repairObjects } from "../branch/missing_objects.ts";
import type { Finding, RemoteFinding } from "./finding.ts";

const SIGN_IN: ReadonlySet<FailureKind> = new Set(["sign in", "ssh key", "host key"]);

/** Tries both directions for real, as a remote may let one read and not write. Nothing is changed there. */
export async function* checkRemote(
  repository: Repository,
  { upstream, head }: { readonly upstream: Upstream; readonly head: string | undefined },
): AsyncGenerator<Finding> {
  const { config } = repository;
  const { remote, ref } = upstream;
  const branches = await branchesAt(repository, remote).catch((error) => {
    if (error instanceof GitError) return error.failure;
    throw error;
  });
  if ("kind" in branches) {
    const subject = SIGN_IN.has(branches.kind) ? "sign-in" : "remote";
    const failure = withHelper(branches, { config, remote });
    yield { kind: "problem", subject, problem: failure };
    return;
  }
  const others = [...branches.keys()].filter((branch) => branch !== ref).map(branchName);
  if (!branches.has(ref) && others.length > 0) {
    const branch = branchName(ref);
    const problem = { kind: "no such branch", branch, others, remote } as const;
    yield { kind: "problem", subject: "remote", problem };
    return;
  }
  yield { kind: "remote", remote, ref, isEmpty: branches.size === 0 };
  if (others.length > 0) yield { kind: "other branches", remote, others };
  yield* checkAddresses(repository, { upstream, branches });
  if (head === undefined) return;
  yield* checkObjects(repository, { upstream, head });
  const tried = await tryPush(repository, { remote, commit: head, ref });
  const failure = tried.code === 0 ? undefined : withHelper(classify(tried), { config, remote });
  yield failure === undefined || failure.kind === "rejected"
    ? { kind: "signed in", remote, lacksHelper: lacksHelper(config, remote) }
    : { kind: "problem", subject: "sign-in", problem: failure };
}

/** Checks the objects of the branch here and at the remote, and fetches those that are missing. */
async function* checkObjects(
  repository: Repository,
  { upstream, head }: { readonly upstream: Upstream; readonly head: string },
): AsyncGenerator<Finding> {
  // There they may be missing.
  if (isPartial(repository)) return;
  const failure = async () => {
    const tip = await readRef(repository, upstream.tracking);
    const commits = tip === undefined ? [head] : [head, tip];
    const args = ["rev-list", "--quiet", "--objects", "--no-walk", ...commits];
    const result = await repository.run(args, { access: "reads" });
    return result.code === 0 ? undefined : classify(result);
  };
  const found = await failure();
  if (found === undefined || !isAboutObjects(found)) return;
  // The note about a git process that writes is that of the instance which may be running.
  const run: Repository["run"] = (args, options) =>
    repository.run(args, { ...options, access: "reads" });
  try {
    for (const isThorough of [false, true]) {
      if (await failure() === undefined) break;
      await repairObjects({ ...repository, run }, { upstream, isThorough }).catch((error) => {
        if (isThorough) throw error;
      });
    }
  } catch (error) {
    if (!(error instanceof GitError)) throw error;
  }
  const left = await failure();
  yield left === undefined
    ? { kind: "objects fetched", detail: found.detail }
    : { kind: "problem", subject: "objects", problem: left };
}

/** Tells whether the further addresses of the remote have the branch as the first one has it. */
async function* checkAddresses(
  repository: Repository,
  { upstream, branches }: {
    readonly upstream: Upstream;
    /** The ids of the branches at the address that is fetched from, by their full names. */
    readonly branches: ReadonlyMap<string, string>;
  },
): AsyncGenerator<RemoteFinding> {
  const { remote, ref } = upstream;
  const branch = branchName(ref);
  const [, ...further] = destinationsOf(repository, remote);
  for (const { url, shown: address } of further) {
    try {
      const isEqual = (await branchesAt(repository, url)).get(ref) === branches.get(ref);
      yield { kind: "address", address, remote, branch, isEqual };
    } catch (error) {
      if (!(error instanceof GitError)) throw error;
      yield { kind: "closed address", address, failure: error.failure };
    }
  }
}
