// What was measured -> a table in Markdown. Pure.

import { ratios, summarize, type Summary } from "./statistics.ts";

/** What was measured of one claim: pairs of samples, ours and a reference of the same moment. */
export interface Row {
  readonly what: string;
  readonly unit: Unit;
  readonly ours: readonly number[];
  readonly reference: readonly number[];
  /** A short description of the reference. */
  readonly against: string;
  /** The ratio that is not to be exceeded. */
  readonly limit: number;
  /** Counts, and reasons. */
  readonly note?: string;
}

/** Seconds of a clock, seconds of a processor, bytes of memory, or a plain number. */
export type Unit = "time" | "processor" | "memory" | "count";

const HEAD = ["what", "ours", "reference", "ratio", "at most", "remarks"];

/** The table. The ratio is that of each pair; in brackets where the middle half of them lies. */
export function tableOf(rows: readonly Row[]): string {
  const lines = rows.map((row) => {
    const ratio = summarize(ratios(row.ours, row.reference));
    const mark = ratio.median > row.limit ? " (missed)" : "";
    return [
      row.what,
      shown(summarize(row.ours), row.unit),
      `${shown(summarize(row.reference), row.unit)}, ${row.against}`,
      `**${figure(ratio.median)}** (${figure(ratio.low)}–${figure(ratio.high)})${mark}`,
      figure(row.limit),
      row.note ?? "",
    ];
  });
  return [HEAD, HEAD.map(() => "---"), ...lines].map((cells) => `| ${cells.join(" | ")} |`)
    .join("\n");
}

/** Returns a number with three significant digits. */
export function figure(value: number): string {
  if (value >= 100 || value === 0) return String(Math.round(value));
  return String(Number(value.toPrecision(value < 0.1 ? 2 : 3)));
}

function shown({ median }: Summary, unit: Unit): string {
  switch (unit) {
    case "time":
      return median < 1 ? `${figure(median * 1000)} ms` : `${figure(median)} s`;
    case "processor":
      return `${figure(median)} s`;
    case "memory":
      return `${figure(median / 2 ** 20)} MiB`;
    case "count":
      return figure(median);
  }
}
