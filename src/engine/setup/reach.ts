// Reaches a remote before anything is made in the user's folder: in a repository of our own that has its address.

import { FETCH_MS } from "../../system/limits/remote.ts";
import { runOverNetwork } from "../git/commands/network.ts";
import { tryPush } from "../git/commands/push.ts";
import { classify } from "../git/process/classify.ts";
import { lacksHelper, withHelper } from "../git/process/credentials.ts";
import { expected, git, GitError } from "../git/process/git.ts";
import { gitRunner } from "../git/process/run_git.ts";
import { openRepository } from "../git/repository/open.ts";
import type { Repository } from "../git/repository/repository.ts";
import { decodeText } from "../git/values/git_text.ts";
import { branchName } from "../git/commands/refs.ts";
import { problemOf } from "../errors.ts";
import type { Problem } from "../problem.ts";
import type { SyncSettings } from "../sync/settings.ts";

/** The answer of a remote. */
export type Reached =
  | {
    readonly kind: "reached";
    readonly branches: readonly string[];
    /** The branch that a clone would get; `undefined` where the remote has no such branch. */
    readonly usual: string | undefined;
    /** Why nothing can be sent there. */
    readonly refusal: Problem | undefined;
  }
  | {
    readonly kind: "failed";
    readonly problem: Problem;
    /** Whether git would forget the password that it is given. */
    readonly lacksHelper: boolean;
  };

const SIGN_IN: ReadonlySet<Problem["kind"]> = new Set(["sign in", "ssh key", "host key"]);

/** Makes a repository in an empty folder, with a remote `origin`. Nothing of the user's templates is in it. */
export async function makeScratchRepository(
  settings: SyncSettings,
  { folder, address }: { readonly folder: string; readonly address: string },
): Promise<void> {
  await Deno.mkdir(folder, { recursive: true, mode: 0o700 });
  const run = gitRunner({ ...settings, folder });
  const options = { access: "reads" } as const;
  const made = await run(["init", "--quiet", "--template="], options);
  expected(made, { verb: "git init" });
  expected(await run(["config", "remote.origin.url", address], options), { verb: "git config" });
}

/**
 * Asks a remote for its branches, and whether it would take a push, of which nothing is sent. `settings.folder` is a
 * repository that has the remote. Never throws.
 */
export async function reachRemote(settings: SyncSettings, remote: string): Promise<Reached> {
  let repository: Repository;
  try {
    repository = await openRepository(settings, { leavesNoNote: true });
  } catch (error) {
    return { kind: "failed", problem: problemOf(error), lacksHelper: false };
  }
  const { config } = repository;
  try {
    const { branches, head } = await listBranches(repository, remote);
    const usual = head !== undefined && branches.includes(head) ? head : undefined;
    const refusal = await pushRefusal(repository, { remote, branch: usual ?? "main" });
    // As with most public repositories: everybody may read, and a push wants a sign-in.
    if (refusal !== undefined && SIGN_IN.has(refusal.kind)) {
      return { kind: "failed", problem: refusal, lacksHelper: lacksHelper(config, remote) };
    }
    return { kind: "reached", branches, usual, refusal };
  } catch (error) {
    const problem = error instanceof GitError
      ? withHelper(error.failure, { config, remote })
      : problemOf(error);
    return { kind: "failed", problem, lacksHelper: lacksHelper(config, remote) };
  } finally {
    await Deno.remove(repository.ownDir).catch(() => {});
  }
}

/** Asks for all branches, and for the one that HEAD names there (git-ls-remote, "--symref"). */
async function listBranches(
  repository: Repository,
  remote: string,
): Promise<{ readonly branches: readonly string[]; readonly head: string | undefined }> {
  const args = ["ls-remote", "--symref", "--", remote, "HEAD", "refs/heads/*"];
  const result = await runOverNetwork(repository, args, {
    remote,
    direction: "fetch",
    access: "reads",
    stall: { everyMs: FETCH_MS, goesOn: () => Promise.resolve(false) },
  });
  const { stdout } = expected(result, { verb: "git ls-remote" });
  const branches: string[] = [];
  let head: string | undefined;
  for (const line of decodeText(stdout).split("\n")) {
    const [value = "", ref = ""] = line.split("\t");
    if (ref.startsWith("refs/heads/")) branches.push(branchName(ref));
    if (ref === "HEAD" && value.startsWith("ref: refs/heads/")) {
      head = branchName(value.slice("ref: ".length));
    }
  }
  return { branches, head };
}

/** Returns why the remote would take no push. Where the branch is there, it refuses this commit as too old. */
async function pushRefusal(
  repository: Repository,
  { remote, branch }: { readonly remote: string; readonly branch: string },
): Promise<Problem | undefined> {
  const tree = await git(repository, ["hash-object", "-w", "-t", "tree", "--stdin"], {
    access: "reads",
    stdin: "",
  });
  const commit = await git(repository, ["commit-tree", "-m", "check", tree.stdout.trim()], {
    access: "reads",
  });
  const ref = `refs/heads/${branch}`;
  const tried = await tryPush(repository, { remote, commit: commit.stdout.trim(), ref });
  if (tried.code === 0 && tried.ended === undefined) return undefined;
  const failure = classify(tried);
  return failure.kind === "rejected"
    ? undefined
    : withHelper(failure, { config: repository.config, remote });
}
