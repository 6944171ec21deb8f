// A save among 2,000 folders at the top: what it costs the app itself, without the gits that it starts.

import { join } from "node:path";
import type { Mosquitto } from "../../tests/support/broker.ts";
import type { World } from "../../tests/support/world.ts";
import { startApp } from "../keepers.ts";
import { fillFolders } from "../large_tree.ts";
import { ownProcessorOf, sleep, untilAtRest } from "../processes.ts";
import { makeSide } from "../sides.ts";
import type { Row } from "../table.ts";

const FOLDERS = 2_000;
const SAVES = 10;
const TIMES = 3;

/** Measures the processor time of one process. */
export async function wide(broker: Mosquitto): Promise<Row[]> {
  await using side = await makeSide(startApp, {
    broker,
    fill: (world) => fillFolders(world, FOLDERS),
    names: ["here"],
  });
  const [pid] = side.pids;
  const { folder } = side.keepers[0]!;
  const ours: number[] = [];
  // The first ones also learn what a new clone has left to learn.
  for (let turn = 0; turn <= TIMES; turn++) {
    const before = ownProcessorOf(pid!);
    for (let at = 0; at < SAVES; at++) {
      const tip = await tipOf(side.world);
      const name = join(folder, `folder-${(turn * SAVES + at) * 7 % FOLDERS}`, "note.md");
      await Deno.writeTextFile(name, `Written in turn ${turn}.\n`);
      while (await tipOf(side.world) === tip) await sleep(20);
      await untilAtRest(side.pids);
    }
    if (turn > 0) ours.push((ownProcessorOf(pid!) - before) / SAVES);
  }
  return [{
    what: `1 file saved among ${FOLDERS} folders at the top: processor time of the app itself`,
    unit: "processor",
    ours,
    reference: ours.map(() => 1),
    against: "one core",
    limit: 0.05,
    note: `mean of ${SAVES}, ${TIMES} times; counted in hundredths of a second`,
  }];
}

async function tipOf(world: World): Promise<string> {
  return await Deno.readTextFile(join(world.remote, "refs/heads/main"));
}
