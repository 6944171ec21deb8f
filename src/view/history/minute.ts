// A time as the command line writes and reads it, in the machine's time zone. Pure.

/** Returns `2026-11-23 14:02`, for milliseconds since 1970. */
export function minuteOf(time: number): string {
  return new Date(time).toLocaleString("sv-SE").slice(0, 16);
}

const TIME = /^(\d{4}-\d\d-\d\d)(?:[ T](\d\d:\d\d)(:\d\d)?(Z|[+-]\d\d:\d\d)?)?$/;

/**
 * Returns the last moment that a time as `2026-11-23 14:02` means, in milliseconds since 1970: the end of its
 * minute, of its second, or of its day where it has no hour. A zone (`Z`, `+01:00`) may follow. `undefined` for
 * anything else.
 */
export function lastMomentOf(text: string): number | undefined {
  const [, day, minute, second, zone = ""] = TIME.exec(text.trim()) ?? [];
  if (day === undefined) return undefined;
  const clock = minute === undefined ? "23:59:59" : `${minute}${second ?? ":59"}`;
  const time = new Date(`${day}T${clock}.999${zone}`).getTime();
  if (Number.isNaN(time)) return undefined;
  // `2026-02-30` would be a day of March.
  const isDay = new Date(`${day}T00:00:00Z`).toISOString().startsWith(day);
  return isDay ? time : undefined;
}
