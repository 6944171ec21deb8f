// Times and numbers as the user reads them: English words, in the order and on the clock of the user's locale.

import { now } from "../session/events.ts";
import { toldApart } from "./told_apart.ts";

/** Returns `14:02`, or `2:02 pm` where the locale has it. */
export function clockTime(time: number): string {
  return formats().time.format(time);
}

/** Returns `Today`, `Yesterday` or `Monday, 23 November`; with the year where it is another one. */
export function dayName(time: number): string {
  const [then, today, yesterday] = [new Date(time), new Date(), new Date()];
  yesterday.setDate(today.getDate() - 1);
  if (then.toDateString() === today.toDateString()) return "Today";
  if (then.toDateString() === yesterday.toDateString()) return "Yesterday";
  const isThisYear = then.getFullYear() === today.getFullYear();
  return (isThisYear ? formats().day : formats().dayOfYear).format(time);
}

/** Returns `Nov`. */
export function monthName(time: number): string {
  return formats().month.format(time);
}

/** Returns `14:02` for a time of today, else `23 Nov, 14:02`, with the year where it is another one. */
export function shortMoment(time: number): string {
  const [then, today] = [new Date(time), new Date()];
  if (then.toDateString() === today.toDateString()) return clockTime(time);
  const isThisYear = then.getFullYear() === today.getFullYear();
  return `${(isThisYear ? formats().date : formats().dateOfYear).format(time)}, ${clockTime(time)}`;
}

/** Returns how to write times of a list: as `shortMoment` does, with seconds where two are in the same minute. */
export function momentsOf(times: readonly number[]): (time: number) => string {
  return toldApart(times, {
    short: shortMoment,
    exact: (time) => shortMoment(time).replace(clockTime(time), formats().exact.format(time)),
  });
}

/** Returns `812 bytes`, `3.4 KB` or `12 MB`; 1 MB is a million bytes. */
export function size(bytes: number): string {
  if (bytes < 1_000) return bytes === 1 ? "1 byte" : `${bytes} bytes`;
  const [value, unit] = bytes < 1_000_000
    ? [bytes / 1_000, "KB"]
    : bytes < 1_000_000_000
    ? [bytes / 1_000_000, "MB"]
    : [bytes / 1_000_000_000, "GB"];
  return `${value < 10 ? Math.round(10 * value) / 10 : Math.round(value)} ${unit}`;
}

/** Returns `1 file`, `1,200 files`. */
export function counted(count: number, one: string, many: string = `${one}s`): string {
  return `${count.toLocaleString("en")} ${count === 1 ? one : many}`;
}

interface Formats {
  readonly locale: string | undefined;
  readonly month: Intl.DateTimeFormat;
  readonly time: Intl.DateTimeFormat;
  readonly exact: Intl.DateTimeFormat;
  readonly day: Intl.DateTimeFormat;
  readonly dayOfYear: Intl.DateTimeFormat;
  readonly date: Intl.DateTimeFormat;
  readonly dateOfYear: Intl.DateTimeFormat;
}

let known: Formats | undefined;

/** Returns the formats of the locale that the server names; making one takes longer than using it. */
function formats(): Formats {
  const locale = now.get()?.locale;
  if (known === undefined || known.locale !== locale) known = formatsOf(locale);
  return known;
}

function formatsOf(locale: string | undefined): Formats {
  const { tag, hourCycle } = english(locale);
  const format = (options: Intl.DateTimeFormatOptions) => new Intl.DateTimeFormat(tag, options);
  const clock = {
    hour: hourCycle === "h23" ? "2-digit" : "numeric",
    minute: "2-digit",
    hourCycle,
  } as const;
  const day = { weekday: "long", day: "numeric", month: "long" } as const;
  const date = { day: "numeric", month: "short" } as const;
  return {
    locale,
    month: format({ month: "short" }),
    time: format(clock),
    exact: format({ ...clock, second: "2-digit" }),
    day: format(day),
    dayOfYear: format({ ...day, year: "numeric" }),
    date: format(date),
    dateOfYear: format({ ...date, year: "numeric" }),
  };
}

/** Returns English as it is written in the region of a locale, and that locale's clock. */
function english(
  locale: string | undefined,
): { readonly tag: string; readonly hourCycle: "h12" | "h23" } {
  if (locale === undefined) return { tag: "en-GB", hourCycle: "h23" };
  try {
    const { region } = new Intl.Locale(locale).maximize();
    const { hourCycle } = new Intl.DateTimeFormat(locale, { hour: "numeric" }).resolvedOptions();
    const is24 = hourCycle === "h23" || hourCycle === "h24";
    return { tag: `en-${region}`, hourCycle: is24 ? "h23" : "h12" };
  } catch {
    // It is not a BCP 47 tag.
    return { tag: "en-GB", hourCycle: "h23" };
  }
}
