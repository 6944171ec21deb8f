// Fetches and pushes, and reports how far they are.

import { packedSize } from "../git/commands/commits.ts";
import { fetch, type FetchedHistory, type FetchOptions, tipAt } from "../git/commands/fetch.ts";
import { push, type Pushed } from "../git/commands/push.ts";
import { ArrivingFiles } from "../git/commands/received_bytes.ts";
import type { GitError } from "../git/process/git.ts";
import { saysRemote, transferIn } from "../git/process/transfer_progress.ts";
import { isRefusal } from "./refused_push.ts";
import { makeRoom } from "./remote_branch.ts";
import { isShallow } from "../git/repository/partial_clone.ts";
import type { Repository } from "../git/repository/repository.ts";
import type { Upstream } from "../git/values/git_config.ts";
import type { ProgressSettings } from "../progress.ts";
import { settlesWithin } from "../../system/pause.ts";

/** The settings for transfers. */
export interface TransferSettings extends ProgressSettings {
  /** Milliseconds that a transfer may take, instead of `FETCH_MS` and `PUSH_STALL_MS`. */
  readonly transferMs?: number | undefined;
}

/**
 * Fetches the remote's branch; where a tip is `known`, only if the remote has another one. Returns false when the
 * remote has no such branch. Throws `GitError`.
 */
export async function fetchBranch(
  repository: Repository,
  upstream: Upstream,
  { onProgress: report, transferMs, history = "new", known }: TransferSettings & {
    readonly history?: FetchedHistory;
    readonly known?: string | undefined;
  } = {},
): Promise<boolean> {
  if (history === "older" && !await isShallow(repository)) return true;
  if (known !== undefined && await tipAt(repository, upstream) === known) return true;
  if (report === undefined) {
    return await fetchMakingRoom(repository, upstream, { transferMs, history });
  }
  let isCounted = false;
  const onProgress = (text: string) => {
    const transfer = transferIn(text);
    if (transfer !== undefined) {
      const { direction: kind, isOver: _, ...amounts } = transfer;
      isCounted = true;
      report({ kind, ...amounts });
    } else if (!isCounted && saysRemote(text)) {
      report({ kind: "receiving" });
    }
  };
  const arriving = new ArrivingFiles(repository);
  const fetching = fetchMakingRoom(repository, upstream, { onProgress, transferMs, history });
  while (!await settlesWithin(fetching, COUNT_MS)) {
    const bytes = isCounted ? 0 : await arriving.bytes();
    if (bytes > 0 && !isCounted) report({ kind: "receiving", bytes });
  }
  return await fetching;
}

/** Fetches the branch; refs that are out of date and in its way are removed first. */
async function fetchMakingRoom(
  repository: Repository,
  upstream: Upstream,
  options: FetchOptions,
): Promise<boolean> {
  try {
    return await fetch(repository, upstream, options);
  } catch (error) {
    if (!await makeRoom(repository, upstream, error)) throw error;
    return await fetch(repository, upstream, options);
  }
}

/** Milliseconds from one count of arriving bytes to the next: git itself says them once a second. */
const COUNT_MS = 1_000;

/**
 * Pushes a commit. How much of it the remote lacks is asked once git reports bytes of a transfer under way, as it
 * does where that takes its time. Returns the failure where the push was refused and the branch can still be fetched.
 * Throws `GitError` for any other.
 */
export async function pushCommit(
  repository: Repository,
  what: Parameters<typeof push>[1],
  { onProgress: report, transferMs }: TransferSettings,
): Promise<Pushed | GitError> {
  let total: number | undefined;
  let asking: Promise<void> | undefined;
  const onProgress = report === undefined ? undefined : (text: string) => {
    const transfer = transferIn(text);
    if (transfer === undefined) return;
    const { direction: kind, isOver = false, ...amounts } = transfer;
    if (transfer.bytes !== undefined && !isOver) {
      asking ??= packedSize(repository, { from: what.tip, to: what.commit })
        .then((bytes) => void (total = bytes)).catch(() => {});
    }
    report({ kind, ...amounts, ...(total === undefined ? {} : { totalBytes: total }) });
  };
  try {
    return await push(repository, what, { onProgress, transferMs });
  } catch (error) {
    if (isRefusal(error)) return error;
    throw error;
  } finally {
    await asking;
  }
}
