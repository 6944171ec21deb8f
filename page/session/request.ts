// Requests to the server.

import {
  type ApiError,
  FOLDER_HEADER,
  SECRET_HEADER,
} from "../../src/adapters/window/api/session.ts";
import { type Query, withQuery } from "../query.ts";
import { endSession, secret, shownFolder } from "./session.ts";

/** A request that was not answered as wanted. Its message is one line for the user. */
export class RequestError extends Error {
  override readonly name = "RequestError";

  constructor(message: string, readonly kind: ApiError["kind"] | "unreachable") {
    super(message);
  }
}

/** Returns the JSON of a GET request. Throws a `RequestError`. */
export async function getJson<T>(
  address: string,
  { query = {}, signal }: { readonly query?: Query; readonly signal?: AbortSignal } = {},
): Promise<T> {
  const answer = await request(withQuery(address, query), signal === undefined ? {} : { signal });
  return await answer.json();
}

/** Returns the bytes of a GET request. Throws a `RequestError`. */
export async function getBytes(
  address: string,
  { query = {}, signal }: { readonly query?: Query; readonly signal?: AbortSignal } = {},
): Promise<Blob> {
  const answer = await request(withQuery(address, query), signal === undefined ? {} : { signal });
  return await answer.blob();
}

/** Returns the JSON that a POST request with JSON is answered with. Throws a `RequestError`. */
export async function postJson<T>(
  address: string,
  body: unknown,
  { signal }: { readonly signal?: AbortSignal } = {},
): Promise<T> {
  const answer = await request(address, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
    ...(signal === undefined ? {} : { signal }),
  });
  return await answer.json();
}

/** Calls `take` with each line of JSON of an answer that comes little by little. Throws a `RequestError`. */
export async function readLines<T>(
  address: string,
  take: (line: T) => void,
  { signal }: { readonly signal?: AbortSignal } = {},
): Promise<void> {
  const answer = await request(address, signal === undefined ? {} : { signal });
  const reader = answer.body!.pipeThrough(new TextDecoderStream()).getReader();
  let rest = "";
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      const lines = (rest + value).split("\n");
      rest = lines.pop()!;
      for (const line of lines) if (line !== "") take(JSON.parse(line));
    }
  } catch (error) {
    if (signal?.aborted === true) throw error;
    throw unreachable();
  }
}

/** Returns the answer of a request with the secret of the session. */
async function request(address: string, init: RequestInit): Promise<Response> {
  const folder = shownFolder.get();
  const headers = {
    ...init.headers,
    [SECRET_HEADER]: secret(),
    ...(folder === undefined ? {} : { [FOLDER_HEADER]: encodeURIComponent(folder) }),
  };
  let answer: Response;
  try {
    answer = await fetch(address, { ...init, headers });
  } catch (error) {
    if (init.signal?.aborted === true) throw error;
    throw unreachable();
  }
  if (answer.ok) return answer;
  const { error, kind } = await answer.json().catch(() => ({})) as Partial<ApiError>;
  if (kind === "session") endSession();
  throw new RequestError(error ?? `Git Sync Bar answered ${answer.status}`, kind ?? "failed");
}

function unreachable(): RequestError {
  return new RequestError("Git Sync Bar does not answer", "unreachable");
}
