// What the program says on the terminal that it was started from, if there is one.

import { oneLine } from "./text.ts";

/** Says a line of the answer, or several. */
export const print = (line: string) => writeLine(Deno.stdout, line);

/** Says a line about what is wrong. */
export const printError = (line: string) =>
  writeLine(Deno.stderr, `git-sync-bar: ${oneLine(line)}`);

/** Writes a line where somebody may listen. */
export function writeLine(
  stream: { writeSync(bytes: Uint8Array): number },
  line: string,
): void {
  try {
    stream.writeSync(new TextEncoder().encode(`${line}\n`));
  } catch {
    // Nobody listens: a closed pipe, or no terminal at all.
  }
}
