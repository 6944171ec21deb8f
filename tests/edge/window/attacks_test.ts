// What other pages in the browser, other users of the machine and other machines can try on the served.

import assert from "node:assert/strict";
import { API } from "../../../src/adapters/window/api/session.ts";
import { WINDOW_TOKEN_MS } from "../../../src/system/limits/window.ts";
import { serveWindow } from "../../support/window/served.ts";

const CLICK = { click: "sync" };

Deno.test("a page of the window gets a session with its token and then what it asks for", async () => {
  const clicks: string[] = [];
  await using served = serveWindow({
    click(click) {
      clicks.push(click);
      return Promise.resolve({ said: "Syncing" });
    },
  });
  const secret = await served.openSession();
  const now = await served.ask(API.events, { secret });
  assert.equal(JSON.parse(now.body).now.line, "Up to date");
  const clicked = await served.ask(API.click, { secret, body: CLICK });
  assert.deepEqual([clicked.status, JSON.parse(clicked.body)], [200, { said: "Syncing" }]);
  assert.deepEqual(clicks, ["sync"]);
});

Deno.test("a request by another name, origin, method or without the secret does nothing", async () => {
  let done = 0;
  await using served = serveWindow({
    click: () => Promise.resolve({ said: `${++done}` }),
    settings: () => Promise.reject(new Error(`${++done}`)),
  });
  const { port } = served.server;
  const secret = await served.openSession();
  const refused: [
    string,
    number,
    Parameters<typeof served.ask>[0],
    Parameters<typeof served.ask>[1],
  ][] = [
    ["a name that leads here", 421, API.settings, {
      secret,
      headers: { host: `evil.example:${port}` },
    }],
    ["our name with another port", 421, API.settings, {
      secret,
      headers: { host: "127.0.0.1:80" },
    }],
    ["no host", 421, API.settings, { secret, headers: { host: undefined } }],
    ["a page by a name that leads here", 421, "/", { headers: { host: `evil.example:${port}` } }],
    ["another origin reads", 403, API.settings, {
      secret,
      headers: { origin: "http://evil.example" },
    }],
    ["another origin writes", 403, API.click, {
      secret,
      body: CLICK,
      headers: { origin: `https://127.0.0.1:${port}` },
    }],
    ["a file on the disk", 403, API.click, { secret, body: CLICK, headers: { origin: "null" } }],
    ["no origin writes", 403, API.click, { secret, body: CLICK, headers: { origin: undefined } }],
    ["another port of this machine", 403, API.click, {
      secret,
      body: CLICK,
      headers: { origin: `http://127.0.0.1:${port + 1}` },
    }],
    ["a request from another site without an origin", 403, API.settings, {
      secret,
      headers: { "sec-fetch-site": "cross-site" },
    }],
    ["a form", 403, API.click, { secret, body: CLICK, headers: { "content-type": "text/plain" } }],
    ["no secret", 401, API.settings, {}],
    ["a secret that is none", 401, API.settings, { secret: "x".repeat(43) }],
    ["an empty secret", 401, API.settings, { secret: "" }],
    ["a secret in the address", 401, `${API.settings}?x-git-sync-bar=${secret}`, {}],
    ["a secret in a cookie", 401, API.settings, {
      headers: { cookie: `x-git-sync-bar=${secret}` },
    }],
    ["an encoded path", 404, "/%61pi/settings", {}],
    ["a path around it", 404, "/page.js/../api/settings", {}],
    ["a path with two slashes", 404, "//api/settings", {}],
    ["another method", 405, API.settings, { secret, method: "OPTIONS" }],
    ["a method that hides its answer", 405, API.settings, { secret, method: "HEAD" }],
    ["a write to the page", 405, "/", { secret, body: CLICK }],
    ["a write by reading", 404, `${API.click}?click=sync`, { secret }],
    ["a path out of the page's files", 404, "/../../etc/passwd", {}],
    ["an encoded path out of them", 404, "/%2e%2e%2fetc%2fpasswd", {}],
  ];
  for (const [what, status, path, asked] of refused) {
    const answer = await served.ask(path, asked);
    assert.equal(answer.status, status, what);
    assert.ok(answer.error, what);
    assert.equal(answer.headers.get("access-control-allow-origin"), undefined, what);
  }
  assert.equal(done, 0);
});

