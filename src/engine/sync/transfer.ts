// Tells how far a fetch or a push is, in bytes where git says them.

import { packedSize } from "../git/commands/commits.ts";
import type { Repository } from "../git/repository/repository.ts";
import { transferIn } from "../git/process/progress.ts";
import type { SyncSettings } from "./settings.ts";

/** Listens to a fetch. */
export function fetchProgress({ onTransfer }: SyncSettings): ((text: string) => void) | undefined {
  if (onTransfer === undefined) return undefined;
  return (text) => {
    const transfer = transferIn(text);
    if (transfer !== undefined) onTransfer(transfer);
  };
}

/**
 * Listens to a push of what is part of `commit` and not of `tip`. How much that is gets asked once git tells of
 * bytes, which it does for a transfer that takes its time. `settled` is for after the push.
 */
export function pushProgress(
  { onTransfer }: SyncSettings,
  repository: Repository,
  { commit, tip }: { readonly commit: string; readonly tip: string | undefined },
): { readonly listen: ((text: string) => void) | undefined; settled(): Promise<void> } {
  let total: number | undefined;
  let asking: Promise<void> | undefined;
  const listen = (text: string) => {
    const transfer = transferIn(text);
    if (transfer === undefined) return;
    if (transfer.bytes !== undefined) {
      asking ??= packedSize(repository, { from: tip, to: commit })
        .then((bytes) => void (total = bytes)).catch(() => {});
    }
    onTransfer!({ ...transfer, ...(total === undefined ? {} : { total }) });
  };
  return {
    listen: onTransfer === undefined ? undefined : listen,
    settled: async () => await asking,
  };
}
