// Samples -> what the table shows of them. Pure.

/** The middle of some samples and where the middle half of them lies. */
export interface Summary {
  readonly median: number;
  readonly low: number;
  readonly high: number;
}

/** Summarizes at least one sample: median and quartiles, between two samples where they fall there. */
export function summarize(samples: readonly number[]): Summary {
  const sorted = samples.toSorted((a, b) => a - b);
  return {
    median: quantile(sorted, 0.5),
    low: quantile(sorted, 0.25),
    high: quantile(sorted, 0.75),
  };
}

/**
 * Each sample through the reference that was measured beside it: what slows the machine for a while
 * slows both.
 */
export function ratios(samples: readonly number[], reference: readonly number[]): number[] {
  if (samples.length !== reference.length) throw new Error("Cannot pair samples: one is missing");
  return samples.map((sample, at) => sample / reference[at]!);
}

function quantile(sorted: readonly number[], part: number): number {
  const place = (sorted.length - 1) * part;
  const [below, above] = [sorted[Math.floor(place)], sorted[Math.ceil(place)]];
  if (below === undefined || above === undefined) throw new Error("Cannot summarize: no samples");
  return below + (above - below) * (place - Math.floor(place));
}
