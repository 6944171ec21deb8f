// Random numbers that repeat: the same seed gives the same numbers (mulberry32, by Tommy Ettinger).

/** The seed of random tests: always the same, unless GIT_SYNC_BAR_SEED names another one. */
export const SEED = Number(Deno.env.get("GIT_SYNC_BAR_SEED") ?? 20_261_130);

/** Returns numbers from 0 up to 1, like `Math.random`. */
export type Dice = () => number;

/** Returns dice that always fall the same way for one seed, a whole number. */
export function dice(seed: number): Dice {
  let state = seed | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Runs a test with dice of the seed. An error names the seed. */
export async function withDice(test: (throws: Dice) => Promise<void>): Promise<void> {
  try {
    await test(dice(SEED));
  } catch (error) {
    const what = error instanceof Error ? error.stack : String(error);
    throw new Error(`GIT_SYNC_BAR_SEED=${SEED}\n${what}`, { cause: error });
  }
}

/** Returns one of the items, `undefined` when there is none. */
export function oneOf<Item>(items: readonly Item[], throws: Dice): Item | undefined {
  return items[Math.floor(throws() * items.length)];
}

const noisy = dice(SEED);

/** Returns so many bytes that no compression makes smaller, other ones with each call. */
export function noise(size: number): Uint8Array {
  const words = Uint32Array.from({ length: Math.ceil(size / 4) }, () => noisy() * 2 ** 32);
  return new Uint8Array(words.buffer, 0, size);
}
