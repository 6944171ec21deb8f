// How far a sync is, in words. Pure.

import type { Amount, Progress } from "../engine/mod.ts";
import { grouped, megabytes } from "./quantities.ts";

const MB = 1_000_000;

/** So many files tell why a scan takes its time. */
const MANY_FILES = 1_000;

/** Returns `Sending 12 of 40 MB · 30%`, `Placing 1,200 of 10,000 files · 12%` or `Scanning…`. */
export function progressLine(progress: Progress): string {
  const percent = percentOf(progress);
  const what = doing(progress);
  if (percent !== undefined) return `${what} · ${percent}%`;
  return what.includes(" ") ? what : `${what}…`;
}

/** Returns how much is done, from 0 to 100, and 100 only when all is; `undefined` when it is not known. */
export function percentOf(progress: Progress): number | undefined {
  switch (progress.kind) {
    case "scanning":
      return undefined;
    case "saving":
      return part(progress.bytes) ?? part(progress.files);
    case "placing":
      return part(progress.files);
    case "sending":
    case "receiving": {
      const { bytes, totalBytes, percent } = progress;
      if (bytes === undefined || totalBytes === undefined) return percent;
      return part({ done: bytes, total: totalBytes });
    }
  }
}

function part(amount: Amount | undefined): number | undefined {
  if (amount === undefined || amount.done === 0 || amount.total === 0) return undefined;
  return Math.min(100, Math.floor(100 * amount.done / amount.total));
}

function doing(progress: Progress): string {
  switch (progress.kind) {
    case "scanning": {
      const { files = 0 } = progress;
      // New files are among what is scanned, too, and not among these.
      return files < MANY_FILES ? "Scanning" : `Scanning ${allFiles(files)} and what is new`;
    }
    case "saving": {
      const bytes = progress.bytes === undefined ? "" : ofBytes(progress.bytes);
      return `Saving ${ofFiles(progress.files)}${bytes === "" ? "" : ` · ${bytes}`}`;
    }
    case "placing":
      return `Placing ${ofFiles(progress.files)}`;
    case "sending":
    case "receiving": {
      const { kind, bytes = 0, totalBytes = 0 } = progress;
      const verb = kind === "sending" ? "Sending" : "Receiving";
      const amount = ofBytes({ done: bytes, total: totalBytes });
      return amount === "" ? verb : `${verb} ${amount}`;
    }
  }
}

/** Returns `1,200 of 10,000 files`, or `10,000 files` when none is done. */
function ofFiles({ done, total }: Amount): string {
  return done === 0 ? allFiles(total) : `${grouped(Math.min(done, total))} of ${allFiles(total)}`;
}

function allFiles(count: number): string {
  return count === 1 ? "1 file" : `${grouped(count)} files`;
}

/** Returns `12 of 40 MB`, `40 MB` when none is done, `12 MB` when the total is not known; nothing below 1 MB. */
function ofBytes({ done, total }: Amount): string {
  const all = Math.ceil(total / MB);
  const gone = Math.floor(done / MB);
  if (total < MB) return gone > 0 ? megabytes(gone * MB) : "";
  return gone > 0 ? `${grouped(Math.min(gone, all))} of ${grouped(all)} MB` : `${grouped(all)} MB`;
}
