// Lines on the terminal from which the program was started, if there is one.

import { oneLine } from "./text.ts";

/** Prints one or several lines on standard output. */
export const print = (line: string) => writeLine(Deno.stdout, line);

/** Prints a line on standard error. */
export const printError = (line: string) =>
  writeLine(Deno.stderr, `git-sync-bar: ${oneLine(line)}`);

/** Writes a line to a stream; nothing happens when it is closed. */
export function writeLine(
  stream: { writeSync(bytes: Uint8Array): number },
  line: string,
): void {
  try {
    stream.writeSync(new TextEncoder().encode(`${line}\n`));
  } catch {
    // A closed pipe, or no terminal at all.
  }
}
