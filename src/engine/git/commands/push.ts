// Sends a commit to the remote's branch.

import { join } from "node:path";
import { lstatIfThere } from "../../../system/file_state.ts";
import type { GitResult } from "../process/types.ts";
import { remoteUrls, type Upstream } from "../values/git_config.ts";
import { decodeText } from "../values/git_text.ts";
import { classify } from "../process/classify.ts";
import type { Repository } from "../repository/repository.ts";
import { deleteRef, readRef, setRef } from "./refs.ts";
import { PUSH_STALL_MS } from "../../../system/limits/remote.ts";
import { GitError } from "../process/git.ts";
import { runOverNetwork, type TransferOptions } from "./network.ts";

/**
 * The result of a push. `made`: the remote had no such branch. `rejected`: it has something that is
 * not part of the commit. `partly`: not all addresses have taken it.
 */
export type Pushed = "pushed" | "made" | "rejected" | "partly";

/**
 * Sends a commit to the remote's branch, and no other, also to a mirror. Never forces. With
 * `branch` the branch itself is sent, and git's configuration notes where it goes. `tip` is what
 * the remote had when it was last seen, a part of the commit: a branch that is gone since is not
 * made anew (`rejected`). With several addresses that is not asked, as each may have something
 * else.
 */
export async function push(
  repository: Repository,
  what: {
    readonly upstream: Upstream;
    readonly commit: string;
    readonly branch?: string;
    readonly tip: string | undefined;
  },
  { onProgress, transferMs = PUSH_STALL_MS }: TransferOptions = {},
): Promise<Pushed> {
  const { upstream, commit, branch, tip } = what;
  const { config } = repository;
  const addresses = new Set(
    (["fetch", "push"] as const).flatMap((way) => remoteUrls(config, upstream.remote, way)),
  );
  let isMoving = true;
  const transfer = {
    remote: upstream.remote,
    direction: "push",
    onProgress: (text: string) => {
      isMoving ||= OWN_PROGRESS.test(text);
      onProgress?.(text);
    },
    stall: {
      everyMs: transferMs,
      goesOn: () => {
        const goesOn = isMoving;
        isMoving = false;
        return Promise.resolve(goesOn);
      },
    },
  } as const;
  const send = (refspec: string, options: readonly string[]) =>
    runOverNetwork(repository, [
      ...(config.has(`remote.${upstream.remote}.mirror`)
        ? ["-c", `remote.${upstream.remote}.mirror=false`]
        : []),
      "push",
      "--porcelain",
      "--progress",
      "--no-follow-tags",
      "--no-signed",
      "--recurse-submodules=no",
      ...options,
      ...(tip === undefined || addresses.size > 1
        ? []
        : [`--force-with-lease=${upstream.ref}:${tip}`]),
      upstream.remote,
      refspec,
    ], transfer);
  if (!repository.hasLfsHook && await hasRunLfs(repository)) {
    const [url = upstream.remote] = remoteUrls(config, upstream.remote, "push");
    // As git tells a pre-push hook (githooks(5)).
    const stdin = `${commit} ${commit} ${upstream.ref} ${tip ?? repository.zeroId}\n`;
    const args = ["lfs", "pre-push", upstream.remote, url];
    endOfLfs(await runOverNetwork(repository, args, { ...transfer, stdin }));
  }
  const refspec = `${branch === undefined ? commit : `refs/heads/${branch}`}:${upstream.ref}`;
  const asked = await send(refspec, branch === undefined ? [] : ["--set-upstream"]);
  const result = AMBIGUOUS.test(asked.stderr)
    ? await withPattern(repository, { ref: upstream.ref, commit, send: (by) => send(by, []) })
    : asked;
  if (result.code === 0 && result.ended === undefined) {
    // As `--porcelain` marks a new ref.
    return /^\*\t/m.test(result.stdout) ? "made" : "pushed";
  }
  if (addresses.size > 1 && await readRef(repository, upstream.tracking) === commit) {
    return "partly";
  }
  const failure = classify(result);
  if (failure.kind === "rejected") return "rejected";
  throw new GitError(failure, "git push");
}

/** Reports whether git-lfs has read or written a file here: before it does, it makes its folder. */
async function hasRunLfs({ commonDir, config }: Repository): Promise<boolean> {
  return config.has("lfs.storage") || await lstatIfThere(join(commonDir, "lfs")) !== undefined;
}

/** Throws `GitError` where git-lfs is there and could not send what it keeps. */
function endOfLfs(result: GitResult): void {
  if (result.code === 0 && result.ended === undefined) return;
  if (/^git: 'lfs' is not a git command/m.test(result.stderr)) return;
  const failure = classify({
    ...result,
    stderr: `${result.stderr}\n${decodeText(result.stdout)}`,
  });
  throw new GitError(
    failure.kind === "unknown" ? { ...failure, kind: "hook" } : failure,
    "git push",
  );
}

/** Git's message when another ref of the remote ends in the branch's name (git's remote.c). */
const AMBIGUOUS = /^error: dst refspec .* matches more than one$/m;

/**
 * Sends a commit by a pattern, which git matches with one ref alone, unlike a name. A remote may
 * have a branch `refs/heads/main`, with the full name `refs/heads/refs/heads/main`.
 */
async function withPattern(
  repository: Repository,
  { ref, commit, send }: {
    readonly ref: string;
    readonly commit: string;
    readonly send: (refspec: string) => Promise<GitResult>;
  },
): Promise<GitResult> {
  const folder = `refs/gitsyncbar/push/${crypto.randomUUID()}`;
  const own = `${folder}/${ref.slice("refs/".length)}`;
  await setRef(repository, own, commit);
  try {
    return await send(`${folder}/*:refs/*`);
  } finally {
    await deleteRef(repository, own, commit);
  }
}

/** Messages of this side about a push; those of the other one begin with `remote: `. */
const OWN_PROGRESS = /(?:^|[\r\n])(?:Counting|Compressing|Writing|Uploading LFS) objects: /;

/** Asks the remote whether it would take a commit. Nothing is sent, and no hook runs. */
export async function tryPush(
  repository: Repository,
  { remote, commit, ref }: {
    readonly remote: string;
    readonly commit: string;
    readonly ref: string;
  },
): Promise<GitResult> {
  const args = ["push", "--dry-run", "--no-verify", "--porcelain", remote, `${commit}:${ref}`];
  return await repository.run(args, { access: "reads" });
}
