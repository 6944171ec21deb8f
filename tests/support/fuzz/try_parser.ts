// Tries one reader: with texts that were changed, and with ever longer ones.

import { cpuUsage } from "node:process";
import type { Dice } from "../dice.ts";
import { oneOf } from "../dice.ts";
import { endless, mutated, piecesOf } from "./hostile.ts";
import type { Parser } from "./parsers.ts";

/** Lengths that are tried one after the other, so that what grows with the square is seen before it hangs. */
const LENGTHS = [16_384, 65_536, 262_144, 1_048_576, 4_194_304];

/** A guard against what would never end, in milliseconds of the processor; linear readers take some. */
const HANG_MS = 5_000;

/** A text that harms a reader, and how. */
export interface Find {
  readonly parser: string;
  readonly harm: string;
  /** The text as JSON, or how it is made. */
  readonly text: string;
}

/** Reads changed samples; returns the first one at which the reader throws. */
export function tryMutations(
  [name, { read, samples }]: readonly [string, Parser],
  { count, throws }: { readonly count: number; readonly throws: Dice },
): Find | undefined {
  for (let done = 0; done < count; done++) {
    const text = mutated(samples, throws);
    const harm = harmOf(read, { text, hangMs: HANG_MS });
    if (harm !== undefined) return { parser: name, harm, text: JSON.stringify(text) };
  }
}

/** Reads one of the endless texts, longer and longer up to the limit. */
export function tryLength(
  [name, parser]: readonly [string, Parser],
  { words, throws, most, hangMs = HANG_MS }: {
    readonly words: readonly string[];
    readonly throws: Dice;
    readonly most: number;
    readonly hangMs?: number;
  },
): Find | undefined {
  const own = piecesOf(parser.samples);
  const some = () => oneOf(throws() < 0.5 ? own : words, throws)!;
  const piece = throws() < 0.7 ? some() : some() + some();
  const parts = {
    begin: throws() < 0.5 ? "" : some(),
    piece,
    end: throws() < 0.5 ? "" : some(),
  };
  for (const length of LENGTHS) {
    if (length > Math.min(most, parser.most ?? Infinity) * 1.1) return;
    const harm = harmOf(parser.read, { text: endless(parts, length), hangMs });
    if (harm !== undefined) {
      return { parser: name, harm, text: `${JSON.stringify(parts)}, ${length} characters` };
    }
  }
}

function harmOf(
  read: Parser["read"],
  { text, hangMs }: { readonly text: string; readonly hangMs: number },
): string | undefined {
  const begun = cpuUsage();
  try {
    read(text);
  } catch (error) {
    return `throws ${error}`;
  }
  // Not the clock's time: other programs want the processor as well.
  const { user, system } = cpuUsage(begun);
  const took = (user + system) / 1000;
  return took > hangMs ? `takes ${Math.round(took)} ms` : undefined;
}
