// Times in the user's locale. Pure.

import type { FormatTime } from "./status_line.ts";

/** Returns a clock for the current time, `now`: a time of another day is written with its day. */
export type ClockFormat = (now: number) => FormatTime;

/**
 * Returns the clock for a locale, a BCP 47 tag, or a 24-hour clock without one. Times are in milliseconds
 * since 1970, and are written in the machine's time zone.
 */
export function clockFormat(locale: string | undefined): ClockFormat {
  const [first, options] = isKnown(locale)
    ? [locale, {}]
    : ["en-GB", { hour: "2-digit", hourCycle: "h23" } as const];
  const hours = { hour: "numeric", minute: "2-digit", ...options } as const;
  const today = new Intl.DateTimeFormat(first, hours);
  const otherDay = new Intl.DateTimeFormat(first, { day: "numeric", month: "short", ...hours });
  return (now) => (time) =>
    (dayOf(time) === dayOf(now) ? today : otherDay).format(time).replaceAll("\u202f", " ");
}

function isKnown(locale: string | undefined): locale is string {
  try {
    return locale !== undefined && Intl.DateTimeFormat.supportedLocalesOf(locale).length > 0;
  } catch {
    // It is not a BCP 47 tag.
    return false;
  }
}

function dayOf(time: number): string {
  return new Date(time).toDateString();
}
