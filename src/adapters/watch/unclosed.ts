// Watchers that could not be closed when their folder was left, as the thread of all watchers did not answer.
// Until it does, no other can be opened: the whole program would stop.

/** The watchers of a folder that is not watched any more. */
export interface UnclosedWatchers {
  /** Reports whether the thread answers. */
  readonly ask: () => Promise<boolean>;
  readonly close: () => Promise<void>;
}

const unclosed = new Set<UnclosedWatchers>();

/** Keeps watchers that cannot be closed now. */
export function keepUnclosed(left: UnclosedWatchers): void {
  unclosed.add(left);
}

/** Reports whether any are kept. */
export function hasUnclosed(): boolean {
  return unclosed.size > 0;
}

/** Closes them if the thread answers by now; reports whether none is left. */
export async function closeUnclosed(): Promise<boolean> {
  for (const left of unclosed) {
    if (!await left.ask()) return false;
    unclosed.delete(left);
    await left.close();
  }
  return true;
}
