// Two machines and a broker: what one announces, the other hears, whatever happens to the broker.

import assert from "node:assert/strict";
import { BROKERS } from "../../support/broker.ts";
import { has } from "../../support/needs.ts";
import { listening, settingsFor } from "./listening.ts";

for (const { name, needs, open } of BROKERS) {
  const test = (title: string, fn: () => Promise<void>) =>
    Deno.test({ name: `${name}: ${title}`, ignore: !has(...needs), fn });

  test("an announcement reaches the other machine, and not the one that made it", async () => {
    await using broker = await open();
    await using laptop = listening(settingsFor(broker.port));
    await using desktop = listening(settingsFor(broker.port));
    await Promise.all([laptop.up(), desktop.up()]);
    laptop.announce();
    await desktop.until(({ remotes }) => remotes === 1, "laptop's announcement");
    desktop.announce();
    await laptop.until(({ remotes }) => remotes > 0, "desktop's announcement");
    assert.deepEqual([laptop.remotes, desktop.remotes], [1, 1]);
  });

  test("a machine on another topic hears nothing", async () => {
    await using broker = await open();
    const settings = settingsFor(broker.port);
    await using laptop = listening(settings);
    await using desktop = listening(settingsFor(broker.port));
    await using stranger = listening(settingsFor(broker.port, { topic: "another" }));
    await Promise.all([laptop.up(), desktop.up(), stranger.up()]);
    laptop.announce();
    await desktop.until(({ remotes }) => remotes === 1, "laptop's announcement");
    assert.equal(stranger.remotes, 0);
  });

  test("one connection has several topics: each message is one on its own, also after the link was lost", async () => {
    await using broker = await open();
    const topics = (topic: string, ...moreTopics: string[]) =>
      settingsFor(broker.port, { topic, moreTopics });
    await using laptop = listening(topics("notes", "book", "täst/a", "notes"));
    await using desktop = listening(topics("täst/a", "notes"));
    await Promise.all([laptop.up(), desktop.up()]);
    laptop.announce("book");
    laptop.announce("täst/a");
    await desktop.until(({ remotes }) => remotes === 1, "the announcement on one topic");
    await broker.stop();
    await Promise.all([laptop.down(), desktop.down()]);
    laptop.announce("notes");
    await broker.start();
    for (const { channel, up } of [desktop, laptop]) {
      channel.wake();
      await up();
    }
    await desktop.until(({ remotes }) => remotes === 2, "the announcement on the other one");
    assert.deepEqual(desktop.topics, ["täst/a", "notes"]);
    desktop.announce();
    await laptop.until(({ remotes }) => remotes > 0, "desktop's announcement");
    assert.deepEqual(laptop.topics, ["täst/a"]);
  });

  test("the link comes back after the broker was away, and what was announced meanwhile is heard", async () => {
    await using broker = await open();
    await using laptop = listening(settingsFor(broker.port));
    await using desktop = listening(settingsFor(broker.port));
    await Promise.all([laptop.up(), desktop.up()]);
    await broker.stop();
    assert.match(await laptop.down(), /^lost the connection to 127\.0\.0\.1:\d+$/);
    await desktop.down();
    laptop.announce();
    await broker.start();
    desktop.channel.wake();
    await desktop.up();
    laptop.channel.wake();
    await laptop.up();
    await desktop.until(({ remotes }) => remotes === 1, "laptop's announcement");
  });

  test("a broker that starts after the channel is found", async () => {
    await using broker = await open();
    await broker.stop();
    await using laptop = listening(settingsFor(broker.port));
    const nobody = /^nothing listens at 127\.0\.0\.1:\d+: check mqtt_port/;
    // A process that another test is just starting may hold the port for a moment longer.
    await laptop.until(
      ({ links }) => links.some((link) => link.kind === "down" && nobody.test(link.reason)),
      "nothing listens",
    );
    await broker.start();
    await laptop.up();
  });

  test("a copied configuration does not throw the first machine off, and is noticed", async () => {
    await using broker = await open();
    const settings = settingsFor(broker.port);
    // The copy has just announced, and the other one may have done so before it was started again.
    for (const ownMs of [1, 60_000]) {
      await using laptop = listening(settings, { ownMs });
      await using copy = listening(settings, { ownMs });
      await Promise.all([laptop.up(), copy.up()]);
      for (let times = 0; times < 3; times++) {
        copy.announce();
        await laptop.until(({ remotes }) => remotes > times, "no message is lost meanwhile");
      }
      await laptop.until(({ shared }) => shared === 1, "laptop notices");
      await copy.until(({ shared }) => shared === 1, "the copy notices");
      assert.deepEqual(laptop.links, [{ kind: "up" }]);
      assert.deepEqual(copy.links, [{ kind: "up" }]);
    }
  });

  test("messages that are not passed on are noticed, and the link is up again when they are", async () => {
    const topic = "muted";
    await using broker = await open({ muted: topic });
    await using laptop = listening(settingsFor(broker.port, { topic }), {
      answerMs: 300,
      resendMs: 100,
    });
    await laptop.up();
    laptop.announce();
    assert.match(await laptop.down(), /^the broker does not pass messages on for this topic/);
    // A new connection alone proves nothing.
    await broker.stop();
    await laptop.until(({ links }) => links.length === 3, "the broker is away");
    await broker.start();
    laptop.channel.wake();
    await laptop.until(({ links }) => links.length === 4, "the broker is back and still mute");
    assert.deepEqual(laptop.links[3], laptop.links[1]);
    await broker.stop();
    await broker.start({});
    await laptop.up();
  });

  test("an announcement right before the end still reaches the other machine", async () => {
    await using broker = await open();
    await using desktop = listening(settingsFor(broker.port));
    await desktop.up();
    const laptop = listening(settingsFor(broker.port));
    // Not even connected yet.
    laptop.announce();
    await laptop.channel.close();
    await desktop.until(({ remotes }) => remotes === 1, "laptop's announcement");
    assert.deepEqual(laptop.links, []);
  });

  test("a user is let in with a password, and told when it is wrong", async () => {
    const user = { name: "somebody", password: "se cret€" };
    await using broker = await open({ user });
    const login = { username: user.name, password: user.password };
    await using somebody = listening(settingsFor(broker.port, login));
    await somebody.up();
    await using wrong = listening(settingsFor(broker.port, { ...login, password: "wr ong€" }));
    assert.equal(
      await wrong.down(),
      'the broker refuses the user "somebody": check mqtt_username and mqtt_password',
    );
    await using nobody = listening(settingsFor(broker.port));
    assert.equal(
      await nobody.down(),
      "the broker asks for a user: set mqtt_username and mqtt_password",
    );
  });
}
