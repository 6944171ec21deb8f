// Accepts the connections of the window and serves one request on each. Whatever clients send, or do not send, their
// number, their time and their bytes are bounded: others on this machine can connect, too.

import { closeQuietly } from "../../system/close_quietly.ts";
import { WINDOW_CONNECTIONS, WINDOW_REQUEST_MS } from "../../system/limits/window.ts";
import { pause } from "../../system/pause.ts";
import { type Admission, pathOf, type RequestHead } from "./guard.ts";
import { BadRequest, readBody, readRequestHead, writeResponse } from "./http.ts";

/** The client of a request. */
export interface Client {
  readonly kind: Exclude<Admission["kind"], "refused">;
  /** The path of the request, as it was sent. */
  readonly path: string;
  /** Aborted when it is gone, and when its request is answered. */
  readonly signal: AbortSignal;
}

export interface ServeOptions {
  /** Returns how a request is taken, before its body is read. */
  readonly admit: (head: RequestHead) => Admission;
  /** Answers a request that was not refused. Never throws. */
  readonly answer: (request: Request, client: Client) => Promise<Response>;
  /** Returns the answer to one that was. */
  readonly refuse: (status: number, why: string) => Response;
  /** Given by tests. */
  readonly requestMs?: number;
  readonly writeMs?: number;
}

interface Connected {
  isTrusted: boolean;
  readonly gone: AbortController;
}

/** Returns a listener on 127.0.0.1, on a port of the system's choice. Throws when that is not possible. */
export function listen(): Deno.TcpListener {
  return Deno.listen({ hostname: "127.0.0.1", port: 0 });
}

/** Serves until it is closed, which ends all connections. */
export function serve(
  listener: Deno.TcpListener,
  options: ServeOptions,
): { readonly close: () => void } {
  const clients = new Map<Deno.TcpConn, Connected>();

  async function acceptAll(): Promise<void> {
    while (true) {
      let connection: Deno.TcpConn;
      try {
        connection = await listener.accept();
      } catch (error) {
        // It was closed. Else there are too many open files, or the client was gone before.
        if (error instanceof Deno.errors.BadResource || isClosed) return;
        await pause(ACCEPT_AGAIN_MS);
        continue;
      }
      // The system may have accepted it just before the close.
      if (isClosed) return closeQuietly(connection);
      const client: Connected = { isTrusted: false, gone: new AbortController() };
      clients.set(connection, client);
      if (clients.size > WINDOW_CONNECTIONS) dropOne();
      void serveClient(connection, client).finally(() => drop(connection));
    }
  }

  /** Ends the oldest connection without a secret; without one of these, the oldest. */
  function dropOne(): void {
    const [oldest] = clients.keys();
    const untrusted = [...clients].find(([, { isTrusted }]) => !isTrusted)?.[0];
    const dropped = untrusted ?? oldest;
    if (dropped !== undefined) drop(dropped);
  }

  function drop(connection: Deno.TcpConn): void {
    clients.get(connection)?.gone.abort();
    clients.delete(connection);
    closeQuietly(connection);
  }

  /** Never throws. */
  async function serveClient(connection: Deno.TcpConn, client: Connected): Promise<void> {
    try {
      const arrived = await inTime(connection, readRequest(connection, client));
      if (arrived === undefined) return;
      void watchForEnd(connection, client.gone);
      const { request, kind, path } = arrived;
      const response = await options.answer(request, { kind, path, signal: client.gone.signal });
      await writeResponse(connection, response, options);
    } catch (error) {
      // Else the client is gone, or does not read.
      if (error instanceof BadRequest) await refuse(connection, error).catch(() => {});
    }
  }

  /** Ends the connection where the work on it takes too long. */
  async function inTime<Result>(connection: Deno.TcpConn, work: Promise<Result>): Promise<Result> {
    const timer = setTimeout(() => drop(connection), options.requestMs ?? WINDOW_REQUEST_MS);
    try {
      return await work;
    } finally {
      clearTimeout(timer);
    }
  }

  async function refuse(connection: Deno.TcpConn, { status, message }: BadRequest): Promise<void> {
    await writeResponse(connection, options.refuse(status, message), options);
    // Bytes that the client still sends would reset the connection before it has read the answer.
    await discard(connection);
  }

  async function readRequest(connection: Deno.TcpConn, client: Connected) {
    const head = await readRequestHead(connection);
    if (head === undefined) return undefined;
    const { method, target, headers } = head;
    const admission = options.admit(head);
    if (admission.kind === "refused") throw new BadRequest(admission.status, admission.why);
    const { kind, mostBytes } = admission;
    client.isTrusted = kind === "secret";
    const body = await readBody(connection, head, { mostBytes });
    const request = new Request(`http://${headers.get("host")}${target}`, {
      method,
      headers: [...headers],
      ...(method === "POST" ? { body } : {}),
    });
    return { request, kind, path: pathOf(target) };
  }

  let isClosed = false;
  void acceptAll();
  return {
    close() {
      if (isClosed) return;
      isClosed = true;
      listener.close();
      for (const connection of [...clients.keys()]) drop(connection);
    },
  };
}

/** Milliseconds to the next try where a connection cannot be accepted. */
const ACCEPT_AGAIN_MS = 100;

/** Milliseconds for which the rest of a refused request is read. */
const DISCARD_MS = 1_000;

/** Notes when the client is gone; what it sends until then is of no request. */
async function watchForEnd(connection: Deno.Conn, gone: AbortController): Promise<void> {
  const buffer = new Uint8Array(1024);
  try {
    while (await connection.read(buffer) !== null);
  } catch {
    // It is closed.
  }
  gone.abort();
}

async function discard(connection: Deno.Conn): Promise<void> {
  const timer = setTimeout(() => closeQuietly(connection), DISCARD_MS);
  const buffer = new Uint8Array(16 * 1024);
  try {
    while (await connection.read(buffer) !== null);
  } finally {
    clearTimeout(timer);
  }
}
