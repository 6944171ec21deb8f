// Nothing happens in a folder of 100,000 files: what watching and listening cost all the same.

import { dirname, join } from "node:path";
import type { Mosquitto } from "../../tests/support/broker.ts";
import { startTimer } from "../compiled.ts";
import { startApp } from "../keepers.ts";
import { fillRemote, namesIn } from "../large_tree.ts";
import { residentOf, sleep, untilAtRest, usageOf } from "../processes.ts";
import { makeSide, type Side } from "../sides.ts";
import { figure, type Row } from "../table.ts";
import { LARGE } from "./large.ts";

const SECONDS = 180;
const PARTS = 3;

/** So many files are saved at once, and so many seconds later the memory is read. */
const BULK = 10_000;
const AFTER_BULK_SECONDS = 60;
const SETTLING_MS = 5_000;

/** Measures processor time and memory. */
export async function idle(broker: Mosquitto): Promise<Row[]> {
  await using side = await makeSide(startApp, {
    broker,
    fill: (world) => fillRemote(world, LARGE),
    names: ["here"],
  });
  await using timer = await startTimer();
  await untilAtRest(side.pids);
  await sleep(SETTLING_MS);
  const memory = () => ({ ours: residentOf(side.pids[0]!), reference: residentOf(timer.pid) });
  const fresh = memory();
  const used: number[] = [];
  for (let part = 0; part < PARTS; part++) {
    const before = usageOf(side.pids).processor;
    await sleep(SECONDS / PARTS * 1000);
    used.push(usageOf(side.pids).processor - before);
  }
  const later = memory();
  await saveMany(side);
  await sleep(AFTER_BULK_SECONDS * 1000);
  const afterBulk = memory();
  return [
    {
      what: `idle for ${SECONDS / PARTS} s, 100,000 files watched, live updates on: processor time`,
      unit: "processor",
      ours: used,
      reference: used.map(() => SECONDS / PARTS),
      against: "one core",
      limit: 0.001,
      note: `${PARTS} times; counted in hundredths of a second`,
    },
    {
      what: "resident memory before that, without the tray's helper",
      unit: "memory",
      ours: [fresh.ours],
      reference: [fresh.reference],
      against: "a compiled program with a timer",
      limit: 1.5,
      note:
        `after it ${mib(later.ours)} and ${
          mib(later.reference)
        } MiB: the system maps more of the ` +
        "runtime's file by and by",
    },
    {
      what: `resident memory ${AFTER_BULK_SECONDS} s after ${
        BULK.toLocaleString("en")
      } files were saved`,
      unit: "memory",
      ours: [afterBulk.ours],
      reference: [afterBulk.reference],
      against: "a compiled program with a timer",
      limit: 2,
    },
  ];
}

/** Writes many files, and waits until the remote has them all. */
async function saveMany({ world, keepers: [keeper], pids }: Side): Promise<void> {
  const names = namesIn("bulk", BULK);
  for (const name of names) {
    const file = join(keeper!.folder, name);
    await Deno.mkdir(dirname(file), { recursive: true });
    await Deno.writeTextFile(file, `This is ${name}.\n`);
  }
  const saved = async () =>
    (await world.git(world.remote, "ls-tree", "-r", "--name-only", "main", "bulk/")).split("\n");
  while ((await saved()).length < BULK) await sleep(200);
  await untilAtRest(pids);
}

function mib(bytes: number): string {
  return figure(bytes / 2 ** 20);
}
