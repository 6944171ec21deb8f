// The server of the window by itself, with an app that is played, and its clients: browsers, and others who mean harm.

import { Buffer } from "node:buffer";
import { SECRET_HEADER } from "../../../src/adapters/window/api/session.ts";
import type { Now } from "../../../src/adapters/window/api/now.ts";
import type { PageFiles } from "../../../src/adapters/window/page_files.ts";
import type { WindowActions } from "../../../src/adapters/window/routes/routes.ts";
import { startWindowServer, type WindowServer } from "../../../src/adapters/window/server.ts";
import { type ManualClock, manualClock } from "../manual_clock.ts";

/** An answer, as it came over the connection. */
export interface RawAnswer {
  /** 0 where none came. */
  readonly status: number;
  /** With their names in small letters. */
  readonly headers: ReadonlyMap<string, string>;
  /** Without the marks of its chunks. */
  readonly body: string;
  /** The error of the body, where it is one. */
  readonly error: string | undefined;
}

/** A window that is served for one test. */
export interface ServedWindow extends AsyncDisposable {
  readonly server: WindowServer;
  readonly clock: ManualClock;
  /** How often it has ended. */
  readonly ends: number;
  /** Returns the token of a new address. */
  token(): string;
  /** Returns the secret for a token, a new one without. */
  openSession(token?: string): Promise<string>;
  /** Asks as the page does; `headers` replace its own, or remove one with `undefined`. */
  ask(path: string, request?: Asked): Promise<RawAnswer>;
  /** Sends a text as it is, and reads until the server closes. */
  send(text: string | Uint8Array): Promise<RawAnswer>;
  connect(): Promise<Deno.TcpConn>;
}

export interface Asked {
  readonly secret?: string;
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string | undefined>>;
  /** Sent as JSON, a text as it is. */
  readonly body?: unknown;
}

/** What there is to see of an app that has nothing to say. */
export const QUIET_NOW: Now = {
  icon: "up to date",
  line: "Up to date",
  isPaused: false,
  buttons: [],
  waiting: [],
  waitingCount: 0,
  conflicts: [],
  notSynced: [],
  recent: [],
  mistakes: [],
  warnings: [],
};

const PAGE_FILES: PageFiles = new Map([
  ["/", file("text/html; charset=utf-8", '<script nonce="{{nonce}}" src="/page.js"></script>')],
  ["/page.js", file("text/javascript", "packed")],
  ["/favicon.ico", file("image/x-icon", "icon")],
]);

function file(type: string, text: string) {
  return { type, bytes: new TextEncoder().encode(text) };
}

