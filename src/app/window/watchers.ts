// Those who want to know when something has changed.

/** Some who are told of a change. */
export interface Watchers {
  /** Calls back after each change. Returns the end of that. */
  watch(onChange: () => void): () => void;
  changed(): void;
}

/** Returns watchers, none of them yet. */
export function createWatchers(): Watchers {
  const all = new Set<() => void>();
  return {
    watch(onChange) {
      all.add(onChange);
      return () => void all.delete(onChange);
    },
    changed() {
      for (const onChange of all) onChange();
    },
  };
}
