// Fetches the branch of the remote, and asks for what the remote has.

import { arrivedBytes } from "./received_bytes.ts";
import type { Upstream } from "../values/git_config.ts";
import { classify, lacksBranch } from "../process/classify.ts";
import { messageLines } from "../process/message_lines.ts";
import type { Repository } from "../repository/repository.ts";
import { decodeText } from "../values/git_text.ts";
import { OLDER_SAVES } from "../../../system/limits/history.ts";
import { FETCH_BIG_FILE, FETCH_BYTES_PER_MS, FETCH_MS } from "../../../system/limits/remote.ts";
import { runOverNetwork, type TransferOptions } from "./network.ts";
import { GitError } from "../process/git.ts";

/**
 * How much a fetch asks for: what is new, some of the history that a shallow clone lacks as well, all of that, or
 * everything again.
 */
export type FetchedHistory = "new" | "older" | "deeper" | "again";

/** The options of a fetch. */
export interface FetchOptions extends TransferOptions {
  readonly history?: FetchedHistory;
}

const HISTORY_OPTIONS: Readonly<Record<FetchedHistory, readonly string[]>> = {
  new: [],
  older: [`--deepen=${OLDER_SAVES}`],
  deeper: ["--unshallow"],
  again: ["--refetch"],
};

/** Git ends well and only warns where the remote is a shallow clone that lacks history which this one has. */
const REFUSED_BRANCH =
  /^warning: rejected \S+ because shallow roots are not allowed to be updated$/;

/**
 * Asks the remote for its branch and remembers what it has. Returns false when the remote has no
 * such branch.
 */
export async function fetch(
  repository: Repository,
  upstream: Upstream,
  { onProgress, transferMs = FETCH_MS, history = "new" }: FetchOptions = {},
): Promise<boolean> {
  const since = Date.now();
  const result = await runOverNetwork(repository, [
    // Git holds what is smaller in memory, however little of it came over the network.
    "-c",
    `core.bigFileThreshold=${FETCH_BIG_FILE}`,
    "fetch",
    "--progress",
    "--no-tags",
    "--no-prune",
    "--no-recurse-submodules",
    "--no-write-fetch-head",
    "--no-auto-maintenance",
    ...HISTORY_OPTIONS[history],
    upstream.remote,
    `+${upstream.ref}:${upstream.tracking}`,
  ], {
    remote: upstream.remote,
    direction: "fetch",
    onProgress,
    stall: {
      everyMs: transferMs,
      // The other side may say whatever it likes: only bytes count.
      goesOn: async (elapsedMs) =>
        elapsedMs <= transferMs + await arrivedBytes(repository, since) / FETCH_BYTES_PER_MS,
    },
  });
  if (result.code === 0 && result.ended === undefined) {
    const refusal = messageLines(result.stderr).find((line) => REFUSED_BRANCH.test(line));
    if (refusal === undefined) return true;
    throw new GitError({ kind: "remote damaged", detail: "its history is cut off" }, "git fetch");
  }
  if (lacksBranch(result)) return false;
  throw new GitError(classify({ ...result, stdout: "" }), "git fetch");
}

/** Returns the ids of all branches that a remote or an address has, by their full names. Throws `GitError`. */
export async function branchesAt(
  repository: Repository,
  remote: string,
): Promise<ReadonlyMap<string, string>> {
  return await refsAt(repository, remote, ["--heads"]);
}

/** Returns the id of the branch at the remote, if it has the branch. Nothing is fetched. Throws `GitError`. */
export async function tipAt(
  repository: Repository,
  { remote, ref }: Upstream,
): Promise<string | undefined> {
  // A protocol of version 2 lists the refs that begin with it alone.
  return (await refsAt(repository, remote, [], [ref])).get(ref);
}

async function refsAt(
  repository: Repository,
  remote: string,
  options: readonly string[],
  patterns: readonly string[] = [],
): Promise<ReadonlyMap<string, string>> {
  const result = await runOverNetwork(repository, [
    "ls-remote",
    ...options,
    "--",
    remote,
    ...patterns,
  ], {
    remote,
    direction: "fetch",
    access: "reads",
    stall: { everyMs: FETCH_MS, goesOn: () => Promise.resolve(false) },
  });
  if (result.code !== 0 || result.ended !== undefined) {
    throw new GitError(classify(result), "git ls-remote");
  }
  const lines = decodeText(result.stdout).split("\n").filter(Boolean);
  return new Map(lines.map((line) => {
    const [oid, ref] = line.split("\t");
    return [ref ?? "", oid!] as const;
  }));
}
