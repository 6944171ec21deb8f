// Texts that are made to harm a reader: what it really gets, changed byte by byte, and pieces of it and of the
// readers' own expressions, over and over.

import { join } from "node:path";
import { type Dice, oneOf } from "../dice.ts";

const SOURCES = join(import.meta.dirname!, "../../../src");

/** An expression in the source, and what divides the words in it. */
const EXPRESSION = /\/(?![*/ ])((?:[^/\n\\[]|\\.|\[(?:[^\]\n\\]|\\.)*\])+)\/[gimsuy]*[,\]). ;]/g;
const SYNTAX = /\(\?<?\w*[>:!=]?|[|()[\]{}+*?^$]|\\[SswWdDbB]|\\p\{\w+\}|\.(?=[+*{])/;

/** What means something to one reader or the other. */
const SPECIAL = [
  ..."\0\n\r\t '\"\\:@/.()[]{}!?#*-=<>&%$~+,;01a",
  "\r\n",
  "\x1b[31m",
  "\u202e",
  "\u201c",
  "\ud800",
  "\xff",
  "\xc3",
  "://",
  "ab://c:d",
  "@://",
  "remote: ",
  "\n\n",
  "0".repeat(40),
];

/** Returns the words of all expressions in the source, each with its escapes undone. */
export async function wordsOfExpressions(): Promise<string[]> {
  const words = new Set<string>();
  for (const text of await sources(SOURCES)) {
    for (const [, expression] of text.matchAll(EXPRESSION)) {
      for (const word of expression!.split(SYNTAX)) {
        const plain = word.replace(/\\(.)/g, "$1");
        if (plain.length > 1) words.add(plain);
      }
    }
  }
  return [...words];
}

async function sources(folder: string): Promise<string[]> {
  const texts: string[] = [];
  for await (const { name, isDirectory } of Deno.readDir(folder)) {
    const path = join(folder, name);
    if (isDirectory) { for (const text of await sources(path)) texts.push(text); }
    else if (name.endsWith(".ts")) texts.push(await Deno.readTextFile(path));
  }
  return texts;
}

/** Returns short pieces of what a reader gets, and what means something to anybody. */
export function piecesOf(samples: readonly string[]): string[] {
  const words = samples.flatMap((sample) => sample.split(/(?<=[\0\n :'"/=(])/));
  return [...new Set([...SPECIAL, ...words, ...samples])].filter((piece) => piece !== "");
}

/** Returns a sample with some bytes changed, left out, doubled, or put in from somewhere else. */
export function mutated(samples: readonly string[], throws: Dice): string {
  let text = oneOf(samples, throws) ?? "";
  for (let changes = 1 + Math.floor(throws() * 8); changes > 0; changes--) {
    const from = Math.floor(throws() * (text.length + 1));
    const to = Math.min(text.length, from + Math.floor(throws() ** 3 * text.length));
    const other = oneOf(samples, throws) ?? "";
    const put = oneOf([
      "",
      text.slice(from, to).repeat(2),
      oneOf(SPECIAL, throws)!,
      String.fromCharCode(Math.floor(throws() * 256)),
      other.slice(Math.floor(throws() * other.length)),
    ], throws)!;
    text = text.slice(0, from) + put + text.slice(to);
  }
  return text;
}

/** Returns one piece over and over, begun and ended by others, of about so many characters. */
export function endless(
  { begin, piece, end }: { readonly begin: string; readonly piece: string; readonly end: string },
  length: number,
): string {
  return begin + piece.repeat(Math.ceil(length / piece.length)) + end;
}
