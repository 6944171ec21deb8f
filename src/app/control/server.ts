// The protocol of the control socket: the command line sends a request, the running instance an answer, one
// line of JSON each way. A client cannot harm the server, whatever it sends or does not send.

import { Buffer } from "node:buffer";
import * as z from "zod/mini";
import { CONTROL_ANSWER_BYTES, CONTROL_REQUEST_BYTES } from "../../system/limits.ts";
import { quote } from "../../system/text.ts";
import { pause } from "../../system/pause.ts";
import { connectTo, isSocketThere, listenAt } from "./socket.ts";
import { errorMessage } from "../../system/error_message.ts";

const REQUEST = z.union([
  z.object({ command: z.literal("status") }),
  /** How far the sync under way is: it is asked again and again while the client waits for its end. */
  z.object({ command: z.literal("progress") }),
  z.object({
    command: z.literal("sync"),
    confirmDeletion: z.boolean(),
    confirmIncoming: z.optional(z.boolean()),
    publish: z.optional(z.string()),
    unlock: z.optional(z.boolean()),
  }),
]);

/** A request to the running instance. */
export type ControlRequest = Readonly<z.infer<typeof REQUEST>>;

export type ControlOptions = {
  /** May take long: the client waits. */
  readonly answer: (request: ControlRequest) => Promise<unknown>;
  readonly signal: AbortSignal;
  /** Reports once that the socket cannot be opened; it is tried again. */
  readonly reportError: (line: string) => void;
  /** Milliseconds from one check that the socket is there to the next. Default: 60,000. */
  readonly checkMs?: number;
};

/** For a request to arrive, and for an answer without work to be sent and read. */
const PATIENCE_MS = 5_000;

/**
 * Serves a socket until the signal comes. A socket that is gone is made again, as users and programs clean up
 * caches.
 *
 * Settles when it listens, or has reported why not. Never throws. `stopped` settles after the signal.
 */
export async function serveControl(
  path: string,
  options: ControlOptions,
): Promise<{ readonly stopped: Promise<void> }> {
  const { signal, reportError, checkMs = 60_000 } = options;
  const clients = new Set<Promise<void>>();
  let reported: string | undefined;

  async function open(): Promise<Deno.UnixListener | undefined> {
    try {
      const listener = await listenAt(path);
      reported = undefined;
      return listener;
    } catch (error) {
      const line = `Cannot open the control socket ${quote(path)}: ${errorMessage(error)}`;
      if (line !== reported) reportError(line);
      reported = line;
      return undefined;
    }
  }

  async function acceptAll(listener: Deno.UnixListener): Promise<void> {
    const close = () => closeQuietly(listener);
    const timer = setInterval(() => isSocketThere(path) || close(), checkMs);
    signal.addEventListener("abort", close, { once: true });
    try {
      while (!signal.aborted) {
        const client = serveClient(await listener.accept(), options);
        clients.add(client);
        void client.then(() => clients.delete(client));
      }
    } catch {
      // The listener was closed, or there are too many open files.
    } finally {
      clearInterval(timer);
      signal.removeEventListener("abort", close);
      close();
    }
  }

  async function serve(first: Deno.UnixListener | undefined): Promise<void> {
    let listener = first;
    while (!signal.aborted) {
      if (listener !== undefined) await acceptAll(listener);
      await pause(checkMs, { signal });
      listener = signal.aborted ? undefined : await open();
    }
    if (listener !== undefined) closeQuietly(listener);
    await Promise.all(clients);
  }

  return { stopped: serve(await open()) };
}

/**
 * Sends a request to the instance that listens on a socket, and returns its answer. Returns `undefined` when
 * none listens. Throws one line when there is no answer.
 */
export async function sendRequest(path: string, request: ControlRequest): Promise<unknown> {
  let connection: Deno.UnixConn | undefined;
  try {
    connection = await connectTo(path);
    if (connection === undefined) return undefined;
    const asked = ask(connection, request);
    return await (request.command === "sync" ? asked : withTimeout(asked, { ms: PATIENCE_MS }));
  } catch (error) {
    throw new Error(`Cannot ask the running instance at ${quote(path)}: ${errorMessage(error)}`);
  } finally {
    if (connection !== undefined) closeQuietly(connection);
  }
}

async function ask(connection: Deno.UnixConn, request: ControlRequest): Promise<unknown> {
  await writeLine(connection, JSON.stringify(request));
  return JSON.parse(await readLine(connection, CONTROL_ANSWER_BYTES));
}

/** Serves one client. Never throws: on an error, that client gets no answer. */
async function serveClient(
  connection: Deno.UnixConn,
  { answer, signal }: ControlOptions,
): Promise<void> {
  try {
    const line = await withTimeout(readLine(connection, CONTROL_REQUEST_BYTES), {
      ms: PATIENCE_MS,
      signal,
    });
    const reply = await withTimeout(answer(z.parse(REQUEST, JSON.parse(line))), { signal });
    const text = JSON.stringify(reply) ?? "null";
    // When the client does not read it, Deno 2.7.11 keeps the write pending until the client is gone.
    await withTimeout(writeLine(connection, text), { ms: PATIENCE_MS, signal });
  } catch {
    // The client finds the connection closed.
  } finally {
    closeQuietly(connection);
  }
}

/** Reads a line of at most so many bytes. Throws when there is none. */
async function readLine(connection: Deno.UnixConn, mostBytes: number): Promise<string> {
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

async function writeLine(connection: Deno.UnixConn, line: string): Promise<void> {
  const bytes = Buffer.from(`${line}\n`);
  for (let at = 0; at < bytes.length;) at += await connection.write(bytes.subarray(at));
}

/** Settles as the work does, but throws after so many milliseconds and at the signal. The work itself goes on. */
async function withTimeout<Result>(
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

function closeQuietly(resource: { close(): void }): void {
  try {
    resource.close();
  } catch {
    // It is closed already.
  }
}
