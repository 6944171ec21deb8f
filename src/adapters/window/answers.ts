// The answers of the window: their headers, JSON, lines of JSON, and errors.

import { errorMessage } from "../../system/error_message.ts";
import { oneLine } from "../../system/text.ts";
import type { ApiError } from "./api/session.ts";

/** A request that is not answered as wanted; its message is one line for the user. */
export class WindowError extends Error {
  override readonly name = "WindowError";
  constructor(readonly kind: ApiError["kind"], message: string) {
    super(message);
  }
}

const STATUS_OF: Readonly<Record<ApiError["kind"], number>> = {
  session: 401,
  request: 400,
  gone: 404,
  "too large": 404,
  repository: 404,
  "not here": 404,
  failed: 500,
};

/** The headers of every answer: nothing is kept, shown in a frame, or guessed to be of another type. */
const HEADERS = {
  "cache-control": "no-store",
  "cross-origin-opener-policy": "same-origin",
  "cross-origin-resource-policy": "same-origin",
  "referrer-policy": "no-referrer",
  "x-content-type-options": "nosniff",
  "x-frame-options": "DENY",
} as const;

/** The policy of an answer that is not the page: a browser that shows it by itself runs nothing of it. */
const SEALED = "default-src 'none'; frame-ancestors 'none'; sandbox";

/** Returns an answer with its headers. */
export function answer(
  body: BodyInit | null,
  { status = 200, type, policy = SEALED, more = {} }: {
    readonly status?: number;
    readonly type: string;
    readonly policy?: string;
    readonly more?: Readonly<Record<string, string>>;
  },
): Response {
  const headers = { ...HEADERS, "content-type": type, "content-security-policy": policy, ...more };
  return new Response(body, { status, headers });
}

/** Returns a value as JSON. */
export function json(value: unknown, status = 200): Response {
  return answer(JSON.stringify(value), { status, type: "application/json" });
}

/** Returns an error; `status` where it is none of the application. */
export function refusal(
  { kind, error }: ApiError,
  status: number = STATUS_OF[kind],
): Response {
  return json({ kind, error: oneLine(error) }, status);
}

/** Returns the answer for what a route has thrown. */
export function failure(error: unknown): Response {
  const kind = error instanceof WindowError ? error.kind : "failed";
  return refusal({ kind, error: errorMessage(error) });
}

/** Returns values as lines of JSON, each as it comes. The values end when the client is gone. */
export function jsonLines(values: AsyncIterable<unknown>): Response {
  const iterator = values[Symbol.asyncIterator]();
  const encoder = new TextEncoder();
  const body = new ReadableStream<Uint8Array>({
    async pull(controller) {
      const { done, value } = await iterator.next();
      if (done) controller.close();
      else controller.enqueue(encoder.encode(`${JSON.stringify(value)}\n`));
    },
    async cancel() {
      await iterator.return?.();
    },
  }, { highWaterMark: 0 });
  return answer(body, { type: "application/jsonl" });
}

/**
 * Returns bytes of the repository, which may be of anybody: a browser offers them as a file and runs nothing of it. The
 * page gets them all the same, as fetch ignores this.
 */
export function download(bytes: Uint8Array<ArrayBuffer>): Response {
  return answer(bytes, {
    type: "application/octet-stream",
    more: { "content-disposition": "attachment" },
  });
}
