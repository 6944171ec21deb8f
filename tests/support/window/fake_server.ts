// A server of the window that answers with canned values, so that the page can be seen and tried without an app.

import type { Now } from "../../../src/adapters/window/api/now.ts";
import { API, FOLDER_HEADER, SECRET_HEADER } from "../../../src/adapters/window/api/session.ts";
import { pagePolicy } from "../../../src/adapters/window/page.ts";
import { loadPageFiles } from "../../../src/adapters/window/page_bundle.ts";

/** A request as an answer sees it. */
export interface FakeRequest {
  readonly query: Readonly<Record<string, string>>;
  /** The JSON of a POST. */
  readonly body: unknown;
}

/** Returns what is sent as JSON, or a whole response. */
export type FakeAnswer = (request: FakeRequest) => unknown;

export interface FakeWindow extends AsyncDisposable {
  /** The address to open, with a token. */
  readonly address: string;
  /** Returns the address that begins at another screen, such as `/history`. */
  at(screen: string): string;
  /** Shows another state. */
  show(now: Now): void;
  /** Shows another state to those who ask from now on. */
  prepare(now: Now): void;
  /** Answers an address of the API from now on. */
  answer(address: string, answer: FakeAnswer): void;
  /** The requests so far, as `POST /api/click {"click":"sync"}` and `GET /api/events of notes`. */
  readonly requests: readonly string[];
  /** How many streams of events are open. */
  readonly listeners: number;
  /** Ends the streams of events. */
  cut(): void;
  /** Ends the streams of events, and takes the secret no more. */
  end(): void;
}

const SECRET = "a secret";

/** Starts a server that shows this state. */
export async function openFakeWindow(first: Now): Promise<FakeWindow> {
  const files = await loadPageFiles();
  const answers = new Map<string, FakeAnswer>();
  const requests: string[] = [];
  const streams = new Set<ReadableStreamDefaultController<Uint8Array>>();
  let now = first;
  let isEnded = false;

  const line = () => new TextEncoder().encode(`${JSON.stringify({ kind: "now", now })}\n`);
  const events = () => {
    let own: ReadableStreamDefaultController<Uint8Array>;
    const stream = new ReadableStream<Uint8Array>({
      start(controller) {
        own = controller;
        streams.add(controller);
        controller.enqueue(line());
      },
      cancel() {
        streams.delete(own);
      },
    });
    return new Response(stream, { headers: { "content-type": "application/x-ndjson" } });
  };

  const page = (path: string): Response => {
    const file = files.get(path);
    if (file === undefined) return new Response("Not found", { status: 404 });
    const headers = new Headers({ "content-type": file.type, "cache-control": "no-store" });
    if (path !== "/") {
      headers.set("content-encoding", "gzip");
      return new Response(file.bytes, { headers });
    }
    const nonce = crypto.randomUUID();
    headers.set("content-security-policy", pagePolicy(nonce));
    return new Response(new TextDecoder().decode(file.bytes).replaceAll("{{nonce}}", nonce), {
      headers,
    });
  };

  const handle = async (request: Request): Promise<Response> => {
    const { pathname, searchParams } = new URL(request.url);
    if (!pathname.startsWith("/api/")) return page(pathname);
    const text = await request.text();
    const folder = request.headers.get(FOLDER_HEADER);
    const about = folder === null ? "" : ` of ${decodeURIComponent(folder)}`;
    requests.push(`${request.method} ${pathname}${about} ${text || searchParams}`.trim());
    if (pathname === API.session) return Response.json({ secret: SECRET });
    if (isEnded || request.headers.get(SECRET_HEADER) !== SECRET) {
      return Response.json({ error: "This window has ended", kind: "session" }, { status: 403 });
    }
    if (pathname === API.events) return events();
    const answer = answers.get(pathname);
    if (answer === undefined) {
      return Response.json({ error: `Nothing answers ${pathname}`, kind: "failed" }, {
        status: 404,
      });
    }
    const body: unknown = text === "" ? undefined : JSON.parse(text);
    const given = await answer({ query: Object.fromEntries(searchParams), body });
    return given instanceof Response ? given : Response.json(given);
  };

  const endStreams = () => {
    for (const stream of streams) stream.close();
    streams.clear();
  };
  const server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen() {} }, handle);
  const origin = `http://127.0.0.1:${server.addr.port}`;
  const at = (screen: string) => `${origin}/#token=once&to=${encodeURIComponent(screen)}`;
  return {
    address: at("/now"),
    at,
    requests,
    get listeners() {
      return streams.size;
    },
    show(next) {
      now = next;
      for (const stream of streams) stream.enqueue(line());
    },
    prepare: (next) => void (now = next),
    answer: (address, answer) => void answers.set(address, answer),
    cut: endStreams,
    end() {
      isEnded = true;
      endStreams();
    },
    async [Symbol.asyncDispose]() {
      endStreams();
      await server.shutdown();
    },
  };
}
