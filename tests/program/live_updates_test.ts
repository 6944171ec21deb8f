// Live updates, end to end: running instances, a real broker, other programs of the fleet. As nobody
// looks at the remote by the clock here, what arrives came by a message or by the look after a connection.

import assert from "node:assert/strict";
import { join } from "node:path";
import { hasPaho, startForeignPeer } from "../edge/mqtt/foreign_peer.ts";
import { startMosquitto } from "../support/broker.ts";
import { CLIENT, LOOPBACK, makeAuthority } from "../support/certificates.ts";
import { liveConfig, TOPIC, untilLive } from "../support/live.ts";
import { has } from "../support/needs.ts";
import { type Instance, startInstance, textOf } from "../support/running.ts";
import { makeWorld, type World } from "../support/world.ts";

/** Waits until an instance has this text in the file of its folder. */
async function untilReceived(
  instance: Instance,
  { folder, name, text }: { readonly folder: string; readonly name: string; readonly text: string },
): Promise<void> {
  await instance.until(`it has ${name}`, async () => await textOf(join(folder, name)) === text);
}

/** Two running instances see each other's saves, several times in a row. */
async function exchange(
  world: World,
  configs: readonly [Record<string, unknown>, Record<string, unknown>],
): Promise<void> {
  await using one = await startInstance(world, "laptop", { config: configs[0] });
  await using other = await startInstance(world, "desktop", { config: configs[1] });
  const sides = [
    { instance: one, folder: String(configs[0].sync_dir) },
    { instance: other, folder: String(configs[1].sync_dir) },
  ];
  for (const { instance } of sides) await untilLive(instance);
  // The first of them may come with the look after the connection; the later ones cannot.
  for (const text of ["milk\n", "bread\n", "tea\n"]) {
    for (const [at, { folder }] of sides.entries()) {
      const name = `by-${at}.md`;
      await world.write(folder, { [name]: text });
      const receiver = sides[1 - at]!;
      await untilReceived(receiver.instance, { folder: receiver.folder, name, text });
    }
  }
  for (const { instance } of sides) {
    await instance.stop();
    const lines = await instance.log();
    assert.deepEqual(lines.filter((line) => line.startsWith("Live updates")), [
      "Live updates are on",
    ]);
  }
}

const test = (name: string, fn: () => Promise<void>) =>
  Deno.test({ name, ignore: !has("mosquitto"), fn });

test("two instances see each other's saves at once", async () => {
  await using world = await makeWorld();
  await using broker = await startMosquitto();
  const [laptop, desktop] = await world.clones({ "notes.md": "one\n" }, "laptop", "desktop");
  await exchange(world, [liveConfig(laptop, broker), liveConfig(desktop, broker)]);
});

Deno.test("two instances see each other's saves at once over TLS with client certificates", {
  ignore: !has("mosquitto", "openssl"),
}, async () => {
  await using world = await makeWorld();
  const authority = await makeAuthority(world.folder);
  await using broker = await startMosquitto({
    tls: await authority.issue("server", { extensions: LOOPBACK }),
    lines: [`cafile ${authority.cert}`, "require_certificate true"],
  });
  const [laptop, desktop] = await world.clones({ "notes.md": "one\n" }, "laptop", "desktop");
  const secured = async (folder: string, version: string) => {
    const config = liveConfig(folder, broker);
    const { cert, key } = await authority.issue(config.client_id, { extensions: CLIENT });
    return {
      ...config,
      mqtt_use_tls: true,
      mqtt_tls_ca_cert_file: authority.cert,
      mqtt_tls_cert_file: cert,
      mqtt_tls_key_file: key,
      mqtt_tls_version: version,
    };
  };
  await exchange(world, [await secured(laptop, "1.2"), await secured(desktop, "1.3")]);
});

