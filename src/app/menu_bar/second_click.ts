// A click that takes effect only when it is repeated while the question is open. Pure but for its one value.

import { isDeepStrictEqual } from "node:util";

/** A click that has to be repeated. `subject` is what it is about; times are in milliseconds since 1970. */
export interface SecondClick<Subject> {
  /** Notes a click. Reports whether it is the second one about the same subject in time. */
  click(subject: Subject | undefined, now: number): boolean;
  /** Reports whether a second click about this would take effect now. */
  isOpen(subject: Subject | undefined, now: number): boolean;
  /** Returns when the question closes; Infinity when none is open. */
  endsAt(now: number): number;
}

/** Returns a click that has to be repeated within `ms` milliseconds. */
export function createSecondClick<Subject>(ms: number): SecondClick<Subject> {
  let asked: { readonly subject: Subject; readonly at: number } | undefined;
  const isOpen = (subject: Subject | undefined, now: number) =>
    asked !== undefined && subject !== undefined && now >= asked.at && now < asked.at + ms &&
    isDeepStrictEqual(subject, asked.subject);
  return {
    isOpen,
    click(subject, now) {
      const isSecond = isOpen(subject, now);
      asked = isSecond || subject === undefined ? undefined : { subject, at: now };
      return isSecond;
    },
    endsAt: (now) => asked === undefined || now >= asked.at + ms ? Infinity : asked.at + ms,
  };
}
