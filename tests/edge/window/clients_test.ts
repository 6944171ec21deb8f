// Clients that send too much, too little or nothing, that do not read, and that are too many; and the end of the served.

import assert from "node:assert/strict";
import { API, SECRET_HEADER } from "../../../src/adapters/window/api/session.ts";
import {
  WINDOW_BODY_BYTES,
  WINDOW_CONNECTIONS,
  WINDOW_HEAD_BYTES,
  WINDOW_IDLE_MS,
  WINDOW_SESSIONS,
} from "../../../src/system/limits/window.ts";
import { QUIET_NOW, readAll, serveWindow } from "../../support/window/served.ts";

Deno.test("what is not a request of HTTP/1.1 with a known length is refused before it is read", async () => {
  let done = 0;
  await using served = serveWindow({ saveSettings: () => Promise.reject(new Error(`${++done}`)) });
  const host = `Host: 127.0.0.1:${served.server.port}`;
  const secret = await served.openSession();
  const more = `${host}\r\nOrigin: http://127.0.0.1:${served.server.port}\r\n` +
    `Content-Type: application/json\r\n${SECRET_HEADER}: ${secret}`;
  const post = `POST ${API.saveSettings} HTTP/1.1\r\n${more}`;
  const rows: [string, number, string][] = [
    ["no request", 400, "hello\r\n\r\n"],
    ["an older protocol", 400, `GET / HTTP/1.0\r\n${host}\r\n\r\n`],
    [
      "a whole address, as for a proxy",
      400,
      `GET http://evil.example/ HTTP/1.1\r\n${host}\r\n\r\n`,
    ],
    ["a header without a name", 400, `GET / HTTP/1.1\r\n${host}\r\n: x\r\n\r\n`],
    ["a header over two lines", 400, `GET / HTTP/1.1\r\n${host}\r\nX: a\r\n b\r\n\r\n`],
    ["a bare end of a line", 400, `GET / HTTP/1.1\r\n${host}\nX: a\r\n\r\n`],
    ["two hosts", 400, `GET / HTTP/1.1\r\n${host}\r\nHost: evil.example\r\n\r\n`],
    ["a head without an end", 431, `GET / HTTP/1.1\r\nX: ${"x".repeat(WINDOW_HEAD_BYTES)}`],
    ["a body in pieces", 411, `${post}\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n`],
    ["no length", 411, `${post}\r\n\r\n{}`],
    ["a length below zero", 411, `${post}\r\nContent-Length: -1\r\n\r\n{}`],
    ["a length of two kinds", 411, `${post}\r\nContent-Length: 2, 3\r\n\r\n{}`],
    ["a huge body", 413, `${post}\r\nContent-Length: ${WINDOW_BODY_BYTES + 1}\r\n\r\n`],
    [
      "a body of somebody without a session",
      413,
      `POST ${API.session} HTTP/1.1\r\n${host}\r\n` +
      `Origin: http://localhost:${served.server.port}\r\nContent-Type: application/json\r\n` +
      `Content-Length: 100000\r\n\r\n`,
    ],
    [
      "a body with a read",
      413,
      `GET ${API.settings} HTTP/1.1\r\n${more}\r\nContent-Length: 9\r\n\r\n`,
    ],
  ];
  for (const [what, status, text] of rows) {
    const answer = await served.send(text);
    assert.equal(answer.status, status, what);
    assert.equal(answer.headers.get("cache-control"), "no-store", what);
  }
  assert.equal(done, 0);
  const whole = await served.ask(API.saveSettings, {
    secret,
    body: { revision: "1", edit: { text: "x".repeat(900_000) } },
  });
  assert.deepEqual([whole.error, done], ["1", 1]);
});

