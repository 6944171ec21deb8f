// Keeps the output of one git command within a limit.

import { Buffer } from "node:buffer";
import {
  GIT_MESSAGES_FIRST_BYTES,
  GIT_MESSAGES_LAST_BYTES,
} from "../../../system/limits/processes.ts";

/** Output that is added piece by piece. */
export interface CollectedOutput {
  readonly add: (piece: Uint8Array) => void;
  readonly bytes: () => Buffer;
}

/**
 * Bytes that are joined into one block at most: each piece of a stream holds a buffer that may be much larger. The
 * first block is as large as its piece, as most commands print one line, and hundreds of them may run before memory is
 * freed.
 */
const BLOCK_BYTES = 64 * 1024;

/** Keeps everything. */
export function wholeOutput(): CollectedOutput {
  const blocks: Uint8Array[] = [];
  let block = new Uint8Array(0);
  let used = 0;
  return {
    add: (piece) => {
      if (used + piece.length > block.length) {
        blocks.push(block.subarray(0, used));
        const size = Math.min(BLOCK_BYTES, 2 * block.length);
        block = new Uint8Array(Math.max(size, piece.length));
        used = 0;
      }
      block.set(piece, used);
      used += piece.length;
    },
    bytes: () => Buffer.concat([...blocks, block.subarray(0, used)]),
  };
}

/**
 * Keeps the first and the last part: what git says first names a cause, what it says last the result.
 * Both are whole lines, so that no half of a password is left where the other half would have shown what
 * it is.
 */
export function messages(
  limits: { readonly first: number; readonly last: number } = {
    first: GIT_MESSAGES_FIRST_BYTES,
    last: GIT_MESSAGES_LAST_BYTES,
  },
): CollectedOutput {
  const first = wholeOutput();
  let room = limits.first;
  // Few commands say more than the first part.
  let last = new Uint8Array(0);
  let used = 0;
  let isCut = false;
  return {
    add: (piece) => {
      first.add(piece.subarray(0, room));
      const rest = piece.subarray(room);
      room -= piece.length - rest.length;
      if (rest.length === 0) return;
      if (last.length === 0) last = new Uint8Array(2 * limits.last);
      const kept = rest.subarray(Math.max(0, rest.length - limits.last));
      if (used + kept.length > last.length) {
        last.copyWithin(0, used - limits.last, used);
        used = limits.last;
      }
      last.set(kept, used);
      used += kept.length;
      isCut ||= used > limits.last || kept.length < rest.length;
    },
    bytes: () => {
      const head = first.bytes();
      const tail = Buffer.from(last.subarray(Math.max(0, used - limits.last), used));
      if (!isCut) return Buffer.concat([head, tail]);
      return Buffer.concat([
        head.subarray(0, lastLineBreak(head) + 1),
        tail.subarray(firstLineBreak(tail) + 1),
      ]);
    },
  };
}

/** Reports whether a byte ends a line. A line that a program prints over itself ends with a carriage return. */
function isLineBreak(byte: number): boolean {
  return byte === 0x0a || byte === 0x0d;
}

function lastLineBreak(bytes: Buffer): number {
  return bytes.findLastIndex(isLineBreak);
}

/** Returns the place of the last byte where there is none: half a line is none. */
function firstLineBreak(bytes: Buffer): number {
  const at = bytes.findIndex(isLineBreak);
  return at === -1 ? bytes.length - 1 : at;
}
