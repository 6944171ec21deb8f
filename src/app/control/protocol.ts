// The protocol of the control socket: the command line sends a request, the running instance an
// answer, each one line of JSON.

import { Buffer } from "node:buffer";
import * as z from "zod/mini";
import type { UserRequest } from "../../engine/mod.ts";

const ID = z.string().check(z.maxLength(64));

/** The changes that the command line can ask for. Only the window shows and merges two versions. */
const CHANGE = z.union([
  z.object({
    kind: z.literal("restore"),
    path: z.string(),
    version: z.union([
      z.object({ kind: z.literal("save"), id: ID }),
      z.object({ kind: z.literal("time"), time: z.number() }),
    ]),
  }),
  z.object({ kind: z.literal("undo"), id: ID }),
  z.object({
    kind: z.literal("settle"),
    copy: z.string(),
    keep: z.enum(["this", "other", "both"]),
  }),
]);

const FOLDER_REQUEST = z.union([
  /** How far the sync under way is: asked again and again until its end. */
  z.object({ command: z.literal("progress") }),
  z.object({
    command: z.literal("sync"),
    confirmDeletion: z.boolean(),
    confirmIncoming: z.optional(z.boolean()),
    /** The files of one that waits here, else of the newest one of another machine. */
    restoreDeletion: z.optional(z.boolean()),
    publish: z.optional(z.string()),
    unlock: z.optional(z.boolean()),
  }),
  // A command of its own: an older instance ignores an unknown part of a request.
  z.object({ command: z.literal("change"), change: CHANGE }),
]);

/** The schema of a request. */
export const REQUEST = z.union([
  z.object({ command: z.literal("status") }),
  /** A way into the window, for a browser that the client starts. */
  z.object({ command: z.literal("window") }),
  // About the first folder, which is the only one that an older command line knows.
  FOLDER_REQUEST,
  // About the folder of this path or name. An older instance refuses it: it may have another
  // folder.
  z.object({ command: z.literal("folder"), folder: z.string(), request: FOLDER_REQUEST }),
]);

/** A request about one folder. */
export type FolderRequest = Readonly<z.infer<typeof FOLDER_REQUEST>>;

/** A request to the running instance. */
export type ControlRequest = Readonly<z.infer<typeof REQUEST>>;

/**
 * Returns the request for a sync with one change or one path to publish, which any version knows.
 */
export function requestOf(
  { ownChanges: [change] = [], publish: [path] = [], ...asked }: UserRequest,
): FolderRequest {
  if (change !== undefined) return { command: "change", change: z.parse(CHANGE, change) };
  const { confirmDeletion = false, confirmIncoming, restoreDeletion, unlock } = asked;
  return {
    command: "sync",
    confirmDeletion,
    confirmIncoming,
    restoreDeletion,
    publish: path,
    unlock,
  };
}

/** Milliseconds for a request to arrive, and for an answer without work to be sent and read. */
export const ANSWER_MS = 5_000;

/** Reads a line of at most so many bytes. Throws when there is none. */
export async function readLine(connection: Deno.UnixConn, mostBytes: number): Promise<string> {
  const buffer = new Uint8Array(16 * 1024);
  const pieces: Uint8Array[] = [];
  for (let room = mostBytes; room >= 0;) {
    const count = await connection.read(buffer);
    if (count === null) throw new Error("it ended without an answer");
    const piece = buffer.slice(0, count);
    const end = piece.indexOf(0x0a);
    pieces.push(end === -1 ? piece : piece.subarray(0, end));
    room -= pieces.at(-1)!.length;
    if (end !== -1 && room >= 0) return Buffer.concat(pieces).toString();
  }
  throw new Error("the line is too long");
}

/** Writes a line with its end. */
export async function sendLine(connection: Deno.UnixConn, line: string): Promise<void> {
  const bytes = Buffer.from(`${line}\n`);
  for (let at = 0; at < bytes.length;) at += await connection.write(bytes.subarray(at));
}

/** Settles as the work does, but throws at the signal and after a time. The work itself goes on. */
export async function withTimeout<Result>(
  work: Promise<Result>,
  { ms, signal }: { readonly ms?: number; readonly signal?: AbortSignal },
): Promise<Result> {
  const { promise: over, reject } = Promise.withResolvers<never>();
  const end = () => reject(new Error("it does not answer"));
  const timer = ms === undefined ? undefined : setTimeout(end, ms);
  signal?.addEventListener("abort", end, { once: true });
  if (signal?.aborted) end();
  try {
    return await Promise.race([work, over]);
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener("abort", end);
  }
}
