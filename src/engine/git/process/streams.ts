// The ends of a running git: what it reads, and what it writes.

import { Buffer } from "node:buffer";
import type { CollectedOutput } from "./output.ts";
import { endGroup } from "./process_group.ts";
import type { GitOptions } from "./types.ts";

/** Bytes that are read of a stream at first: what most commands print. */
const READ_BYTES = 2 * 1024;

/** The same after a read that has filled them: what a pipe holds. */
const MOST_READ_BYTES = 64 * 1024;

/**
 * Reads a stream to its end and keeps the pieces for which `isWanted` says so; a piece is good until that returns. All
 * of them are read into one buffer: Deno would make one of 64 KB for each read, four or more for a command.
 */
export function collect(
  stream: ReadableStream<Uint8Array>,
  { output, isWanted }: {
    readonly output: CollectedOutput;
    readonly isWanted: (piece: Uint8Array) => boolean;
  },
) {
  const reader = stream.getReader({ mode: "byob" });
  const done = (async () => {
    for (let buffer = new Uint8Array(READ_BYTES);;) {
      const { value, done } = await reader.read(buffer);
      if (done || value === undefined) return;
      const room = value.buffer.byteLength;
      if (isWanted(value)) output.add(value);
      buffer = value.length < room || room === MOST_READ_BYTES
        ? new Uint8Array(value.buffer)
        : new Uint8Array(Math.min(MOST_READ_BYTES, 4 * room));
    }
  })();
  return {
    done,
    bytes: output.bytes,
    stop: async () => {
      await reader.cancel();
      await done;
    },
  };
}

/**
 * Lets git's ends be used, then closes them, which ends git. Returns what `use` has thrown, and whether git
 * had ended by then.
 */
export async function converse(
  child: Deno.ChildProcess,
  { use, count, onAwait }: {
    readonly use: NonNullable<GitOptions["converse"]>;
    /** Counts a piece of output; reports whether it is within the limit. */
    readonly count: (piece: Uint8Array) => boolean;
    /** Called with whether git is waited for from now on: else git waits for `use`. */
    readonly onAwait: (isAwaited: boolean) => void;
  },
): Promise<{ readonly error: unknown; readonly isOver: boolean } | undefined> {
  const writer = child.stdin.getWriter();
  const reader = child.stdout.getReader();
  let isOver = false;
  let waits = 0;
  const awaited = async <Result>(work: Promise<Result>): Promise<Result> => {
    if (waits++ === 0) onAwait(true);
    try {
      return await work;
    } finally {
      if (--waits === 0) onAwait(false);
    }
  };
  try {
    await use({
      // A git process that has ended reads nothing; that it has shows in what it says.
      write: (text) => awaited(writer.write(Buffer.from(text, "latin1")).catch(() => {})),
      read: async () => {
        const { value } = await awaited(reader.read());
        isOver ||= value === undefined || !count(value);
        return isOver ? undefined : value;
      },
      finish: () => writer.close().catch(() => {}),
      end: () => endGroup(child),
    });
    return undefined;
  } catch (error) {
    return { error, isOver };
  } finally {
    // It is not given back: a read that is under way ends below, and git is waited for from here on.
    if (waits++ === 0) onAwait(true);
    await writer.close().catch(() => {});
    await reader.cancel().catch(() => {});
  }
}

/** Bytes that are sent at a time, which take a few milliseconds to make. */
const FED_AT_ONCE = 256 * 1024;

/** Sends a text, or the pieces of one, and closes the stream. */
export async function feed(
  stream: WritableStream<Uint8Array>,
  text: string | Iterable<string>,
): Promise<void> {
  const writer = stream.getWriter();
  const send = (part: string) => writer.write(Buffer.from(part, "latin1"));
  try {
    let part = "";
    for (const piece of typeof text === "string" ? slicesOf(text) : text) {
      part += piece;
      if (part.length < FED_AT_ONCE) continue;
      await send(part);
      part = "";
    }
    if (part !== "") await send(part);
    await writer.close();
  } catch {
    // Git ended without reading all of it; its code and its message tell why.
  }
}

/** Cuts a text: as a whole its bytes would be in memory beside it. */
function* slicesOf(text: string): Generator<string> {
  for (let at = 0; at < text.length; at += FED_AT_ONCE) yield text.slice(at, at + FED_AT_ONCE);
}
