// The subscribers to a change.

/** Some callbacks, each called after a change. */
export interface Subscribers {
  /** Calls back after each change. Returns a function that ends it. */
  subscribe(onChange: () => void): () => void;
  notify(): void;
}

/** Returns subscribers, none of them yet. */
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