Deno.test("a token opens one page within a minute, and ends it when it comes again", async () => {
  await using served = serveWindow();
  const token = served.token();
  const secret = await served.openSession(token);
  assert.equal((await served.ask(API.events, { secret })).status, 200);
  const again = await served.ask(API.session, { body: { token } });
  assert.equal(again.status, 401);
  assert.match(again.error ?? "", /closed: open it again from the menu/);
  assert.equal(
    (await served.ask(API.events, { secret })).status,
    401,
    "of two, one is not the user",
  );

  const late = served.token();
  served.clock.turn(WINDOW_TOKEN_MS);
  assert.equal((await served.ask(API.session, { body: { token: late } })).status, 401);
  const wrong = [{ token: "" }, { token: "x".repeat(43) }, { token: 1 }, {}, "no JSON"];
  for (const body of wrong) {
    assert.ok([400, 401].includes((await served.ask(API.session, { body })).status));
  }
  // A page that was reloaded asks without a token.
  const other = await served.openSession();
  assert.equal((await served.ask(API.events, { secret: other })).status, 200);
});

Deno.test("no answer may be kept, framed, guessed or read by another site, and none sets a cookie", async () => {
  const hostile = new TextEncoder().encode("<svg onload=alert(1)><script>alert(1)</script>");
  await using served = serveWindow({
    content: () => Promise.resolve({ kind: "bytes", bytes: hostile }),
  });
  const secret = await served.openSession();
  const answers = await Promise.all([
    served.ask("/"),
    served.ask("/page.js"),
    served.ask("/favicon.ico"),
    served.ask("/none"),
    served.ask(API.settings),
    served.ask(API.events, { secret }),
    served.ask(`${API.content}?id=1234&path=a.svg`, { secret }),
  ]);
  for (const { headers } of answers) {
    assert.equal(headers.get("cache-control"), "no-store");
    assert.equal(headers.get("x-content-type-options"), "nosniff");
    assert.equal(headers.get("referrer-policy"), "no-referrer");
    assert.equal(headers.get("cross-origin-resource-policy"), "same-origin");
    assert.equal(headers.get("set-cookie"), undefined);
    assert.equal(headers.get("access-control-allow-origin"), undefined);
    assert.match(headers.get("content-security-policy")!, /default-src 'none'/);
    assert.match(headers.get("content-security-policy")!, /frame-ancestors 'none'/);
  }
  const [page, , icon, , , , content] = answers;
  const nonce = /nonce="([^"]+)"/.exec(page!.body)![1]!;
  const policy = page!.headers.get("content-security-policy")!;
  assert.ok(policy.includes(`style-src 'self' 'nonce-${nonce}'`));
  assert.ok(policy.includes("script-src 'self';") && !policy.includes("unsafe"));
  assert.notEqual(/nonce="([^"]+)"/.exec((await served.ask("/")).body)![1], nonce);
  assert.equal(icon!.status, 200);
  // A file of the repository is never run, whatever it is.
  assert.equal(content!.headers.get("content-type"), "application/octet-stream");
  assert.equal(content!.headers.get("content-disposition"), "attachment");
  assert.match(content!.headers.get("content-security-policy")!, /sandbox/);
  assert.equal(content!.body, new TextDecoder().decode(hostile));
});

Deno.test("what a route throws is one line, and the address of the page holds its token in the fragment", async () => {
  await using served = serveWindow({
    settings: () => Promise.reject(new Error("Cannot read it:\n\u202eno permission")),
  });
  const secret = await served.openSession();
  const { status, error } = await served.ask(API.settings, { secret });
  assert.deepEqual([status, error], [500, "Cannot read it: no permission"]);
  const address = new URL(served.server.address("/conflicts?copy=a b&c"));
  assert.equal(
    `${address.origin}${address.pathname}${address.search}`,
    `http://127.0.0.1:${served.server.port}/`,
  );
  const fragment = new URLSearchParams(address.hash.slice(1));
  assert.equal(fragment.get("to"), "/conflicts?copy=a b&c");
  assert.ok(fragment.get("token")!.length >= 43);
});