/** Serves a window whose app does what is given, and nothing else. */
export function serveWindow(
  actions: Partial<WindowActions> = {},
  times: { readonly requestMs?: number; readonly writeMs?: number } = {},
): ServedWindow {
  const clock = manualClock(Date.parse("2026-11-23T12:00:00Z"));
  let ends = 0;
  const nothing = () => Promise.reject(new Error("the test does not play this"));
  const all: WindowActions = {
    now: () => ReadableStream.from([QUIET_NOW]),
    click: nothing,
    held: nothing,
    saves: nothing,
    save: nothing,
    versions: nothing,
    deleted: nothing,
    folderAt: nothing,
    days: nothing,
    span: nothing,
    hosts: nothing,
    content: nothing,
    conflicts: nothing,
    conflict: nothing,
    older: nothing,
    change: nothing,
    settings: nothing,
    checkSettings: nothing,
    saveSettings: nothing,
    test: () => ReadableStream.from([]),
    setup: () => ReadableStream.from([]),
    beginSetup: nothing,
    answerSetup: () => false,
    giveUpSetup: () => {},
    invitations: nothing,
    ...actions,
  };
  const server = startWindowServer({
    actionsOf: () => all,
    pageFiles: () => Promise.resolve(PAGE_FILES),
    awake: () => clock.awake(),
    setTimer: (ms, callback) => clock.setTimer(ms, callback),
    onEnd: () => ends++,
    ...times,
  });
  const { port } = server;
  const host = `127.0.0.1:${port}`;

  async function send(text: string | Uint8Array): Promise<RawAnswer> {
    using connection = await Deno.connect({ hostname: "127.0.0.1", port });
    const writing = writeAll(connection, Buffer.from(text)).catch(() => {});
    const answer = parseAnswer(await readAll(connection));
    await writing;
    return answer;
  }

  async function ask(path: string, asked: Asked = {}): Promise<RawAnswer> {
    const { secret, body } = asked;
    const method = asked.method ?? (body === undefined ? "GET" : "POST");
    const bytes = Buffer.from(
      body === undefined ? "" : typeof body === "string" ? body : JSON.stringify(body),
    );
    const headers: Record<string, string | undefined> = {
      host,
      ...(secret === undefined ? {} : { [SECRET_HEADER]: secret }),
      ...(method === "GET" ? {} : {
        origin: `http://${host}`,
        "content-type": "application/json",
        "content-length": `${bytes.length}`,
      }),
      ...asked.headers,
    };
    const lines = Object.entries(headers).filter(([, value]) => value !== undefined)
      .map(([name, value]) => `${name}: ${value}\r\n`).join("");
    return await send(
      Buffer.concat([Buffer.from(`${method} ${path} HTTP/1.1\r\n${lines}\r\n`), bytes]),
    );
  }

  const token = () => new URL(server.address("/now")).hash.slice(1).split("&")[0]!.split("=")[1]!;

  return {
    server,
    clock,
    get ends() {
      return ends;
    },
    token,
    async openSession(given = token()) {
      const { body } = await ask("/api/session", { body: { token: given } });
      return JSON.parse(body).secret;
    },
    ask,
    send,
    connect: async () => await Deno.connect({ hostname: "127.0.0.1", port }),
    [Symbol.asyncDispose]() {
      server.close();
      return Promise.resolve();
    },
  };
}

async function writeAll(connection: Deno.Conn, bytes: Uint8Array): Promise<void> {
  for (let at = 0; at < bytes.length;) at += await connection.write(bytes.subarray(at));
}

/** Reads until the other side closes. */
export async function readAll(connection: Deno.Conn): Promise<string> {
  const buffer = new Uint8Array(64 * 1024);
  const pieces: Uint8Array[] = [];
  try {
    for (let count = await connection.read(buffer); count !== null;) {
      pieces.push(buffer.slice(0, count));
      count = await connection.read(buffer);
    }
  } catch {
    // It was reset.
  }
  return Buffer.concat(pieces).toString();
}

function parseAnswer(text: string): RawAnswer {
  const end = text.indexOf("\r\n\r\n");
  if (end === -1) return { status: 0, headers: new Map(), body: "", error: undefined };
  const [first = "", ...lines] = text.slice(0, end).split("\r\n");
  const headers = new Map(lines.map((line): [string, string] => {
    const [name = "", ...value] = line.split(": ");
    return [name.toLowerCase(), value.join(": ")];
  }));
  const rest = text.slice(end + 4);
  const body = headers.get("transfer-encoding") === "chunked" ? unchunked(rest) : rest;
  const isError = headers.get("content-type") === "application/json" && body.includes('"error"');
  return {
    status: Number(first.split(" ")[1]),
    headers,
    body,
    error: isError ? JSON.parse(body).error : undefined,
  };
}

/** Reads chunks of ASCII. */
function unchunked(text: string): string {
  const found: string[] = [];
  for (let at = 0;;) {
    const end = text.indexOf("\r\n", at);
    const size = parseInt(text.slice(at, end), 16);
    if (!(size > 0)) return found.join("");
    found.push(text.slice(end + 2, end + 2 + size));
    at = end + 2 + size + 2;
  }
}
