// The two directions of a slow connection, as streams: slow until they are released.

import { Buffer } from "node:buffer";

/** A connection of about 2 MB/s. */
export interface SlowLink {
  /** From now on nothing is slow; what is under way goes on at full speed. */
  release(): void;
  /** Slow again, for what begins after this. */
  hold(): void;
  /** Passes bytes on. */
  through(bytes: Uint8Array): ReadableStream<Uint8Array>;
  /** Reads a stream to its end. */
  whole(stream: ReadableStream<Uint8Array>): Promise<Uint8Array<ArrayBuffer>>;
}

const PIECE_BYTES = 64 * 1024;

const PIECE_MS = 30;

/** Returns a connection that is slow. */
export function slowLink(): SlowLink {
  let release = () => {};
  let released = Promise.resolve();
  const hold = () => {
    ({ promise: released, resolve: release } = Promise.withResolvers<void>());
  };
  hold();
  const rest = () => {
    const { promise: late, resolve } = Promise.withResolvers<void>();
    const timer = setTimeout(resolve, PIECE_MS);
    return Promise.race([late, released]).finally(() => clearTimeout(timer));
  };
  return {
    release: () => release(),
    hold,
    through(bytes) {
      let at = 0;
      return new ReadableStream({
        async pull(controller) {
          if (at > 0) await rest();
          controller.enqueue(bytes.slice(at, at += PIECE_BYTES));
          if (at >= bytes.length) controller.close();
        },
      });
    },
    async whole(stream) {
      const pieces: Uint8Array[] = [];
      let size = 0;
      for await (const piece of stream) {
        pieces.push(piece);
        // A piece may be larger than those of a slow connection.
        for (size += piece.length; size > PIECE_BYTES; size -= PIECE_BYTES) await rest();
      }
      return Buffer.concat(pieces);
    },
  };
}
