// Fetches and pushes, and reports how far they are, in bytes where git says them.

import { packedSize } from "../git/commands/commits.ts";
import {
  fetch,
  type FetchedHistory,
  push,
  type Pushed,
  tipAt,
} from "../git/commands/fetch_push.ts";
import { type Transfer, transferIn } from "../git/process/progress.ts";
import type { Repository } from "../git/repository/repository.ts";
import type { Upstream } from "../git/values/git_config.ts";

/** The settings for transfers. */
export interface TransferSettings {
  /** Called with the progress of a large transfer. */
  readonly onTransfer?: ((transfer: Transfer) => void) | undefined;
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
  { onTransfer, transferMs, history = "new", known }: TransferSettings & {
    readonly history?: FetchedHistory;
    readonly known?: string | undefined;
  } = {},
): Promise<boolean> {
  if (known !== undefined && await tipAt(repository, upstream) === known) return true;
  const onProgress = onTransfer === undefined ? undefined : (text: string) => {
    const transfer = transferIn(text);
    if (transfer !== undefined) onTransfer(transfer);
  };
  return await fetch(repository, upstream, { onProgress, transferMs, history });
}

/**
 * Pushes a commit. How much of it the remote lacks is asked once git reports bytes, which it does for a
 * transfer that takes its time. Throws `GitError`.
 */
export async function pushCommit(
  repository: Repository,
  what: Parameters<typeof push>[1],
  { onTransfer, transferMs }: TransferSettings,
): Promise<Pushed> {
  let total: number | undefined;
  let asking: Promise<void> | undefined;
  const onProgress = onTransfer === undefined ? undefined : (text: string) => {
    const transfer = transferIn(text);
    if (transfer === undefined) return;
    if (transfer.bytes !== undefined) {
      asking ??= packedSize(repository, { from: what.tip, to: what.commit })
        .then((bytes) => void (total = bytes)).catch(() => {});
    }
    onTransfer({ ...transfer, ...(total === undefined ? {} : { total }) });
  };
  try {
    return await push(repository, what, { onProgress, transferMs });
  } finally {
    await asking;
  }
}
