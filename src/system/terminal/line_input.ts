// Reads the lines that a user types, or that a program sends, on standard input.

import { INPUT_LINE_BYTES } from "../limits/setup.ts";

/** The lines of standard input. */
export interface LineInput {
  /** Returns the next line, `undefined` at the end. With `isSecret` a terminal does not show it. */
  next(options?: { readonly isSecret?: boolean }): Promise<string | undefined>;
}

/** Ends of a line, and what a terminal sends for Ctrl-D, Ctrl-U and the key that deletes (termios(3)). */
const [LINE_FEED, RETURN, END_OF_FILE, KILL_LINE, BACKSPACE, DELETE] = [10, 13, 4, 21, 8, 127];

/** Returns the lines of standard input. Only one of them may be read at a time. */
export function lineInput(): LineInput {
  let held = new Uint8Array();
  let isEnded = false;

  async function more(): Promise<boolean> {
    const buffer = new Uint8Array(4096);
    const count = isEnded ? null : await Deno.stdin.read(buffer);
    if (count === null) {
      isEnded = true;
      return false;
    }
    const joined = new Uint8Array(held.length + count);
    joined.set(held);
    joined.set(buffer.subarray(0, count), held.length);
    held = joined;
    return true;
  }

  async function line(): Promise<string | undefined> {
    while (true) {
      const end = held.indexOf(LINE_FEED);
      if (end !== -1) return taken(end, end + 1);
      if (held.length > INPUT_LINE_BYTES) throw new Error("Cannot read the answer: it is too long");
      if (!await more()) return held.length === 0 ? undefined : taken(held.length, held.length);
    }
  }

  function taken(end: number, next: number): string {
    const text = new TextDecoder().decode(held.subarray(0, end)).replace(/\r$/, "");
    held = held.slice(next);
    return text;
  }

  /** Reads a line key by key, as the terminal neither shows nor edits it now. Signals still work. */
  async function hidden(): Promise<string | undefined> {
    const typed: number[] = [];
    Deno.stdin.setRaw(true, { cbreak: true });
    try {
      while (true) {
        if (held.length === 0 && !await more()) return undefined;
        const [key = 0] = held;
        held = held.slice(1);
        if (key === LINE_FEED || key === RETURN) {
          return new TextDecoder().decode(new Uint8Array(typed));
        }
        if (key === END_OF_FILE && typed.length === 0) return undefined;
        if (key === KILL_LINE) typed.length = 0;
        else if (key === BACKSPACE || key === DELETE) deleteLast(typed);
        else if (typed.length < INPUT_LINE_BYTES) typed.push(key);
      }
    } finally {
      Deno.stdin.setRaw(false);
    }
  }

  return {
    next: async ({ isSecret = false } = {}) =>
      isSecret && Deno.stdin.isTerminal() ? await hidden() : await line(),
  };
}

/** Removes the bytes of the last character: those of UTF-8 that follow a first one begin with the bits 10. */
function deleteLast(typed: number[]): void {
  while (typed.length > 0 && (typed.pop()! & 0xc0) === 0x80);
}
