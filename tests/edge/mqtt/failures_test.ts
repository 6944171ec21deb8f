// What keeps a machine from the broker is reported in a sentence of its own. What is wrong with TLS is in
// tls_test.ts.

import assert from "node:assert/strict";
import { join } from "node:path";
import { oldTls } from "../../../src/adapters/mqtt/tls.ts";
import { pause } from "../../../src/system/pause.ts";
import { BROKERS, startMosquitto } from "../../support/broker.ts";
import { heldTimers } from "../../support/hurried.ts";
import { has } from "../../support/needs.ts";
import { encrypted, settingsFor } from "./listening.ts";
import { probed } from "./probing.ts";
import { badBroker, connack, type Scripted, startScripted, suback } from "./scripted.ts";

for (const { name, needs, open } of BROKERS) {
  const test = (title: string, fn: () => Promise<void>) =>
    Deno.test({ name: `${name}: ${title}`, ignore: !has(...needs), fn });

  test("a connection is told step by step", async () => {
    await using broker = await open({ user: { name: "somebody", password: "secret" } });
    const found = await probed(
      settingsFor(broker.port, { username: "somebody", password: "secret" }),
    );
    assert.deepEqual(found, {
      passed: [
        `127.0.0.1:${broker.port} answers`,
        'signed in as "somebody"',
        "listening on the topic",
        "messages are passed on",
      ],
      failure: undefined,
    });
  });

  test("a wrong password is told, and does not stand in the sentence", async () => {
    await using broker = await open({ user: { name: "somebody", password: "secret" } });
    const { passed, failure } = await probed(
      settingsFor(broker.port, { username: "somebody", password: "wrong-one" }),
    );
    assert.deepEqual(passed, [`127.0.0.1:${broker.port} answers`]);
    assert.equal(
      failure,
      'the broker refuses the user "somebody": check mqtt_username and mqtt_password',
    );
  });

  test("a broker that passes nothing on is told", async () => {
    await using broker = await open({ muted: "quiet" });
    const { passed, failure } = await probed(settingsFor(broker.port, { topic: "quiet" }), {
      answerMs: 300,
    });
    assert.equal(passed.at(-1), "listening on the topic");
    assert.equal(
      failure,
      "the broker does not pass messages on for this topic: " +
        "check mqtt_topic and the broker's access rules",
    );
  });

  test("a port without TLS that is addressed with it is told", async () => {
    await using broker = await open();
    const { failure } = await probed(settingsFor(broker.port, { tls: encrypted() }));
    assert.equal(
      failure,
      `127.0.0.1:${broker.port} does not speak TLS: ` +
        "set mqtt_port to the port for it, or mqtt_use_tls to false",
    );
  });
}

Deno.test("the password is not even shown to somebody who debugs", {
  ignore: !has("mosquitto", "mosquitto_passwd"),
}, async () => {
  const login = { username: "somebody", password: "hush-hush" };
  await using broker = await startMosquitto({ user: { name: "somebody", password: "hush-hush" } });
  const settings = JSON.stringify(settingsFor(broker.port, login));
  const { stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "--frozen", "-A", join(import.meta.dirname!, "probe_process.ts"), settings],
    env: { DEBUG: "*" },
  }).output();
  const printed = new TextDecoder().decode(stdout) + new TextDecoder().decode(stderr);
  assert.match(printed, /^ok messages are passed on$/m);
  assert.doesNotMatch(printed, /hush/);
});

Deno.test("a host that does not exist is reported", async () => {
  const { passed, failure } = await probed(settingsFor(1, { host: "no-such-host.invalid" }));
  assert.deepEqual(passed, []);
  assert.match(failure ?? "", /^the name "no-such-host.invalid" was not found: check mqtt_host/);
});

Deno.test("a port on which nobody listens is reported", async () => {
  // Not one that was closed: a process that another test is just starting may hold it for a moment longer.
  const { failure } = await probed(settingsFor(1));
  assert.match(failure ?? "", /^nothing listens at 127\.0\.0\.1:1: check mqtt_port/);
});

const text = (words: string) => new TextEncoder().encode(words);
const NO_BROKER = /^what answers at 127\.0\.0\.1:\d+ is no MQTT broker: check mqtt_host/;
const SILENT = /^127\.0\.0\.1:\d+ takes the connection and then says nothing/;
const NOT_ENCRYPTED = /^127\.0\.0\.1:\d+ does not speak TLS/;

