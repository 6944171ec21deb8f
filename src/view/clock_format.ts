// Times as the person is used to read them. Pure.

import type { Clock } from "./status_line.ts";

/** How a time reads at another time: what is not of today tells its day, too. */
export type ClockFace = (now: number) => Clock;

/**
 * The clock for a locale, a BCP 47 tag; without one, 24 hours. Times are in milliseconds since 1970, in the
 * machine's time zone.
 */
export function clockFace(locale: string | undefined): ClockFace {
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
    // It is no tag at all.
    return false;
  }
}

function dayOf(time: number): string {
  return new Date(time).toDateString();
}