Deno.test("clients that are slow to send or to read are dropped, and others are answered meanwhile", async () => {
  const dropped = Promise.withResolvers<void>();
  await using served = serveWindow({
    async *now() {
      try {
        while (true) yield { ...QUIET_NOW, line: "x".repeat(1_000_000) };
      } finally {
        dropped.resolve();
      }
    },
  }, { requestMs: 3_000, writeMs: 300 });
  const { port } = served.server;
  const host = `Host: 127.0.0.1:${port}`;
  const secret = await served.openSession();
  const starts = [
    "",
    "GET / HT",
    `GET / HTTP/1.1\r\n${host}\r\nX: `,
    `POST ${API.session} HTTP/1.1\r\n${host}\r\nOrigin: http://127.0.0.1:${port}\r\n` +
    "Content-Type: application/json\r\nContent-Length: 50\r\n\r\n{",
  ];
  const slow = await Promise.all(starts.map(async (start) => {
    const connection = await served.connect();
    await connection.write(new TextEncoder().encode(start));
    return connection;
  }));
  using deaf = await served.connect();
  const get = `GET ${API.events} HTTP/1.1\r\n${host}\r\n${SECRET_HEADER}: ${secret}\r\n\r\n`;
  await deaf.write(new TextEncoder().encode(get));
  assert.equal((await served.ask("/")).status, 200);
  for (const connection of slow) {
    assert.equal(await readAll(connection), "");
    connection.close();
  }
  // The values end with the client that does not take them.
  await dropped.promise;
});

Deno.test("a thousand connections hold neither files nor the page that is open", async () => {
  const values = new TransformStream();
  await using served = serveWindow({ now: () => values.readable });
  const writer = values.writable.getWriter();
  const secret = await served.openSession();
  using page = await served.connect();
  await page.write(
    new TextEncoder().encode(
      `GET ${API.events} HTTP/1.1\r\nHost: 127.0.0.1:${served.server.port}\r\n` +
        `${SECRET_HEADER}: ${secret}\r\n\r\n`,
    ),
  );
  await writer.write(QUIET_NOW);
  const buffer = new Uint8Array(4096);
  await page.read(buffer);
  let closed = 0;
  const crowd: Deno.TcpConn[] = [];
  for (let at = 0; at < 1_000; at++) {
    const connection = await served.connect();
    crowd.push(connection);
    void readAll(connection).then(() => closed++);
  }
  assert.equal((await served.ask("/")).status, 200);
  assert.ok(closed >= 1_000 - WINDOW_CONNECTIONS, `${closed} of them were closed`);
  assert.equal((await served.ask(API.events + "?", { secret: "none" })).status, 401);
  await writer.write({ ...QUIET_NOW, line: "Paused" });
  let text = "";
  while (!text.includes("Paused")) {
    text += new TextDecoder().decode(buffer.subarray(0, await page.read(buffer) ?? 0));
  }
  for (const connection of crowd) connection.close();
  await writer.close();
});

Deno.test("the oldest page gives way where there would be too many", async () => {
  await using served = serveWindow();
  const first = await served.openSession();
  const others: string[] = [];
  for (let at = 0; at < WINDOW_SESSIONS; at++) others.push(await served.openSession());
  assert.equal((await served.ask(API.events, { secret: first })).status, 401);
  for (const secret of others) {
    assert.equal((await served.ask(API.events, { secret })).status, 200);
  }
});

Deno.test("the window ends 15 minutes after the last request, and not while a page listens", async () => {
  const values = new TransformStream();
  const gone = Promise.withResolvers<void>();
  await using served = serveWindow({
    now(signal) {
      signal.addEventListener("abort", () => gone.resolve());
      return values.readable;
    },
  });
  const writer = values.writable.getWriter();
  const secret = await served.openSession();
  const page = await served.connect();
  await page.write(
    new TextEncoder().encode(
      `GET ${API.events} HTTP/1.1\r\nHost: localhost:${served.server.port}\r\n` +
        `${SECRET_HEADER}: ${secret}\r\n\r\n`,
    ),
  );
  await writer.write(QUIET_NOW);
  await page.read(new Uint8Array(4096));
  served.clock.turn(2 * WINDOW_IDLE_MS);
  assert.equal(served.ends, 0);
  page.close();
  await gone.promise;
  served.clock.turn(WINDOW_IDLE_MS - 1);
  assert.equal(served.ends, 0);
  // Requests of strangers do not keep it.
  assert.equal((await served.ask("/")).status, 200);
  served.clock.turn(1);
  assert.equal(served.ends, 1);
  // The system may still accept a connection for a moment; nothing answers on it.
  const late = await served.ask("/").catch(() => undefined);
  assert.notEqual(late?.status, 200);
  assert.deepEqual(served.clock.timers, []);
});
