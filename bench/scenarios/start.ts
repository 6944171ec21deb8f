// From the start of the program until it watches a folder of 100,000 files.

import type { Mosquitto } from "../../tests/support/broker.ts";
import { startInstance } from "../../tests/support/running.ts";
import { makeWorld } from "../../tests/support/world.ts";
import { fillRemote } from "../large_tree.ts";
import { alternate } from "../sides.ts";
import type { Row } from "../table.ts";
import { LARGE } from "./large.ts";

/** What the app may take beside one `git status` among `LARGE` files, in seconds. */
const ALLOWANCE = 0.5;

/** Starts the app again and again. */
export async function start(_broker: Mosquitto): Promise<Row[]> {
  return await startsAmong({ files: LARGE, times: 8, allowance: ALLOWANCE });
}

/** Starts the app so often among so many files. It may take the seconds of `allowance` beside one `git status`. */
export async function startsAmong(
  { files, times, allowance }: {
    readonly files: number;
    readonly times: number;
    readonly allowance: number;
  },
): Promise<Row[]> {
  await using world = await makeWorld();
  await fillRemote(world, files);
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
    return (performance.now() - since) / 1000 + allowance;
  };
  await ours();
  const measured = await alternate(times, { ours, reference });
  return [{
    what: `start to watching, ${files.toLocaleString("en")} files`,
    unit: "time",
    ...measured,
    against: allowance === 0 ? "one `git status`" : `one \`git status\` and ${allowance} s`,
    limit: 1,
  }];
}