Deno.test("another program of the fleet makes an instance pull, and hears its id after a push", {
  ignore: !has("mosquitto") || !hasPaho(),
}, async () => {
  await using world = await makeWorld();
  await using broker = await startMosquitto();
  const [laptop, desktop] = await world.clones({ "notes.md": "one\n" }, "laptop", "desktop");
  await using instance = await startInstance(world, "laptop", {
    config: liveConfig(laptop, broker),
  });
  await untilLive(instance);
  await using peer = await startForeignPeer(broker.port, TOPIC);
  for (const text of ["two\n", "three\n"]) {
    await world.write(desktop, { "notes.md": text });
    await world.git(desktop, "commit", "--quiet", "-am", "by hand");
    await world.git(desktop, "push", "--quiet");
    await peer.send("the-python-app");
    await untilReceived(instance, { folder: laptop, name: "notes.md", text });
  }
  await world.write(laptop, { "todo.md": "milk\n" });
  await instance.sends("todo.md");
  // What was pulled is not announced again, and what was pushed is announced once.
  const heard = [await peer.heard(), await peer.heard(), await peer.heard()];
  await peer.send("the end");
  heard.push(await peer.heard());
  assert.deepEqual(heard, [
    "the-python-app 1 0",
    "the-python-app 1 0",
    "laptop 1 0",
    "the end 1 0",
  ]);
  await instance.stop();
});

test("while the broker is gone that is said and saves go on; what was missed comes after it", async () => {
  await using world = await makeWorld();
  await using broker = await startMosquitto();
  const [laptop, desktop] = await world.clones({ "notes.md": "one\n" }, "laptop", "desktop");
  await using one = await startInstance(world, "laptop", { config: liveConfig(laptop, broker) });
  await using other = await startInstance(world, "desktop", {
    config: liveConfig(desktop, broker),
  });
  for (const instance of [one, other]) await untilLive(instance);
  await broker.stop();
  const sentence = new RegExp(
    `^(lost the connection to 127\\.0\\.0\\.1:${broker.port}` +
      `|nothing listens at 127\\.0\\.0\\.1:${broker.port}: check mqtt_port, and whether the broker runs)$`,
  );
  for (const instance of [one, other]) {
    const { line, link } = await instance.shows("it is said", ({ link }) => link.kind === "down");
    assert.equal(line, "Live updates off · checking every 60 min");
    assert.match(link.kind === "down" ? link.reason : "", sentence);
  }
  assert.match((await other.run("--status")).stdout, /^Live updates: off, .*127\.0\.0\.1/m);
  await world.write(laptop, { "todo.md": "milk\n" });
  await one.sends("todo.md");
  assert.equal(await textOf(join(desktop, "todo.md")), undefined);

  await broker.start();
  await untilReceived(other, { folder: desktop, name: "todo.md", text: "milk\n" });
  for (const instance of [one, other]) await untilLive(instance);
  for (const text of ["bread\n", "tea\n"]) {
    await world.write(desktop, { "todo.md": text });
    await untilReceived(one, { folder: laptop, name: "todo.md", text });
  }
  await one.stop();
  await other.stop();
});

test("a saved configuration connects anew for a setting of the broker, and for no other", async () => {
  await using world = await makeWorld();
  await using broker = await startMosquitto();
  const [laptop] = await world.clones({ "notes.md": "one\n" }, "laptop");
  const config = liveConfig(laptop, broker);
  await using instance = await startInstance(world, "laptop", { config });
  await untilLive(instance);
  await instance.configure({ ...config, sync_poll_seconds: 1800, commit_message: "{count}" });
  await instance.until(
    "it is in force",
    async () =>
      (await instance.log()).filter((line) => line === "The configuration is in force").length ===
        2,
  );
  await instance.configure({ ...config, mqtt_topic: "another" });
  await broker.logged(/\tanother \(QoS 1\)/);
  assert.equal(broker.count(/New client connected/), 2);
  assert.equal(broker.count(/Received DISCONNECT/), 1);
  await untilLive(instance);
  await instance.configure({ ...config, mqtt_enabled: false });
  await instance.shows("it is off", ({ link }) => link.kind === "off");
  await instance.until("a goodbye", () => broker.count(/Received DISCONNECT/) === 2);
  assert.equal(broker.count(/New client connected/), 2);
  assert.doesNotMatch((await instance.run("--status")).stdout, /Live updates/);
  await instance.stop();
});
