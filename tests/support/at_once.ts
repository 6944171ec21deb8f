// Does in one go what the app does in slices.

/** Returns the result of work that yields between its steps. */
export function atOnce<Result>(work: Generator<void, Result>): Result {
  for (;;) {
    const step = work.next();
    if (step.done) return step.value;
  }
}
