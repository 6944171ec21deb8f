// What goes over the wire, seen by others: a mosquitto's log, and a program on paho-mqtt.

import assert from "node:assert/strict";
import { startMosquitto } from "../../support/broker.ts";
import { has } from "../../support/needs.ts";
import { hasPaho, startForeignPeer } from "./foreign_peer.ts";
import { listening, settingsFor } from "./listening.ts";

const test = (name: string, fn: () => Promise<void>) =>
  Deno.test({ name, ignore: !has("mosquitto"), fn });

test("a broker sees MQTT 3.1.1, a clean session, quality 1, and nothing retained", async () => {
  await using broker = await startMosquitto();
  const settings = settingsFor(broker.port);
  await using laptop = listening(settings);
  await laptop.up();
  laptop.announce();
  const connected = await broker.logged(/New client connected/);
  // Protocol 4 is logged as p2; the keepalive is the configured one.
  const [, identifier] = /as (\S+) \(p2, c1, k900\)/.exec(connected) ?? [];
  assert.match(identifier ?? connected, /^[0-9a-zA-Z]{1,23}$/);
  assert.notEqual(identifier, settings.clientId);
  await broker.logged(new RegExp(`\\t${settings.topic} \\(QoS 1\\)`));
  const sent = await broker.logged(/Received PUBLISH/);
  const size = `${settings.clientId.length} bytes`;
  assert.match(sent, new RegExp(`d0, q1, r0, m\\d+, '${settings.topic}', \\.\\.\\. \\(${size}\\)`));
  const got = await broker.logged(/Sending PUBLISH/);
  assert.match(got, /d0, q1, r0/);
  await broker.logged(/Received PUBACK/);
});

test("a channel says goodbye when it is closed", async () => {
  await using broker = await startMosquitto();
  const laptop = listening(settingsFor(broker.port));
  await laptop.up();
  await laptop.channel.close();
  await broker.logged(/Received DISCONNECT/);
});

Deno.test("a program on paho-mqtt and a channel hear each other", {
  ignore: !has("mosquitto") || !hasPaho(),
}, async () => {
  await using broker = await startMosquitto();
  const settings = settingsFor(broker.port, { clientId: "täst-ü" });
  await using laptop = listening(settings);
  await laptop.up();
  await using peer = await startForeignPeer(broker.port, settings.topic);
  laptop.announce();
  assert.equal(await peer.heard(), "täst-ü 1 0");
  await peer.send("the-other-machine");
  await laptop.until(({ remotes }) => remotes === 1, "the peer's announcement");
  // The user may have given the other program the same id.
  await peer.send("täst-ü");
  await peer.send("täst-ü-2");
  await laptop.until(({ remotes }) => remotes >= 2, "the peer's second announcement");
  assert.equal(laptop.shared, 0);
});
