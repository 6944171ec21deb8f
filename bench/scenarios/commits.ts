// One sync without a change, its start included, with a long history beside a short one of the same files.

import type { Mosquitto } from "../../tests/support/broker.ts";
import { startInstance } from "../../tests/support/running.ts";
import { makeWorld, type World } from "../../tests/support/world.ts";
import { fillHistory } from "../large_tree.ts";
import { alternate } from "../sides.ts";
import type { Row } from "../table.ts";

const MANY = 100_000;
const FEW = 100;
const TIMES = 10;

/** Syncs once again and again. */
export async function commits(_broker: Mosquitto): Promise<Row[]> {
  await using long = await makeWorld();
  await using short = await makeWorld();
  const ours = await syncsIn(long, MANY);
  const reference = await syncsIn(short, FEW);
  // The first sync of each notes what a new clone has left to learn.
  await alternate(1, { ours, reference });
  return [{
    what: `\`--once\` without a change, ${MANY} commits`,
    unit: "time",
    ...await alternate(TIMES, { ours, reference }),
    against: `the same with ${FEW} commits`,
    limit: 1.1,
  }];
}

/** Makes a clone of so many commits. Returns how to sync it once, in seconds. */
async function syncsIn(world: World, count: number): Promise<() => Promise<number>> {
  await fillHistory(world, count, { seeded: true });
  const sync_dir = await world.clone("here");
  return async () => {
    const since = performance.now();
    await using instance = await startInstance(world, "here", {
      args: ["--once"],
      config: { sync_dir, mqtt_enabled: false },
    });
    await instance.endsWell();
    return (performance.now() - since) / 1000;
  };
}
