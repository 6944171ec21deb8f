// Serves the control socket of the running instance. A client cannot harm it, whatever it sends or does not send.

import { closeQuietly } from "../../system/close_quietly.ts";
import * as z from "zod/mini";
import { CONTROL_CLIENTS, CONTROL_REQUEST_BYTES } from "../../system/limits/window.ts";
import { quote } from "../../system/text.ts";
import { pause } from "../../system/pause.ts";
import { isSocketThere, listenAt } from "./socket.ts";
import { errorMessage } from "../../system/error_message.ts";
import {
  ANSWER_MS,
  type ControlRequest,
  readLine,
  REQUEST,
  sendLine,
  withTimeout,
} from "./protocol.ts";

export type ControlOptions = {
  /** May take long: the client waits. */
  readonly answer: (request: ControlRequest) => Promise<unknown>;
  readonly signal: AbortSignal;
  /** Reports once that the socket cannot be opened; it is tried again. */
  readonly reportError: (line: string) => void;
  /** Milliseconds from one check that the socket is there to the next. Default: 60,000. */
  readonly checkMs?: number;
};

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
  const clients = new Map<Deno.UnixConn, Promise<void>>();
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
        const connection = await listener.accept();
        const client = serveClient(connection, options);
        clients.set(connection, client);
        void client.then(() => clients.delete(connection));
        if (clients.size > CONTROL_CLIENTS) dropOldest();
      }
    } catch {
      // The listener was closed, or there are too many open files.
    } finally {
      clearInterval(timer);
      signal.removeEventListener("abort", close);
      close();
    }
  }

  /** A user may ask again in a loop that never ends; each client holds a file that git needs, too. */
  function dropOldest(): void {
    const [oldest] = clients.keys();
    if (oldest === undefined) return;
    clients.delete(oldest);
    closeQuietly(oldest);
  }

  async function serve(first: Deno.UnixListener | undefined): Promise<void> {
    let listener = first;
    while (!signal.aborted) {
      if (listener !== undefined) await acceptAll(listener);
      await pause(checkMs, { signal });
      listener = signal.aborted ? undefined : await open();
    }
    if (listener !== undefined) closeQuietly(listener);
    await Promise.all(clients.values());
  }

  return { stopped: serve(await open()) };
}

/** Serves one client. Never throws: on an error, that client gets no answer. */
async function serveClient(
  connection: Deno.UnixConn,
  { answer, signal }: ControlOptions,
): Promise<void> {
  try {
    const line = await withTimeout(readLine(connection, CONTROL_REQUEST_BYTES), {
      ms: ANSWER_MS,
      signal,
    });
    const reply = await withTimeout(answer(z.parse(REQUEST, JSON.parse(line))), { signal });
    const text = JSON.stringify(reply) ?? "null";
    // When the client does not read it, Deno 2.7.11 keeps the write pending until the client is gone.
    await withTimeout(sendLine(connection, text), { ms: ANSWER_MS, signal });
  } catch {
    // The client finds the connection closed.
  } finally {
    closeQuietly(connection);
  }
}