const SERVERS: readonly {
  readonly what: string;
  readonly start: () => Scripted;
  readonly plain: RegExp;
  readonly overTls?: RegExp;
  /** What is told comes of a wait, which is a short one then. */
  readonly waits?: true;
}[] = [
  {
    what: "a web server",
    start: () => startScripted(() => text("HTTP/1.1 400 Bad Request\r\n\r\n")),
    plain: NO_BROKER,
    overTls: NOT_ENCRYPTED,
  },
  {
    what: "an ssh server",
    start: () => startScripted(() => undefined, text("SSH-2.0-OpenSSH_9.2\r\n")),
    plain: NO_BROKER,
    overTls: NOT_ENCRYPTED,
  },
  {
    // Its first byte is that of a message from a broker.
    what: "a mail server",
    start: () => startScripted(() => undefined, text("220 mail.example ESMTP\r\n")),
    plain: NO_BROKER,
    overTls: NOT_ENCRYPTED,
  },
  {
    what: "a server that says nothing",
    start: () => startScripted(() => undefined),
    plain: SILENT,
    overTls: SILENT,
    waits: true,
  },
  {
    what: "a server that hangs up",
    start: () => startScripted(() => "hang up"),
    plain: /^127\.0\.0\.1:\d+ hangs up without an answer: if it expects encryption/,
    overTls: NOT_ENCRYPTED,
  },
  {
    what: "a server that wants TLS and says so",
    start: () => startScripted(() => Uint8Array.of(0x15, 3, 1, 0, 2, 2, 70)),
    plain: /^127\.0\.0\.1:\d+ expects encryption: set mqtt_use_tls to true/,
  },
  {
    what: "a broker that is too old",
    start: () => startScripted(() => connack(1)),
    plain: /^the broker at 127\.0\.0\.1 does not speak MQTT 3\.1\.1$/,
  },
  {
    what: "a broker that is not available",
    start: () => startScripted(() => connack(3)),
    plain: /^the broker at 127\.0\.0\.1 says that it is not available now$/,
  },
  {
    what: "a broker that refuses for no known reason",
    start: () => startScripted(() => connack(77)),
    plain: /^the broker at 127\.0\.0\.1 refuses the connection with the code 77$/,
  },
  {
    what: "a broker that does not permit the topic",
    start: () => badBroker((heard) => suback(heard, 128)),
    plain: /^the broker does not let this machine listen on the topic: check mqtt_topic/,
  },
  {
    what: "a broker that goes away after the sign-in",
    start: () => badBroker(() => "hang up"),
    plain: /^lost the connection to 127\.0\.0\.1:\d+$/,
  },
  {
    what: "a broker that does not take messages",
    start: () => badBroker(() => undefined),
    plain: /^the broker at 127\.0\.0\.1:\d+ does not answer any more$/,
    waits: true,
  },
];

for (const { what, start, plain, overTls, waits } of SERVERS) {
  const timeouts = waits ? { connectMs: 500, answerMs: 300 } : {};
  Deno.test(`${what} is reported`, async () => {
    await using server = start();
    const { failure } = await probed(settingsFor(server.port), timeouts);
    assert.match(failure ?? "", plain);
  });
  if (overTls === undefined) continue;
  Deno.test({
    name: `${what} is told where TLS is expected`,
    // Deno before 2.9 keeps a connection that is given up during the handshake.
    sanitizeResources: !oldTls,
    async fn() {
      await using server = start();
      const { failure } = await probed(settingsFor(server.port, { tls: encrypted() }), timeouts);
      assert.match(failure ?? "", overTls);
    },
  });
}

Deno.test("a server that says nothing is told also where the timer for that is late, as after a sleep", async () => {
  const connectMs = 7;
  using timers = heldTimers(connectMs);
  const asked = Promise.withResolvers<void>();
  await using server = startScripted(() => void asked.resolve());
  const found = probed(settingsFor(server.port), { connectMs });
  await asked.promise;
  // Mqtt.js has its own timer for a connection.
  await pause(700);
  timers.ring();
  assert.match((await found).failure ?? "", SILENT);
});
