// A broker that sends what nobody asked for: the connection ends before anything of it is kept.

import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import { MQTT_ANSWERS_A_MINUTE } from "../../../src/system/limits/broker.ts";
import { listening, settingsFor } from "./listening.ts";
import { connack, CONNECT, startScripted, suback, SUBSCRIBE } from "./scripted.ts";

const NEVER = 3_600_000;

/** More than systems hold of what a program has not read yet. */
const MANY_BYTES = 64 * 1024 * 1024;

/** Sends a beginning and then zeros until it is hung up on; counts the bytes and the connections. */
function endless(beginning: (topic: string) => Uint8Array, topic: string) {
  const found = { bytes: 0, connections: 0 };
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const serving: Promise<void>[] = [];
  async function serve(connection: Deno.Conn): Promise<void> {
    found.connections++;
    const buffer = new Uint8Array(65_536);
    try {
      for (;;) {
        const length = await connection.read(buffer);
        if (length === null) return;
        const type = buffer[0]! >> 4;
        if (type === CONNECT) await connection.write(connack(0));
        if (type === SUBSCRIBE) await connection.write(suback(buffer.slice(0, length), 1));
        if (type === SUBSCRIBE) break;
      }
      let piece: Uint8Array = beginning(topic);
      const zeros = new Uint8Array(1024 * 1024);
      while (found.bytes < MANY_BYTES) {
        found.bytes += await connection.write(piece);
        piece = zeros;
      }
    } catch {
      // The other side hung up.
    } finally {
      connection.close();
    }
  }
  const accepting = (async () => {
    for await (const connection of listener) serving.push(serve(connection));
  })();
  return {
    found,
    port: (listener.addr as Deno.NetAddr).port,
    /** Waits until nothing is sent any more. */
    served: () => Promise.all(serving),
    async [Symbol.asyncDispose]() {
      listener.close();
      await accepting;
      await Promise.all(serving);
    },
  };
}

/** The beginning of a message of almost 256 MB. */
function huge(flags: number, topic: string): Uint8Array {
  const name = Buffer.from(topic);
  const length = [0xff, 0xff, 0xff, 0x7f];
  return Buffer.concat([Buffer.of(0x30 | flags, ...length, 0, name.length), name, Buffer.of(0, 1)]);
}

for (
  const [what, beginning, reason] of [
    [
      "a message of 256 MB",
      (topic: string) => huge(0, topic),
      /sent a message of \d+ bytes, 16384 is the most: .* choose another one$/,
    ],
    [
      "a message that nobody may ask for",
      (topic: string) => huge(0b0100, topic),
      /sent a packet that nobody asked for: use another broker$/,
    ],
    [
      "a message of another topic",
      () => Buffer.of(0x30, 8, 0, 5, ...Buffer.from("other"), 1),
      /sent a message of another topic: use another broker$/,
    ],
  ] as const
) {
  Deno.test(`a broker that sends ${what} is left, and not tried again at once`, async () => {
    const topic = "topic";
    await using broker = endless(beginning, topic);
    await using laptop = listening(settingsFor(broker.port, { topic }), { pauseMs: NEVER });
    assert.match(await laptop.down(), reason);
    assert.equal(laptop.remotes, 0);
    assert.equal(broker.found.connections, 1);
    await broker.served();
    assert.ok(broker.found.bytes < MANY_BYTES, `${broker.found.bytes} bytes`);
  });
}

Deno.test("a broker that sends answers without end is left, and not tried again at once", async () => {
  await using broker = startScripted((heard) => {
    const type = heard[0]! >> 4;
    if (type === CONNECT) return connack(0);
    if (type !== SUBSCRIBE) return undefined;
    const answers = Buffer.alloc(2 * (MQTT_ANSWERS_A_MINUTE + 1), Buffer.of(0xd0, 0));
    return Buffer.concat([suback(heard, 1), answers]);
  });
  await using laptop = listening(settingsFor(broker.port, { topic: "topic" }), { pauseMs: NEVER });
  assert.match(await laptop.down(), /sent a packet that nobody asked for: use another broker$/);
});

Deno.test("a broker that does not end a packet is left", async () => {
  const topic = "topic";
  const name = Buffer.from(topic);
  await using broker = startScripted((heard) => {
    const type = heard[0]! >> 4;
    if (type === CONNECT) return connack(0);
    if (type !== SUBSCRIBE) return undefined;
    // A small message, of which the last byte never comes.
    return Buffer.concat([suback(heard, 1), Buffer.of(0x30, 9, 0, 5), name, Buffer.of(1)]);
  });
  const settings = settingsFor(broker.port, { topic });
  await using laptop = listening(settings, { answerMs: 300, pauseMs: NEVER });
  assert.match(await laptop.down(), /does not answer any more$/);
});
