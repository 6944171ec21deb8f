// The app over ssh: its connection stays open, and ends with it.

import assert from "node:assert/strict";
import { join } from "node:path";
import { has } from "../support/needs.ts";
import { type Instance, published, startInstance } from "../support/running.ts";
import { startSshServer } from "../support/sshd.ts";
import { makeWorld } from "../support/world.ts";

const ssh = { ignore: !has("sshd", "ssh", "ssh-keygen") };

/** A folder whose remote is reached by ssh, and an app that can be started for it again and again. */
async function overSsh() {
  const world = await makeWorld();
  const [laptop] = await world.clones({ "notes.md": "one\n" }, "laptop");
  const server = await startSshServer(world);
  await world.git(laptop, "config", "core.sshCommand", await server.client());
  await world.git(laptop, "remote", "set-url", "origin", server.url(world.remote));
  // A socket's path must be short (unix(7)), and TMPDIR may be long.
  const runtime = await Deno.makeTempDir({ dir: "/tmp", prefix: "gsb-" });
  const config = {
    sync_dir: laptop,
    sync_delay_seconds: 0,
    sync_poll_seconds: 3600,
    sync_poll_active_seconds: 0,
  };
  return {
    server,
    config,
    start: () => startInstance(world, "laptop", { config, env: { XDG_RUNTIME_DIR: runtime } }),
    async save(instance: Instance, name: string) {
      await world.write(laptop, { [name]: `${name}\n` });
      await instance.until(`${name} is sent`, () => published(world, name));
      await instance.upToDate();
    },
    async [Symbol.asyncDispose]() {
      await server[Symbol.asyncDispose]();
      await world[Symbol.asyncDispose]();
      await Deno.remove(runtime, { recursive: true });
    },
  };
}

/** The folders of connections that are kept open, and what is in them. */
async function sockets({ runtime }: Instance): Promise<string[]> {
  const found: string[] = [];
  for await (const { name, isDirectory } of Deno.readDir(runtime)) {
    if (!isDirectory) continue;
    found.push(name);
    for await (const socket of Deno.readDir(join(runtime, name))) found.push(socket.name);
  }
  return found;
}

Deno.test("a running app needs one connection, and leaves nothing of it behind", ssh, async () => {
  await using t = await overSsh();
  await using instance = await t.start();
  await instance.upToDate();
  await t.save(instance, "two.md");
  await t.save(instance, "three.md");
  assert.equal(t.server.taken(), 1);
  assert.equal((await sockets(instance)).length, 2);
  await instance.stop();
  assert.deepEqual(await sockets(instance), []);
});

Deno.test("ssh_keep_open takes effect at once, both ways", ssh, async () => {
  await using t = await overSsh();
  await using instance = await t.start();
  await instance.upToDate();
  assert.equal((await sockets(instance)).length, 2);
  await instance.configure({ ...t.config, ssh_keep_open: false });
  await instance.until("it is closed", async () => (await sockets(instance)).length === 0);
  await t.save(instance, "two.md");
  assert.deepEqual(await sockets(instance), []);
  await instance.configure(t.config);
  await instance.until("it is open again", async () => (await sockets(instance)).length === 2);
  await instance.stop();
});

Deno.test("after kill -9 the next start uses the connection that was left", ssh, async () => {
  await using t = await overSsh();
  await using killed = await t.start();
  await killed.upToDate();
  await killed.crash();
  await using next = await t.start();
  await next.upToDate();
  await t.save(next, "two.md");
  assert.equal(t.server.taken(), 1);
  await next.stop();
  assert.deepEqual(await sockets(next), []);
});

Deno.test("--once leaves no connection behind", ssh, async () => {
  await using t = await overSsh();
  await using instance = await t.start();
  await instance.upToDate();
  await instance.stop();
  const { code } = await instance.run("--once");
  assert.equal(code, 0);
  assert.deepEqual(await sockets(instance), []);
});
