// The log of a running instance: what a user would want to know, once, and no secrets.

import assert from "node:assert/strict";
import { join } from "node:path";
import { startUpToDate } from "../support/running.ts";
import { cloned } from "../support/world.ts";

/** Something is tried once in a second. */
const OFTEN = { sync_delay_seconds: 0, sync_poll_seconds: 1 };

Deno.test("a quiet day is a few lines, each with its time, for the owner's eyes alone", async () => {
  const { world, laptop } = await cloned({ "notes.md": "one\n" }, "laptop");
  await using instance = await startUpToDate(world, "laptop", {
    config: { ...OFTEN, sync_dir: laptop, sync_poll_seconds: 3600, sync_poll_active_seconds: 0 },
  });
  await world.write(laptop, { "todo.md": "milk\n" });
  await instance.sends("todo.md");
  await instance.upToDate();
  await instance.stop();
  assert.deepEqual(await instance.log(), [
    "The configuration is in force",
    "Watching the folder",
    "Up to date: sent 1 change",
    "Sent: added todo.md",
    "Stopping",
    "Stopped",
  ]);
  const file = join(instance.state, "git-sync-bar.log");
  assert.match(await Deno.readTextFile(file), /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}\S+ .+\n)+$/);
  assert.equal((await Deno.stat(file)).mode! & 0o777, 0o600);
  assert.equal((await Deno.stat(instance.state)).mode! & 0o777, 0o700);
});

Deno.test("passwords stand neither in the log nor in what is printed", async () => {
  const { world, laptop } = await cloned({ "notes.md": "one\n" }, "laptop");
  const config = {
    ...OFTEN,
    sync_dir: laptop,
    sync_poll_seconds: 3600,
    sync_poll_active_seconds: 0,
  };
  await using instance = await startUpToDate(world, "laptop", {
    config: { ...config, mqtt_username: "person", mqtt_password: "hushhush" },
  });
  const printed: string[] = [];
  const run = async (...args: string[]) => {
    const { code, stdout, stderr } = await instance.run(...args);
    printed.push(stdout, stderr);
    return { code, text: stdout + stderr };
  };
  for (
    const url of [
      "https://person:hushhush@127.0.0.1:1/notes.git",
      "https://hushhush@127.0.0.1:1/notes.git",
      "http://person:hushhush@127.0.0.1:1/notes.git?token=hushhush",
      "ssh://person:hushhush@127.0.0.1:1/notes.git",
      "git://person:hushhush@127.0.0.1:1/notes.git",
      "nothing://person:hushhush@127.0.0.1:1/notes.git",
    ]
  ) {
    await world.git(laptop, "remote", "set-url", "origin", url);
    const { code, text } = await run("--sync-now");
    assert.equal(code, 1, url);
    assert.match(text, /^git-sync-bar: Cannot sync: .+\n$/);
    await run("--status");
    await run("--status", "--json");
  }
  await instance.configure({ ...config, mqtt_enabled: "yes", mqtt_password: "hushhush" });
  await instance.shows("a mistake is told", ({ mistakes }) => mistakes.length > 0);
  await run("--status");
  await instance.configure({ ...config, mqtt_username: ["hushhush"], mqtt_password: ["hushhush"] });
  await instance.shows("others are told", ({ mistakes }) => mistakes.length > 1);
  await run("--status", "--json");
  await instance.stop();
  const { stdout, stderr } = await instance.ends();
  const told = [...printed, ...await instance.log(), stdout, stderr].join("\n");
  assert.match(told, /127\.0\.0\.1/);
  assert.deepEqual(told.split("\n").filter((line) => line.includes("hush")), []);
});
