// Times of a list, written so that they can be told apart. Pure.

const MINUTE = 60_000;

/** Returns how to write each of the times: exactly where two are in the same minute. */
export function toldApart(
  times: readonly number[],
  write: { readonly short: (time: number) => string; readonly exact: (time: number) => string },
): (time: number) => string {
  const minuteOf = (time: number) => Math.floor(time / MINUTE);
  const minutes = Map.groupBy(new Set(times), minuteOf);
  return (time) =>
    (minutes.get(minuteOf(time))?.length ?? 0) > 1 ? write.exact(time) : write.short(time);
}
