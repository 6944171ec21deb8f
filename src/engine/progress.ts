// How far a sync is. The steps write it as often as they like; it is reported twice a second at most.

/** So many of so many. */
export interface Amount {
  readonly done: number;
  readonly total: number;
}

/** How much of a transfer has gone, as far as git says. */
export interface Transferred {
  readonly bytes?: number;
  /** Bytes in all, about; absent where that is not known. */
  readonly totalBytes?: number;
  /** Percent of the objects; absent where there are few, as each may be large. */
  readonly percent?: number;
}

/** The work of a sync at the moment, and how far it is, where that is known. */
export type Progress =
  /** All files are compared with the last save; `files` are tracked. */
  | { readonly kind: "scanning"; readonly files?: number }
  | { readonly kind: "saving"; readonly files: Amount; readonly bytes?: Amount }
  | { readonly kind: "sending" } & Transferred
  | { readonly kind: "receiving" } & Transferred
  /** Files of others are put into the folder. */
  | { readonly kind: "placing"; readonly files: Amount };

/** Takes what a sync is doing; `undefined` when none of these. */
export type ReportProgress = (progress: Progress | undefined) => void;

/** The settings for reports of progress. */
export interface ProgressSettings {
  readonly onProgress?: ReportProgress | undefined;
  /** Milliseconds from one report to the next, instead of `PROGRESS_MS`; 0 reports every step. */
  readonly progressMs?: number | undefined;
}

/** Milliseconds from one report to the next. */
export const PROGRESS_MS = 500;

/**
 * Returns a function that costs next to nothing, and passes on what it was given last every `PROGRESS_MS`, when
 * that is another value. A short step is not reported. In the end it has to be disposed of.
 */
export function sampled(
  { onProgress, progressMs = PROGRESS_MS }: ProgressSettings,
): Disposable & { readonly onProgress: ReportProgress | undefined } {
  if (onProgress === undefined || progressMs === 0) return { onProgress, [Symbol.dispose]() {} };
  let current: Progress | undefined;
  let told: Progress | undefined;
  const timer = setInterval(() => {
    if (current === told) return;
    told = current;
    onProgress(told);
  }, progressMs);
  return {
    onProgress(progress) {
      current = progress;
    },
    [Symbol.dispose]: () => clearInterval(timer),
  };
}
