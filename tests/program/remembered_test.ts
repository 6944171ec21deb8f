// What an instance knows of the time before its start.

import assert from "node:assert/strict";
import { join } from "node:path";
import { verbOf, wrapGit } from "../support/git_wrapper.ts";
import { type Instance, published, startInstance, startUpToDate } from "../support/running.ts";
import { cloned } from "../support/world.ts";

/** What git is asked to count the changes that wait. */
const COUNTING = new Set(["version", "rev-parse", "config", "status", "ls-files"]);

Deno.test("a pause holds back every sync after a restart, but not one that a user asks for", async () => {
  const { world, laptop } = await cloned({ "notes.md": "one\n" }, "laptop");
  const config = { sync_dir: laptop, sync_delay_seconds: 0, sync_poll_seconds: 1 };
  await using instance = await startUpToDate(world, "laptop", { config });
  await instance.stop();
  await editRemembered(instance, { paused: true });

  const git = await wrapGit(world);
  await using paused = await startInstance(world, "laptop", { env: git.environment });
  const { line } = await paused.shows("it is paused", ({ condition }) => condition === "paused");
  assert.equal(line, "Paused");
  /** A saved configuration is taken up after a second: until then the clock asks for a look, too. */
  const nothingHappens = async () => {
    await git.calls();
    await paused.configure({ ...config, sync_delay_seconds: "a mistake" });
    await paused.shows("the mistake is told", ({ mistakes }) => mistakes.length === 1);
    await paused.configure(config);
    await paused.shows("it is mended", ({ mistakes }) => mistakes.length === 0);
    const calls = (await git.calls()).map(verbOf);
    assert.deepEqual(calls.filter((verb) => !COUNTING.has(verb)), []);
  };
  const oneWaits = async () => {
    const { line } = await paused.shows("it is counted", ({ unsaved }) => unsaved === 1);
    assert.equal(line, "Paused · 1 change waits");
  };
  await world.write(laptop, { "todo.md": "milk\n" });
  await oneWaits();
  await nothingHappens();

  assert.deepEqual(await paused.run("--sync-now"), {
    code: 0,
    stdout: "Up to date: sent 1 change\n",
    stderr: "",
  });
  assert.equal(await published(world, "todo.md"), "milk\n");
  assert.equal((await paused.status())?.condition, "paused");
  await world.write(laptop, { "todo.md": "bread\n" });
  await oneWaits();
  await nothingHappens();
  await paused.stop();

  await editRemembered(paused, { paused: false });
  await using resumed = await startInstance(world, "laptop");
  await resumed.sends("todo.md", "bread\n");
  await resumed.upToDate();
  await resumed.stop();
});

Deno.test("when it was last up to date is remembered, also over kill -9", async () => {
  const { world, laptop } = await cloned({ "notes.md": "one\n" }, "laptop");
  const config = {
    sync_dir: laptop,
    sync_delay_seconds: 0,
    sync_poll_seconds: 3600,
    sync_poll_active_seconds: 0,
  };
  await using instance = await startUpToDate(world, "laptop", { config });
  await world.write(laptop, { "todo.md": "milk\n" });
  await instance.sends("todo.md");
  const before = (await instance.upToDate()).lastUpToDate;
  await instance.until("it is remembered", async () => {
    const { upToDateAt } = await remembered(instance);
    return upToDateAt === Date.parse(before!);
  });
  await instance.crash();

  await Deno.rename(world.remote, `${world.remote} away`);
  await using next = await startInstance(world, "laptop");
  const status = await next.shows("it is offline", ({ condition }) => condition === "offline");
  assert.equal(status.lastUpToDate, before);
  assert.deepEqual((await remembered(next)).recent?.map(({ path }) => path), ["todo.md"]);
  await next.stop();
});

interface Remembered {
  readonly paused?: boolean;
  readonly upToDateAt?: number;
  readonly recent?: readonly { readonly path: string }[];
}

async function rememberedFile(instance: Instance): Promise<string> {
  const names = await Array.fromAsync(Deno.readDir(instance.state), ({ name }) => name);
  return join(instance.state, names.find((name) => /^state-.*\.json$/.test(name))!);
}

async function remembered(instance: Instance): Promise<Remembered> {
  return JSON.parse(await Deno.readTextFile(await rememberedFile(instance)));
}

/** Changes what is remembered, as the menu of an earlier run would have. */
async function editRemembered(instance: Instance, change: Remembered): Promise<void> {
  const content = { ...await remembered(instance), ...change };
  await Deno.writeTextFile(await rememberedFile(instance), JSON.stringify(content));
}
