// Nothing happens in a folder of 100,000 files: what watching and listening cost all the same.

import type { Mosquitto } from "../../tests/support/broker.ts";
import { startTimer } from "../compiled.ts";
import { startApp } from "../keepers.ts";
import { fillRemote } from "../large_tree.ts";
import { residentOf, sleep, untilAtRest, usageOf } from "../processes.ts";
import { makeSide } from "../sides.ts";
import { figure, type Row } from "../table.ts";
import { LARGE } from "./large.ts";

const SECONDS = 300;
const PARTS = 5;
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
      limit: 1.7,
      note:
        `after it ${mib(later.ours)} and ${
          mib(later.reference)
        } MiB: the system maps more of the ` +
        "runtime's file by and by",
    },
  ];
}

function mib(bytes: number): string {
  return figure(bytes / 2 ** 20);
}
