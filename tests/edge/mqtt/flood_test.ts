// Whatever others send on the topic does no harm.

import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import { connectAsync } from "mqtt";
import { MQTT_MESSAGE_BYTES, MQTT_PACKETS_A_MINUTE } from "../../../src/system/limits/broker.ts";
import { BROKERS } from "../../support/broker.ts";
import { has } from "../../support/needs.ts";
import { afterEnd, listening, settingsFor } from "./listening.ts";
import { badBroker, suback, SUBSCRIBE } from "./scripted.ts";

/** Somebody who sends anything on the topic. */
async function startSender(port: number, topic: string) {
  const client = await connectAsync({ host: "127.0.0.1", port, reconnectPeriod: 0 });
  return {
    async send(body: Uint8Array, { retain = false } = {}) {
      await client.publishAsync(topic, Buffer.from(body), { qos: 1, retain });
    },
    async [Symbol.asyncDispose]() {
      await client.endAsync();
      await afterEnd();
    },
  };
}

const bytes = (text: string) => new TextEncoder().encode(text);

for (const { name, needs, open } of BROKERS) {
  const test = (title: string, fn: () => Promise<void>) =>
    Deno.test({ name: `${name}: ${title}`, ignore: !has(...needs), fn });

  test("10,000 messages do not keep an announcement from coming through", async () => {
    await using broker = await open();
    const settings = settingsFor(broker.port);
    await using laptop = listening(settings);
    await using desktop = listening({ ...settings, clientId: "desktop" });
    await Promise.all([laptop.up(), desktop.up()]);
    await using sender = await startSender(broker.port, settings.topic);
    const body = bytes("noise");
    await Promise.all(Array.from({ length: 10_000 }, () => sender.send(body)));
    laptop.announce();
    await using other = listening({ ...settings, clientId: "other" });
    await other.up();
    laptop.announce();
    await other.until(({ remotes }) => remotes > 0, "laptop's announcement");
    assert.deepEqual(laptop.links, [{ kind: "up" }]);
  });

  test("empty, binary and large messages are messages like any other, up to a limit", async () => {
    await using broker = await open();
    const settings = settingsFor(broker.port);
    await using laptop = listening(settings, { pauseMs: 10 });
    await laptop.up();
    await using sender = await startSender(broker.port, settings.topic);
    const bodies = [
      new Uint8Array(),
      Uint8Array.of(0xff, 0, 0xfe, 10),
      bytes(`${settings.clientId}\n`),
      new Uint8Array(MQTT_MESSAGE_BYTES).fill(7),
    ];
    for (const [at, body] of bodies.entries()) {
      await sender.send(body);
      await laptop.until(({ remotes }) => remotes === at + 1, `message ${at + 1}`);
    }
    assert.deepEqual(laptop.links, [{ kind: "up" }]);
    assert.equal(laptop.shared, 0);
    await sender.send(new Uint8Array(100_000).fill(7));
    assert.match(await laptop.down(), /sent a message of 100000 bytes, 16384 is the most/);
    // Others are heard again.
    await laptop.up();
    await sender.send(bytes("from now"));
    await laptop.until(({ remotes }) => remotes === bodies.length + 1, "the next message");
  });

  test("what the broker had kept is neither news nor somebody with the same id", async () => {
    await using broker = await open();
    const settings = settingsFor(broker.port);
    await using sender = await startSender(broker.port, settings.topic);
    await sender.send(bytes(settings.clientId), { retain: true });
    await using laptop = listening(settings, { ownMs: 0 });
    await laptop.up();
    await sender.send(bytes(settings.clientId));
    await sender.send(bytes("from now"), { retain: true });
    await laptop.until(({ remotes }) => remotes >= 1, "the message from now");
    // A single message under one's own id may be one that was sent twice.
    assert.equal(laptop.shared, 0);
    await using desktop = listening({ ...settings, clientId: "desktop" });
    await desktop.up();
    await sender.send(bytes("from now"));
    await desktop.until(({ remotes }) => remotes > 0, "the next message from now");
    assert.equal(desktop.remotes, 1);
  });
}

/** A broker that sends so many messages as soon as somebody listens, and hangs up on what comes after them. */
function brokerWithBurst(count: number, topicName: string) {
  const topic = bytes(topicName);
  const body = bytes("noise");
  const rest = [0, topic.length, ...topic, ...body];
  const message = [0x30, rest.length, ...rest];
  const burst = Buffer.concat(Array.from({ length: count }, () => Uint8Array.from(message)));
  return badBroker((heard) =>
    heard[0]! >> 4 === SUBSCRIBE ? Buffer.concat([suback(heard, 1), burst]) : "hang up"
  );
}

Deno.test("a burst of 10,000 messages is a few calls", async () => {
  const settings = settingsFor(0);
  await using broker = brokerWithBurst(10_000, settings.topic);
  await using laptop = listening({ ...settings, port: broker.port });
  await laptop.up();
  laptop.channel.wake();
  await laptop.down();
  assert.ok(laptop.remotes > 0);
  assert.ok(laptop.remotes < 1_000, `${laptop.remotes} calls`);
});

Deno.test("a broker that sends messages without end is left, and not tried again at once", async () => {
  const settings = settingsFor(0);
  await using broker = brokerWithBurst(MQTT_PACKETS_A_MINUTE + 1, settings.topic);
  await using laptop = listening({ ...settings, port: broker.port }, { pauseMs: 3_600_000 });
  assert.match(await laptop.down(), /sent more than 100000 packets in a minute: .* choose another/);
});
