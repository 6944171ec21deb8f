// What `--check` says of the clone itself: which part of the history and the files it has, filters and
// addresses that others do not have.

import { filtersOf } from "../engine/git/attributes/attributes.ts";
import { configuredFilters } from "../engine/git/attributes/missing_filters.ts";
import { savesOnlyTracked, type Upstream } from "../engine/git/values/git_config.ts";
import { destinationsOf } from "../engine/git/commands/destinations.ts";
import { classify } from "../engine/git/process/errors.ts";
import { readIndex } from "../engine/git/commands/index.ts";
import type { Repository } from "../engine/git/repository/repository.ts";
import { isPartial, isShallow } from "../engine/git/repository/partial_clone.ts";
import { type GitPath, shownName } from "../engine/git/values/path.ts";
import { branchName, readRef } from "../engine/git/commands/refs.ts";
import { branchesAt } from "../engine/git/commands/fetch_push.ts";
import { isAboutObjects, repairObjects } from "../engine/sync/repair.ts";
import { isSparse } from "../engine/git/commands/sparse.ts";
import { GitError } from "../engine/git/process/git.ts";
import type { Finding } from "./finding.ts";
import { counted, failureSentence, namesOf } from "../view/sentences.ts";

/** Says which part of the history and of the files this clone has; nothing of a whole one. */
export async function* checkClone(repository: Repository): AsyncGenerator<Finding> {
  const subject = "clone";
  if (await isShallow(repository)) {
    const text = "shallow: the rest of the history is fetched when it is needed";
    yield { subject, ok: true, text };
  }
  if (isPartial(repository)) {
    const text = "partial: files are fetched when they are needed, so some need the network";
    yield { subject, ok: true, text };
  }
  if (isSparse(repository)) {
    const hidden = (await readIndex(repository)).filter(({ isHidden }) => isHidden).length;
    const text = `sparse: ${counted(hidden, "published file")} left out of the folder`;
    yield { subject, ok: true, text };
  }
  if (savesOnlyTracked(repository.config)) {
    const text = "only tracked files are synced, as status.showUntrackedFiles says";
    yield { subject, ok: true, text };
  }
}

/** Says which filters the attributes name and this machine lacks. */
export async function* checkFilters(repository: Repository): AsyncGenerator<Finding> {
  const paths = (await readIndex(repository)).map(({ path }) => path);
  const first = new Map<string, GitPath>();
  for (const [path, filter] of await filtersOf(repository, { paths })) {
    if (!first.has(filter)) first.set(filter, path);
  }
  if (first.size === 0) return;
  const configured = await configuredFilters(repository);
  for (const [filter, path] of first) {
    const isLfs = filter === "lfs";
    const works = configured.has(filter) && !(isLfs && await lacksLfs(repository));
    if (works) continue;
    const cure = isLfs
      ? "install git-lfs, run `git lfs install`, then `git lfs pull`"
      : `set it up as on your other machines (git config filter.${filter}.clean)`;
    yield {
      subject: "filters",
      ok: false,
      text: `${shownName(path)} needs the filter ${filter}, which is missing here: ${cure}`,
    };
  }
}

async function lacksLfs({ run }: Repository): Promise<boolean> {
  return (await run(["lfs", "version"], { access: "reads" })).code !== 0;
}

/** Looks for the objects of the branch here and at the remote, and fetches those that are missing. */
export async function checkObjects(
  repository: Repository,
  { upstream, head }: { readonly upstream: Upstream; readonly head: string },
): Promise<Finding | undefined> {
  // There they may be missing.
  if (isPartial(repository)) return undefined;
  const failure = async () => {
    const tip = await readRef(repository, upstream.tracking);
    const commits = tip === undefined ? [head] : [head, tip];
    const args = ["rev-list", "--quiet", "--objects", "--no-walk", ...commits];
    const result = await repository.run(args, { access: "reads" });
    return result.code === 0 ? undefined : classify(result);
  };
  const found = await failure();
  if (found === undefined || !isAboutObjects(found)) return undefined;
  // The note about a git that writes is that of the instance which may be running.
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
  return left === undefined
    ? { subject: "objects", ok: true, text: `fetched again what was missing (${found.detail})` }
    : { subject: "objects", ok: false, text: failureSentence(left) };
}

/** Names other branches at the remote, and says whether all of its addresses have the same. */
export async function* checkAddresses(
  repository: Repository,
  { upstream, branches }: {
    readonly upstream: Upstream;
    /** The ids of the branches at the address that is fetched from, by their full names. */
    readonly branches: ReadonlyMap<string, string>;
  },
): AsyncGenerator<Finding> {
  const { remote, ref } = upstream;
  const others = [...branches.keys()].filter((branch) => branch !== ref).map(branchName);
  if (others.length > 0) {
    const text = `${remote} also has ${namesOf(others)}, which this folder does not sync`;
    yield { subject: "remote", ok: true, text };
  }
  const [, ...further] = destinationsOf(repository, remote);
  for (const { url, shown } of further) {
    const subject = "address";
    try {
      const tip = (await branchesAt(repository, url)).get(ref);
      yield tip === branches.get(ref)
        ? { subject, ok: true, text: `${shown} has ${branchName(ref)} as ${remote} has it` }
        : {
          subject,
          ok: false,
          text: `${shown} does not have ${branchName(ref)} as ${remote} has it: ` +
            "run `git-sync-bar --once`, which sends it or says why not",
        };
    } catch (error) {
      if (!(error instanceof GitError)) throw error;
      yield { subject, ok: false, text: `${shown}: ${failureSentence(error.failure)}` };
    }
  }
}
