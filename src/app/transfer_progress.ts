// How far a transfer is, reported from time to time.

import type { TransferProgress } from "../core/events.ts";
import type { Transfer } from "../engine/mod.ts";

/** A report follows another one of the same direction after this time, in milliseconds. */
const REPORT_MS = 500;

export interface ProgressReports {
  /** A sync begins: its first transfer is reported at once. */
  begin(): void;
  onTransfer(transfer: Transfer): void;
}

/** Reports the beginning of a transfer and of another direction at once, all else from time to time. */
export function reportProgress(report: (progress: TransferProgress) => void): ProgressReports {
  let last: { readonly direction: Transfer["direction"]; readonly at: number } | undefined;
  return {
    begin() {
      last = undefined;
    },
    onTransfer({ percent: _, ...progress }) {
      const at = Date.now();
      const isSoon = last !== undefined && Math.abs(at - last.at) < REPORT_MS;
      if (isSoon && progress.direction === last?.direction) return;
      last = { direction: progress.direction, at };
      report(progress);
    },
  };
}
