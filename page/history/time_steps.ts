// The steps of the slider over time: days, or smaller ones where the history is short. Pure.

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** A history of fewer of a unit has the next smaller one as its steps. */
const FEW = 3;

export interface TimeSteps {
  /** The number of the last step, which is the end of the history; the first one is 0. */
  readonly count: number;
  /** Returns the time of a step: of a day its end. */
  timeAt(step: number): number;
  /** Returns the step that is nearest to a time, or the day that it is in. */
  stepOf(time: number): number;
}

/** Returns the steps from the first save to the end; both in milliseconds since 1970. */
export function timeSteps(
  { first, last }: { readonly first: number; readonly last: number },
): TimeSteps {
  const days = daysBetween(first, last);
  if (days >= FEW) {
    return {
      count: days,
      timeAt: (step) => Math.min(endOfDay(first, step), last),
      stepOf: (time) => daysBetween(first, time),
    };
  }
  const unit = [HOUR, MINUTE].find((one) => last - first >= FEW * one) ?? SECOND;
  // Without a step between its ends a slider would be at its left end.
  const count = Math.max(1, Math.ceil((last - first) / unit));
  return {
    count,
    timeAt: (step) => Math.max(first, last - (count - step) * unit),
    stepOf: (time) => Math.max(0, count - Math.ceil((last - time) / unit)),
  };
}

function daysBetween(first: number, time: number): number {
  const midnight = (time: number) => new Date(time).setHours(0, 0, 0, 0);
  return Math.round((midnight(time) - midnight(first)) / DAY);
}

function endOfDay(first: number, days: number): number {
  const date = new Date(first);
  return new Date(date.getFullYear(), date.getMonth(), date.getDate() + days + 1).getTime() - 1;
}
