// Lines on the terminal from which the program was started, if there is one.

import { oneLine, shorten } from "../text.ts";

/** Prints one or several lines on standard output. */
export const print = (line: string) => writeLine(Deno.stdout, line);

/** Prints a line on standard error. */
export const printError = (line: string) =>
  writeLine(Deno.stderr, `git-sync-bar: ${oneLine(line)}`);

/** Writes a line to a stream; nothing happens when it is closed. */
function writeLine(
  stream: { writeSync(bytes: Uint8Array): number },
  line: string,
): void {
  try {
    stream.writeSync(new TextEncoder().encode(`${line}\n`));
  } catch {
    // A closed pipe, or no terminal at all.
  }
}

/** Prints a line, on a terminal broken between words where it is longer than that is wide. */
export function printWrapped(line: string): void {
  if (!Deno.stdout.isTerminal()) return print(line);
  const width = Math.min(terminalColumns(), WIDEST_TEXT);
  const indent = /^ */.exec(line)![0];
  let part = "";
  for (const word of line.trim().split(" ")) {
    if (part !== "" && part.length + 1 + word.length > width - indent.length) {
      print(indent + part);
      part = word;
    } else part = part === "" ? word : `${part} ${word}`;
  }
  print(indent + part);
}

/** Columns of a text that is easy to read. */
const WIDEST_TEXT = 100;

/** Prints a text on standard output, without an end of the line. */
export function writeText(text: string): void {
  try {
    Deno.stdout.writeSync(new TextEncoder().encode(text));
  } catch {
    // A closed pipe.
  }
}

/** A line of the terminal that shows what is going on, and is gone in the end. */
export interface PassingLine extends Disposable {
  /** Replaces the line; an empty text takes it away. */
  readonly show: (text: string) => void;
}

/** Returns a passing line on standard error; `undefined` when nobody sees it, as in a script. */
export function passingLine(): PassingLine | undefined {
  if (!Deno.stdout.isTerminal() || !Deno.stderr.isTerminal()) return undefined;
  let isShown = false;
  const show = (text: string) => {
    if (text === "" && !isShown) return;
    isShown = text !== "";
    write(`\r${ERASE_LINE}${shorten(text, terminalColumns() - 1)}`);
  };
  return { show, [Symbol.dispose]: () => show("") };
}

/** Erases from the cursor to the end of the line (ECMA-48, EL). */
const ERASE_LINE = "\x1b[K";

function terminalColumns(): number {
  try {
    // A terminal that does not know its size says 0.
    return Deno.consoleSize().columns || USUAL_COLUMNS;
  } catch {
    return USUAL_COLUMNS;
  }
}

const USUAL_COLUMNS = 80;

function write(text: string): void {
  try {
    Deno.stderr.writeSync(new TextEncoder().encode(text));
  } catch {
    // The terminal was closed.
  }
}
