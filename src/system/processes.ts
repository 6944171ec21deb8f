// What `lsof -F n` prints, as names. Pure.

import { Buffer } from "node:buffer";

/** What stands for a character that lsof does not print as it is; each byte of one that is not ASCII is `\xNN`. */
const ESCAPED = /\\(?:x([0-9a-f]{2})|(.))/g;

const NAMED: Readonly<Record<string, string>> = { b: "\b", f: "\f", n: "\n", r: "\r", t: "\t" };

/**
 * The names among the fields that lsof prints (`man lsof`, "OUTPUT FOR OTHER PROGRAMS"). Without a language
 * in its environment, as in what a desktop has started on macOS, it prints plain ASCII: a path with an
 * umlaut would never be found in it.
 */
export function lsofNames(printed: Uint8Array): string[] {
  return Buffer.from(printed).toString("latin1").split("\n")
    .filter((line) => line.startsWith("n"))
    .map(nameIn);
}

/** The process and the name of each file that lsof prints with the fields `p` and `n`. */
export function lsofProcesses(
  printed: Uint8Array,
): { readonly pid: number; readonly name: string }[] {
  const found: { pid: number; name: string }[] = [];
  let pid = 0;
  for (const line of Buffer.from(printed).toString("latin1").split("\n")) {
    if (line.startsWith("p")) pid = Number(line.slice(1));
    if (line.startsWith("n")) found.push({ pid, name: nameIn(line) });
  }
  return found;
}

function nameIn(line: string): string {
  return Buffer.from(line.slice(1).replace(ESCAPED, unescaped), "latin1").toString();
}

function unescaped(_all: string, code: string | undefined, letter: string): string {
  return code === undefined ? NAMED[letter] ?? letter : String.fromCharCode(parseInt(code, 16));
}
