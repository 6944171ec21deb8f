// A page of the window without a browser: it comes by the address, gets its session, and asks as the page does.

import assert from "node:assert/strict";
import type { Now } from "../../../src/adapters/window/api/now.ts";
import { API, FOLDER_HEADER, SECRET_HEADER } from "../../../src/adapters/window/api/session.ts";

/** An open page. */
export interface Page extends AsyncDisposable {
  /** What follows the `#`. */
  readonly to: string;
  /** Returns the answer of a read. */
  get<Answer>(path: string): Promise<Answer>;
  /** Returns the answer of a write. */
  post<Answer>(path: string, body: unknown): Promise<Answer>;
  /** Returns the answer as it is, whatever its status. */
  ask(path: string, body?: unknown): Promise<Response>;
  /** Waits until the page shows this. */
  shows(isSo: (now: Now) => boolean): Promise<Now>;
}

/** Opens the page at an address that is good once; `folder` is the name of one of several. */
export async function openPage(
  address: URL,
  { folder }: { readonly folder?: string } = {},
): Promise<Page> {
  const { origin } = address;
  const fragment = new URLSearchParams(address.hash.slice(1));
  const index = await fetch(`${origin}/`);
  assert.match(await index.text(), /<script[^>]* src=/);
  let secret = "";

  async function ask(path: string, body?: unknown): Promise<Response> {
    const headers = {
      [SECRET_HEADER]: secret,
      ...(folder === undefined ? {} : { [FOLDER_HEADER]: encodeURIComponent(folder) }),
      origin,
      "content-type": "application/json",
    };
    return await fetch(`${origin}${path}`, {
      headers,
      ...(body === undefined ? {} : { method: "POST", body: JSON.stringify(body) }),
    });
  }

  async function answer<Answer>(path: string, body?: unknown): Promise<Answer> {
    const response = await ask(path, body);
    const text = await response.text();
    assert.equal(response.status, 200, `${path}: ${text}`);
    return JSON.parse(text);
  }

  ({ secret } = await answer<{ secret: string }>(API.session, { token: fragment.get("token") }));
  const stream = (await ask(API.events)).body!.pipeThrough(new TextDecoderStream());
  const reader = stream.getReader();
  let text = "";
  let last: Now | undefined;

  async function next(): Promise<Now> {
    while (!text.includes("\n")) {
      const { value, done } = await reader.read();
      assert.ok(!done, "the stream has ended");
      text += value;
    }
    const end = text.indexOf("\n");
    const { now } = JSON.parse(text.slice(0, end));
    text = text.slice(end + 1);
    return now;
  }

  return {
    to: fragment.get("to") ?? "",
    ask,
    get: answer,
    post: answer,
    async shows(isSo) {
      last ??= await next();
      while (!isSo(last)) last = await next();
      return last;
    },
    async [Symbol.asyncDispose]() {
      await reader.cancel();
    },
  };
}
