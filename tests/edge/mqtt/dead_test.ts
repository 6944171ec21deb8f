// A broker that is there and does not answer, or is away: found out, and never waited for at the end.

import assert from "node:assert/strict";
import { oldTls } from "../../../src/adapters/mqtt/tls.ts";
import { startMosquitto } from "../../support/broker.ts";
import { heldTimers } from "../../support/hurried.ts";
import { has } from "../../support/needs.ts";
import { eventually } from "../../support/running.ts";
import { encrypted, listening, settingsFor } from "./listening.ts";
import { badBroker, startScripted, suback, SUBSCRIBE } from "./scripted.ts";

/** Longer than any test. */
const NEVER = 3_600_000;

const SILENT = /^the broker at 127\.0\.0\.1:\d+ does not answer any more$/;

function test(title: string, fn: () => Promise<void>): void {
  Deno.test({ name: title, ignore: !has("mosquitto"), fn });
}

test("after a sleep a dead connection is found out and replaced", async () => {
  await using broker = await startMosquitto();
  await using laptop = listening(settingsFor(broker.port), { answerMs: 300, pauseMs: 10 });
  await laptop.up();
  broker.freeze();
  laptop.channel.wake();
  assert.match(await laptop.down(), SILENT);
  await broker.stop();
  await broker.start();
  await laptop.up();
});

test("after a sleep a living connection is kept", async () => {
  await using broker = await startMosquitto();
  using answers = heldTimers(NEVER);
  await using laptop = listening(settingsFor(broker.port), { answerMs: NEVER });
  await laptop.up();
  await eventually("nothing is waited for", () => answers.count === 0);
  laptop.channel.wake();
  assert.equal(answers.count, 1);
  await eventually("the answer is there", () => answers.count === 0);
  assert.deepEqual(laptop.links, [{ kind: "up" }]);
});

test("an announcement finds out a dead connection", async () => {
  await using broker = await startMosquitto();
  await using laptop = listening(settingsFor(broker.port), { answerMs: 300 });
  await laptop.up();
  broker.freeze();
  laptop.announce();
  assert.match(await laptop.down(), SILENT);
});

test("the keepalive finds out a dead connection by itself", async () => {
  await using broker = await startMosquitto();
  await using laptop = listening(settingsFor(broker.port, { keepaliveSeconds: 1 }));
  await laptop.up();
  broker.freeze();
  assert.match(await laptop.down(), SILENT);
});

test("waking ends the pause between two tries", async () => {
  await using broker = await startMosquitto();
  await using laptop = listening(settingsFor(broker.port), { pauseMs: NEVER });
  await laptop.up();
  await broker.stop();
  await laptop.down();
  await broker.start();
  laptop.channel.wake();
  await laptop.up();
});

Deno.test("waking gives up an attempt that hangs", async () => {
  let attempts = 0;
  const second = Promise.withResolvers<void>();
  await using server = startScripted(() => {
    if (++attempts === 2) second.resolve();
    return undefined;
  });
  await using laptop = listening(settingsFor(server.port), { connectMs: NEVER });
  const timer = setInterval(() => laptop.channel.wake(), 100);
  await second.promise;
  clearInterval(timer);
  assert.deepEqual(laptop.links, []);
});

test("the end does not wait for a broker that does not answer", async () => {
  await using broker = await startMosquitto();
  const laptop = listening(settingsFor(broker.port), { closeMs: 200, answerMs: NEVER });
  await laptop.up();
  broker.freeze();
  laptop.announce();
  await laptop.channel.close();
  // Nobody is told any more.
  assert.deepEqual(laptop.links, [{ kind: "up" }]);
});

for (const tls of [undefined, encrypted()]) {
  Deno.test(`the end comes during an attempt ${tls === undefined ? "without" : "with"} TLS`, {
    sanitizeResources: tls === undefined || !oldTls,
  }, async () => {
    const reached = Promise.withResolvers<void>();
    await using server = startScripted(() => {
      reached.resolve();
      return undefined;
    });
    const laptop = listening(settingsFor(server.port, { tls }), {
      connectMs: NEVER,
      closeMs: 200,
    });
    laptop.announce();
    await reached.promise;
    await laptop.channel.close();
    assert.deepEqual(laptop.links, []);
  });
}

Deno.test("the end comes before the first attempt has begun, and during a pause", async () => {
  const early = listening(settingsFor(1));
  await early.channel.close();
  assert.deepEqual(early.links, []);
  const late = listening(settingsFor(1), { pauseMs: NEVER, closeMs: NEVER });
  await late.down();
  late.announce();
  await late.channel.close();
  assert.equal(late.links.length, 1);
});

for (
  const [what, packet] of [
    ["a message without its number", [0x32, 2, 0, 0]],
    ["a message with a name that is too long", [0x30, 4, 0, 200, 1, 2]],
    ["a release without its number", [0x62, 0]],
    ["a second welcome", [0x20, 2, 0, 0]],
    ["a packet of no known type", [0xf0, 0]],
    ["a length without an end", [0x30, 0xff, 0xff, 0xff, 0xff, 0xff]],
    ["an answer to nothing", [0x40, 2, 0, 9, 0x50, 2, 0, 9, 0xb0, 2, 0, 9]],
  ] as const
) {
  Deno.test(`a broker that sends ${what} does no harm`, async () => {
    await using broker = badBroker((heard) =>
      heard[0]! >> 4 === SUBSCRIBE ? Uint8Array.from([...suback(heard, 1), ...packet]) : "hang up"
    );
    await using laptop = listening(settingsFor(broker.port), { answerMs: 300, pauseMs: NEVER });
    await laptop.until(({ links }) => links.length > 0, "a link");
    laptop.announce();
    await laptop.down();
  });
}
