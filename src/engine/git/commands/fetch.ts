// Fetches the branch of the remote, over an ssh connection that stays open where there is one.

import { arrivedBytes } from "./received_bytes.ts";
import type { GitOptions, GitResult } from "../process/types.ts";
import { remoteUrls, type Upstream } from "../values/git_config.ts";
import { classify, lacksBranch } from "../process/classify.ts";
import type { Repository } from "../repository/repository.ts";
import { decodeText } from "../values/git_text.ts";
import {
  FETCH_BIG_FILE,
  FETCH_BYTES_PER_MS,
  FETCH_MS,
  OLDER_SAVES,
  REMOTE_OUTPUT_BYTES,
} from "../../../system/limits.ts";
import { GitError } from "../process/git.ts";

/** How a transfer is followed, and how long it may take. */
export interface TransferOptions {
  /** Called with each piece of what git says. */
  readonly onProgress?: ((text: string) => void) | undefined;
  /** Instead of `FETCH_MS` and `PUSH_STALL_MS`. */
  readonly transferMs?: number | undefined;
}

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
  if (result.code === 0 && result.ended === undefined) return true;
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

/**
 * Runs a git verb that talks to the remote. When it fails over a connection that is kept open, and that could be the
 * reason, it is tried once more without: what that says is what is wrong.
 */
export async function runOverNetwork(
  repository: Repository,
  args: readonly string[],
  about: {
    readonly remote: string;
    readonly direction: "fetch" | "push";
    readonly access?: GitOptions["access"];
    readonly onProgress?: ((text: string) => void) | undefined;
    readonly stdin?: string;
    readonly stall: NonNullable<GitOptions["stall"]>;
  },
): Promise<GitResult> {
  const { connections, config, ssh, run } = repository;
  const { remote, direction, access = "writes", onProgress, stdin, stall } = about;
  const options = {
    access,
    isTransfer: true,
    mostBytes: REMOTE_OUTPUT_BYTES,
    stall,
    ...(onProgress === undefined ? {} : { onProgress }),
    ...(stdin === undefined ? {} : { stdin }),
  } as const;
  const kept = await connections?.offer(ssh, remoteUrls(config, remote, direction));
  if (kept === undefined || connections === undefined) return await run(args, options);
  const result = await run(args, { ...options, env: { GIT_SSH_COMMAND: kept.command } });
  if (!isConnectionsFault(result)) return result;
  await connections.end("all");
  const again = await run(args, options);
  // Where they do not work at all each sync would fail first; a network that was away is another matter.
  if (kept.isFirst && !isConnectionsFault(again)) connections.rest();
  return again;
}

/** Messages of the processes that share a connection about each other (OpenSSH 9.2). */
const SHARING = /^(?:mux_|muxclient|unix_listener|Control(?:Socket|Path) |command-line)/m;

/** Reports whether the way to the remote failed, and not only as a fresh connection does that cannot be made. */
function isConnectionsFault(result: GitResult): boolean {
  if (result.code === 0 && result.ended === undefined) return false;
  // The other side does answer.
  if (result.ended === "stall") return false;
  if (result.ended === undefined && SHARING.test(result.stderr)) return true;
  const { kind } = classify(result);
  return kind === "hung" ||
    kind === "offline" && !/^ssh: (?:connect to host|Could not resolve) /m.test(result.stderr);
}
