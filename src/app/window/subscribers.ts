// Those who want to know when something has changed.

/** Some who are told of a change. */
export interface Subscribers {
  /** Calls back after each change. Returns the end of that. */
  subscribe(onChange: () => void): () => void;
  notify(): void;
}

/** Returns watchers, none of them yet. */
export function createSubscribers(): Subscribers {
  const all = new Set<() => void>();
  return {
    subscribe(onChange) {
      all.add(onChange);
      return () => void all.delete(onChange);
    },
    notify() {
      for (const onChange of all) onChange();
    },
  };
}
