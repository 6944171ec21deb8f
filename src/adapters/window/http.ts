// Reads one request of HTTP/1.1 from a connection and writes its answer (RFC 9112). It takes the part of the protocol
// that browsers use and refuses the rest: one request for each connection, a body of a length that is said before.
// Deno's own server bounds neither the connections nor the time of a request (docs/decisions/0123-http-of-our-own.md).

import { Buffer } from "node:buffer";
import { WINDOW_HEAD_BYTES, WINDOW_WRITE_MS } from "../../system/limits/window.ts";
import type { RequestHead } from "./guard.ts";

/** A request that is not answered by a route: its status and why, in one line. */
export class BadRequest extends Error {
  override readonly name = "BadRequest";
  constructor(readonly status: number, message: string) {
    super(message);
  }
}

/** A head as it arrived. */
export interface ArrivedHead extends RequestHead {
  /** The first bytes behind it. */
  readonly rest: Uint8Array;
}

/** Reads the head of a request. Throws `BadRequest`, and what the connection throws; `undefined` when nothing came. */
export async function readRequestHead(connection: Deno.Conn): Promise<ArrivedHead | undefined> {
  const buffer = new Uint8Array(16 * 1024);
  let bytes = Buffer.alloc(0);
  while (true) {
    const count = await connection.read(buffer);
    if (count === null) return undefined;
    // The end may lie across two pieces.
    const from = Math.max(0, bytes.length - 3);
    bytes = Buffer.concat([bytes, buffer.subarray(0, count)]);
    const end = bytes.indexOf("\r\n\r\n", from);
    if (end > WINDOW_HEAD_BYTES || (end === -1 && bytes.length > WINDOW_HEAD_BYTES)) {
      throw new BadRequest(431, "the head of the request is too long");
    }
    if (end === -1) continue;
    const head = parseHead(bytes.subarray(0, end).toString("latin1"));
    return { ...head, rest: bytes.subarray(end + 4) };
  }
}

const REQUEST_LINE = /^([A-Z]{1,10}) (\/[\x21-\x7e]*) HTTP\/1\.1$/;
const HEADER_NAME = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/;
// deno-lint-ignore no-control-regex -- these are what RFC 9110, section 5.5, forbids in a value
const FORBIDDEN = /[\x00-\x08\x0a-\x1f\x7f]/;

/** Reads a request line and the headers behind it. Throws `BadRequest`. */
export function parseHead(text: string): RequestHead {
  const [first = "", ...lines] = text.split("\r\n");
  const [, method = "", target = ""] = REQUEST_LINE.exec(first) ?? [];
  if (method === "") throw new BadRequest(400, "the request is not one of HTTP/1.1");
  const headers = new Map<string, string>();
  for (const line of lines) {
    const colon = line.indexOf(":");
    const name = line.slice(0, Math.max(colon, 0));
    const value = line.slice(colon + 1);
    if (!HEADER_NAME.test(name) || FORBIDDEN.test(value)) {
      throw new BadRequest(400, "a header is not one of HTTP/1.1");
    }
    const key = name.toLowerCase();
    // One of two would be checked, and the other one might count.
    if (headers.has(key)) throw new BadRequest(400, `the header ${key} is there twice`);
    headers.set(key, value.trim());
  }
  return { method, target, headers };
}

/**
 * Reads the body of a request. Throws `BadRequest` where its length is not said, is more than `mostBytes`, or where it
 * ends early.
 */
export async function readBody(
  connection: Deno.Conn,
  { method, headers, rest }: ArrivedHead,
  { mostBytes }: { readonly mostBytes: number },
): Promise<Uint8Array<ArrayBuffer>> {
  if (headers.has("transfer-encoding") || headers.has("expect")) {
    throw new BadRequest(411, "the body has to come at once, with its length");
  }
  const said = headers.get("content-length") ?? (method === "POST" ? "" : "0");
  if (!/^\d{1,15}$/.test(said)) throw new BadRequest(411, "the length of the body is missing");
  const length = Number(said);
  if (length > mostBytes) throw new BadRequest(413, "the body is too large");
  const body = new Uint8Array(length);
  body.set(rest.subarray(0, length));
  for (let at = Math.min(rest.length, length); at < length;) {
    const count = await connection.read(body.subarray(at));
    if (count === null) throw new BadRequest(400, "the body ended early");
    at += count;
  }
  return body;
}

/**
 * Writes an answer and ends the connection for writing. Throws when the client is gone, and when it does not read; then
 * the rest of the answer is cancelled.
 */
export async function writeResponse(
  connection: Deno.Conn,
  response: Response,
  { writeMs = WINDOW_WRITE_MS }: { readonly writeMs?: number } = {},
): Promise<void> {
  const lines = [...response.headers].filter(([name]) => !OWN_HEADERS.has(name))
    .map(([name, value]) => `${name}: ${value}\r\n`);
  const isKnownLength = response.body === null;
  const length = isKnownLength ? "content-length: 0" : "transfer-encoding: chunked";
  const head = `HTTP/1.1 ${response.status} ${REASONS[response.status] ?? "Answer"}\r\n` +
    `${lines.join("")}${length}\r\nconnection: close\r\n\r\n`;
  const reader = response.body?.getReader();
  try {
    await write(connection, Buffer.from(head, "latin1"), writeMs);
    while (reader !== undefined) {
      const { done, value } = await reader.read();
      if (done) break;
      if (value.length === 0) continue;
      const size = Buffer.from(`${value.length.toString(16)}\r\n`);
      await write(connection, Buffer.concat([size, value, CHUNK_END]), writeMs);
    }
    if (!isKnownLength) await write(connection, Buffer.from("0\r\n\r\n"), writeMs);
    await connection.closeWrite();
  } catch (error) {
    await reader?.cancel().catch(() => {});
    throw error;
  }
}

const CHUNK_END = Buffer.from("\r\n");

/** The headers of the connection itself. */
const OWN_HEADERS = new Set(["content-length", "transfer-encoding", "connection"]);

const REASONS: Readonly<Record<number, string>> = {
  200: "OK",
  400: "Bad Request",
  401: "Unauthorized",
  403: "Forbidden",
  404: "Not Found",
  405: "Method Not Allowed",
  408: "Request Timeout",
  411: "Length Required",
  413: "Content Too Large",
  421: "Misdirected Request",
  431: "Request Header Fields Too Large",
  500: "Internal Server Error",
  503: "Service Unavailable",
};

/** Writes until the client has all or is gone: Deno 2.7.11 leaves the write pending then. */
async function write(connection: Deno.Conn, bytes: Uint8Array, mostMs: number): Promise<void> {
  const { promise: late, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => reject(new Error("the client does not read")), mostMs);
  try {
    for (let at = 0; at < bytes.length;) {
      at += await Promise.race([connection.write(bytes.subarray(at)), late]);
    }
  } finally {
    clearTimeout(timer);
  }
}
