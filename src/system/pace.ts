// Lets the event loop run during long work, so that the app answers meanwhile and can end the work.

/** Milliseconds of one slice. */
const SLICE_MS = 20;

/** Measures one piece of long work. */
export class Pace {
  #since = performance.now();

  /** Whether the work has gone on for a slice. */
  get isDue(): boolean {
    return performance.now() - this.#since > SLICE_MS;
  }

  /** Lets the event loop turn once when that is due; else it costs nothing. */
  async rest(): Promise<void> {
    if (!this.isDue) return;
    await new Promise((resolve) => setTimeout(resolve));
    this.#since = performance.now();
  }
}

/**
 * Returns the items of a list that may be made as it is read, all of them or those that are kept. The event loop
 * turns meanwhile.
 */
export async function gathered<Item>(
  items: Iterable<Item>,
  isKept: (item: Item) => boolean = () => true,
): Promise<Item[]> {
  const pace = new Pace();
  const all: Item[] = [];
  for (const item of items) {
    if (isKept(item)) all.push(item);
    if (pace.isDue) await pace.rest();
  }
  return all;
}

/** Does work that yields between its steps, to its end. The event loop turns meanwhile. */
export async function inSlices<Result>(work: Generator<void, Result>): Promise<Result> {
  const pace = new Pace();
  for (;;) {
    const step = work.next();
    if (step.done) return step.value;
    if (pace.isDue) await pace.rest();
  }
}

/** The app ends: work stops where it is. */
export class StoppedError extends Error {
  override readonly name = "StoppedError";
  override readonly message = "the app is ending";
}

/**
 * Throws `StoppedError` once the signal has come. Called between two operations after either of which a crash
 * would be undone as well.
 */
export function endIfStopped(signal: AbortSignal | undefined): void {
  if (signal?.aborted) throw new StoppedError();
}

/** Yields the items, and throws `StoppedError` in the place of the next one once the signal has come. */
export function* untilStopped<Item>(
  items: Iterable<Item>,
  signal: AbortSignal | undefined,
): Generator<Item> {
  for (const item of items) {
    endIfStopped(signal);
    yield item;
  }
}
