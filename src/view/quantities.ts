// Numbers and lists as the user reads them. Pure.

import { shorten } from "../system/text.ts";

/** Returns `1 file`, `2 files`. */
export function counted(count: number, thing: string): string {
  return count === 1 ? `1 ${thing}` : `${count} ${thing}s`;
}

/** Returns a number with separators: `1,234,567`. */
export function grouped(count: number): string {
  return count.toLocaleString("en-US", { maximumFractionDigits: 0 });
}

/** Returns a number of bytes in megabytes, rounded up: `12 MB`. */
export function megabytes(bytes: number): string {
  return `${grouped(Math.ceil(bytes / 1_000_000))} MB`;
}

/** At most so many names of a list are shown where it is not asked for. */
const SHOWN_NAMES = 3;

/** Returns the first names of a list, and how many more there are: `a, b and c`, or `a, b, c and 4 more`. */
export function namesOf(names: readonly string[], most = SHOWN_NAMES): string {
  const named = names.slice(0, most).map((name) => shorten(name, 60));
  const rest = names.length - named.length;
  const last = rest === 0 ? named.pop() : `${rest} more`;
  return named.length === 0 ? last ?? "" : `${named.join(", ")} and ${last}`;
}
