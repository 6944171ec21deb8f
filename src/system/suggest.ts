// Finds the known word that may have been meant. Pure.

/**
 * Returns the one of `known` that is nearest to `word`, `undefined` when none is near. Case and the kind of dash
 * make no difference.
 */
export function suggest(word: string, known: readonly string[]): string | undefined {
  const farthest = word.length < 6 ? 1 : 2;
  let nearest: string | undefined;
  let least = farthest + 1;
  for (const candidate of known) {
    // Each missing letter is one edit. This also skips a word of a megabyte.
    if (Math.abs(candidate.length - word.length) > farthest) continue;
    const edits = distance(plain(word), plain(candidate));
    if (edits < least) [nearest, least] = [candidate, edits];
  }
  return nearest;
}

function plain(word: string): string {
  return word.toLowerCase().replaceAll("-", "_");
}

/** Returns the edit distance of two words: letters to insert, remove, replace or swap with the next one. */
function distance(a: string, b: string): number {
  let beforeLast: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, column) => column);
  for (let row = 1; row <= a.length; row++) {
    const current = [row];
    for (let column = 1; column <= b.length; column++) {
      const replace = last[column - 1]! + (a[row - 1] === b[column - 1] ? 0 : 1);
      const swapped = a[row - 1] === b[column - 2] && a[row - 2] === b[column - 1];
      const swap = swapped ? beforeLast[column - 2]! + 1 : Infinity;
      current.push(Math.min(replace, last[column]! + 1, current[column - 1]! + 1, swap));
    }
    [beforeLast, last] = [last, current];
  }
  return last[b.length]!;
}
