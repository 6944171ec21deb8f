// Chance that can be had again: the same seed gives the same numbers (mulberry32, by Tommy Ettinger).

/** Answers numbers from 0 up to 1, like `Math.random`. */
export type Dice = () => number;

/** Dice that always fall the same way for one seed, a whole number. */
export function dice(seed: number): Dice {
  let state = seed | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** One of the items; `undefined` when there is none. */
export function oneOf<Item>(items: readonly Item[], throws: Dice): Item | undefined {
  return items[Math.floor(throws() * items.length)];
}
