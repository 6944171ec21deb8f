// Turns of the event loop in the midst of long work, so that the app answers meanwhile and can be ended.

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

/** Returns all items of a list that is made as it is read. The event loop turns meanwhile. */
export async function gathered<Item>(items: Iterable<Item>): Promise<Item[]> {
  const pace = new Pace();
  const all: Item[] = [];
  for (const item of items) {
    all.push(item);
    if (pace.isDue) await pace.rest();
  }
  return all;
}
