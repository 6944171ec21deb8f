// The running instance is found, in whatever environment it was started and is asked; a configuration that
// lacks something keeps as little as possible from working.

import assert from "node:assert/strict";
import { join } from "node:path";
import { startMosquitto } from "../support/broker.ts";
import { liveConfig, untilLive } from "../support/live.ts";
import { has } from "../support/needs.ts";
import { programCommand, programEnv, runBare } from "../support/program.ts";
import {
  eventually,
  folderMissing,
  type Instance,
  prompt,
  published,
  startInstance,
  startUpToDate,
  textOf,
} from "../support/running.ts";
import { cloned, makeWorld } from "../support/world.ts";

Deno.test("an instance of a session is found without the session's folder for sockets", async () => {
  const { world, laptop } = await cloned({ "notes.md": "one\n" }, "laptop");
  await using instance = await startUpToDate(world, "laptop", { config: prompt(laptop) });
  const { XDG_RUNTIME_DIR: _, ...env } = programEnv(world);
  const home = { ...env, HOME: join(world.folder, "home-laptop"), TMPDIR: world.folder };
  await world.write(laptop, { "notes.md": "two\n" });
  for (const command of ["--sync-now", "--status"]) {
    const { code, stdout, stderr } = await runBare(world, [command], home);
    assert.deepEqual([code, stderr], [0, ""], command);
    assert.match(stdout, /Up to date/, command);
  }
  assert.equal(await published(world, "notes.md"), "two\n");
  await instance.stop();
  const { code, stderr } = await runBare(world, ["--status"], home);
  assert.equal(code, 1);
  assert.match(stderr, /Git Sync Bar is not running/);
});

Deno.test("an instance outside of a session is found from one, though its folder cannot be read", async () => {
  await using world = await makeWorld();
  const missing = join(world.folder, "missing");
  const cache = join(world.folder, "home-laptop/.cache");
  await using instance = await startInstance(world, "laptop", {
    config: prompt(missing),
    env: { XDG_RUNTIME_DIR: "" },
  });
  await instance.shows("it is missing", ({ line }) => line === "Folder not found");
  assert.ok(instance.runtime.startsWith(cache));
  const env = { XDG_RUNTIME_DIR: join(world.folder, "session") };
  const home = { ...programEnv(world), HOME: join(world.folder, "home-laptop"), ...env };
  const { code, stdout } = await runBare(world, ["--status"], home);
  assert.equal(code, 0);
  assert.match(stdout, /^Folder not found\n/);
  await instance.stop(folderMissing(missing));
});

