// From the start of the program until it watches a folder of 100,000 files.

import type { Mosquitto } from "../../tests/support/broker.ts";
import { startInstance } from "../../tests/support/running.ts";
import { makeWorld } from "../../tests/support/world.ts";
import { fillRemote } from "../large_tree.ts";
import { alternate } from "../sides.ts";
import type { Row } from "../table.ts";
import { LARGE } from "./large.ts";

const TIMES = 8;

/** What the app may take beside one `git status`, in seconds. */
const ALLOWANCE = 0.5;

/** Starts the app again and again. */
export async function start(_broker: Mosquitto): Promise<Row[]> {
  await using world = await makeWorld();
  await fillRemote(world, LARGE);
  const folder = await world.clone("here");
  await world.git(folder, "status");
  const ours = async () => {
    const since = performance.now();
    await using instance = await startInstance(world, "here", {
      config: { sync_dir: folder, mqtt_enabled: false },
    });
    await instance.shows("it watches", ({ watch }) => watch.kind === "watching");
    const seconds = (performance.now() - since) / 1000;
    await instance.upToDate();
    return seconds;
  };
  const reference = async () => {
    const since = performance.now();
    await world.git(folder, "status");
    return (performance.now() - since) / 1000 + ALLOWANCE;
  };
  await ours();
  const measured = await alternate(TIMES, { ours, reference });
  return [{
    what: "start to watching, 100,000 files",
    unit: "time",
    ...measured,
    against: "one `git status` and 0.5 s",
    limit: 1,
  }];
}
