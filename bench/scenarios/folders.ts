// Ten folders of 10,000 files under one icon, beside one of 100,000: start, memory and idle time.

import { join } from "node:path";
import type { Mosquitto } from "../../tests/support/broker.ts";
import { type Instance, startInstance } from "../../tests/support/running.ts";
import { liveConfig } from "../../tests/support/live.ts";
import { makeWorld, type World } from "../../tests/support/world.ts";
import { fillRemote } from "../large_tree.ts";
import { residentOf, sleep, untilAtRest, usageOf } from "../processes.ts";
import { alternate } from "../sides.ts";
import type { Row } from "../table.ts";
import { LARGE } from "./large.ts";

const FOLDERS = 10;
const TIMES = 3;
const SECONDS = 60;
const PARTS = 2;
const SETTLING_MS = 5_000;

/** What each folder over the first may take, in bytes. */
const MEMORY_EACH = 15 * 2 ** 20;

/** Clones of one remote with so many files. */
async function clones(world: World, count: number): Promise<string[]> {
  await fillRemote(world, LARGE / count);
  const folders: string[] = [];
  for (let at = 0; at < count; at++) {
    const folder = await world.clone(`folder-${at}`);
    await world.git(folder, "status");
    folders.push(folder);
  }
  return folders;
}

/** Starts the app with live updates, so that nothing is asked while it is idle. */
async function start(
  world: World,
  { broker, name, folders }: {
    readonly broker: Mosquitto;
    readonly name: string;
    readonly folders: readonly string[];
  },
): Promise<Instance> {
  const [first, ...others] = folders;
  const more_folders = others.map((sync_dir) => ({ sync_dir }));
  const config = { ...liveConfig(first!, broker), more_folders };
  return await startInstance(world, name, { config });
}

/** Waits until all folders are watched. */
async function watching(instance: Instance): Promise<void> {
  await instance.shows(
    "it watches",
    ({ watch, folders }) =>
      (folders ?? [{ watch }]).every(({ watch }) => watch.kind === "watching"),
  );
}

/** Waits until the first syncs have ended. */
async function upToDate(instance: Instance): Promise<void> {
  await instance.shows(
    "up to date",
    ({ condition, folders }) =>
      (folders ?? [{ condition }]).every(({ condition }) => condition === "up to date"),
  );
}

/** Measures starts in turn, then what is used at rest. */
export async function folders(broker: Mosquitto): Promise<Row[]> {
  await using worlds = new AsyncDisposableStack();
  const [many, one] = [worlds.use(await makeWorld()), worlds.use(await makeWorld())];
  const ten = await clones(many, FOLDERS);
  const [large] = await clones(one, 1);
  const started = (world: World, all: readonly string[]) => async () => {
    const since = performance.now();
    await using instance = await start(world, { broker, name: "here", folders: all });
    await watching(instance);
    const seconds = (performance.now() - since) / 1000;
    await upToDate(instance);
    await instance.stop();
    return seconds;
  };
  const starts = { ours: started(many, ten), reference: started(one, [large!]) };
  await starts.ours();
  await starts.reference();
  const measured = await alternate(TIMES, starts);
  await using single = await start(many, { broker, name: "single", folders: ten.slice(0, 1) });
  await watching(single);
  await upToDate(single);
  await sleep(SETTLING_MS);
  const alone = residentOf(single.pid);
  await single.stop();
  await using all = await start(many, { broker, name: "all", folders: ten });
  await upToDate(all);
  await untilAtRest([all.pid]);
  await sleep(SETTLING_MS);
  const each = (residentOf(all.pid) - alone) / (FOLDERS - 1);
  const used: number[] = [];
  for (let part = 0; part < PARTS; part++) {
    const before = usageOf([all.pid]).processor;
    await sleep(SECONDS * 1000);
    used.push(usageOf([all.pid]).processor - before);
  }
  await Deno.writeTextFile(join(ten[0]!, "note.md"), "still watched\n");
  await all.until("it still works", () =>
    many.tryGit(many.remote, ["show", "main:note.md"])
      .then(({ code }) => code === 0));
  return [
    {
      what: `start to watching, ${FOLDERS} folders of ${LARGE / FOLDERS} files`,
      unit: "time",
      ...measured,
      against: `one folder of ${LARGE} files`,
      limit: 1.5,
    },
    {
      what: "resident memory of each folder over the first",
      unit: "memory",
      ours: [each],
      reference: [MEMORY_EACH],
      against: "what it may take",
      limit: 1,
    },
    {
      what: `idle for ${SECONDS} s, ${FOLDERS} folders watched, live updates on: processor time`,
      unit: "processor",
      ours: used,
      reference: used.map(() => SECONDS),
      against: "one core",
      limit: 0.002,
      note: `${PARTS} times; counted in hundredths of a second`,
    },
  ];
}