Deno.test("an instance that cannot make its socket is not called one that does not run", async () => {
  const { world, laptop } = await cloned({ "notes.md": "one\n" }, "laptop");
  const config = join(world.folder, "config.json");
  await Deno.writeTextFile(config, JSON.stringify(prompt(laptop)));
  // As a folder that cannot be written: root may write in any.
  const runtime = join(world.folder, "runtime");
  await Deno.writeTextFile(runtime, "");
  const env = { ...programEnv(world), XDG_RUNTIME_DIR: runtime };
  const { command, args } = programCommand("--headless", "--config", config);
  const child = new Deno.Command(command, {
    args,
    cwd: world.folder,
    clearEnv: true,
    env,
    stdin: "null",
  })
    .spawn();
  try {
    await world.write(laptop, { "notes.md": "two\n" });
    await eventually("it syncs", async () => await published(world, "notes.md") === "two\n");
    for (const asked of [["--status"], ["--sync-now"], ["--window"]]) {
      const { code, stderr } = await runBare(world, [...asked, "--config", config], env);
      assert.equal(code, 1, stderr);
      assert.match(stderr, /is running, but cannot be asked, as nothing listens at ".*runtime/);
    }
    const once = await runBare(world, ["--once", "--config", config], env);
    assert.match(once.stderr, /another Git Sync Bar syncs this folder already/);
    assert.equal(once.stdout, "");
  } finally {
    child.kill("SIGTERM");
    await child.status;
  }
});

Deno.test("without a topic only live updates wait, and it is said", async () => {
  const { world, laptop } = await cloned({ "notes.md": "one\n" }, "laptop");
  const { mqtt_topic: _, ...config } = liveConfig(laptop, { port: 1 });
  await world.write(laptop, { "notes.md": "two\n" });
  await using instance = await startInstance(world, "laptop", { config });
  const { line } = await instance.shows(
    "it is said",
    ({ link }) => link.kind === "down" && /^mqtt_topic is missing: set it to/.test(link.reason),
  );
  assert.doesNotMatch(line, /mistake/);
  await instance.sends("notes.md", "two\n");
  const checked = await instance.run("--check");
  assert.equal(checked.code, 1);
  assert.match(checked.stdout, /^FAIL broker: mqtt_topic is missing: set it to /m);
  await instance.configure({ ...config, mqtt_enabled: false });
  await instance.shows("nothing is wanted", ({ link }) => link.kind === "off");
  await instance.stop();
});

const test = (name: string, fn: () => Promise<void>) =>
  Deno.test({ name, ignore: !has("mosquitto"), fn });

test("two machines with one client_id both go on with an id of their own, and hear each other", async () => {
  await using world = await makeWorld();
  await using broker = await startMosquitto();
  const [laptop, desktop] = await world.clones({ "notes.md": "one\n" }, "laptop", "desktop");
  const shared = { client_id: "copied" };
  await using one = await startInstance(world, "laptop", {
    config: { ...liveConfig(laptop, broker), ...shared },
  });
  await using other = await startInstance(world, "desktop", {
    config: { ...liveConfig(desktop, broker), ...shared },
  });
  for (const instance of [one, other]) await untilLive(instance);
  const notice = 'Another machine has the client_id "copied"';
  const noticed = async (instance: Instance) =>
    (await instance.log()).some((line) => line.startsWith(notice));
  for (let number = 0; !await noticed(one) || !await noticed(other); number++) {
    await world.write(laptop, { "notes.md": `${number}\n` });
    await other.until(
      "nothing is lost meanwhile",
      async () => await textOf(join(desktop, "notes.md")) === `${number}\n`,
    );
  }
  const own = async (instance: Instance) => {
    const name = (await Array.fromAsync(Deno.readDir(instance.state), ({ name }) => name))
      .find((name) => name.startsWith("client-id-"));
    return (await Deno.readTextFile(join(instance.state, name!))).split("\n");
  };
  const [[id, ...known], [otherId]] = [await own(one), await own(other)];
  assert.deepEqual([known, id === otherId], [['"copied"'], false]);
  const checked = (await one.run("--check")).stdout;
  assert.ok(checked.includes(`ok   broker: ${notice}: this one uses its own`), checked);
  for (const instance of [one, other]) await untilLive(instance);
  await one.stop();
  // It does not forget.
  await using again = await startInstance(world, "laptop");
  await untilLive(again);
  await world.write(desktop, { "notes.md": "later\n" });
  await again.until(
    "it is received",
    async () => await textOf(join(laptop, "notes.md")) === "later\n",
  );
  assert.deepEqual(await own(again), [id, ...known]);
  await again.stop();
  await other.stop();
});

test("without a client_id one is made, which stays the same, and the file stays as it is", async () => {
  await using world = await makeWorld();
  await using broker = await startMosquitto();
  const [laptop, desktop] = await world.clones({ "notes.md": "one\n" }, "laptop", "desktop");
  const { client_id: _, ...config } = liveConfig(laptop, broker);
  const ids = new Set<string>();
  await using other = await startInstance(world, "desktop", {
    config: liveConfig(desktop, broker),
  });
  await untilLive(other);
  for (const text of ["two\n", "three\n"]) {
    await using instance = await startInstance(world, "laptop", { config });
    const before = await Deno.readTextFile(instance.config);
    await untilLive(instance);
    await world.write(laptop, { "notes.md": text });
    await other.until(
      "it is received",
      async () => await Deno.readTextFile(join(desktop, "notes.md")) === text,
    );
    const name = (await Array.fromAsync(Deno.readDir(instance.state), ({ name }) => name))
      .find((name) => name.startsWith("client-id-"));
    ids.add(await Deno.readTextFile(join(instance.state, name!)));
    assert.equal(await Deno.readTextFile(instance.config), before);
    await instance.stop();
  }
  assert.equal(ids.size, 1);
  await other.stop();
});
