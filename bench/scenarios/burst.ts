// Somebody writes 1,000 files one after another: how many commits that makes, and what it costs against
// one add, commit and push of them all.

import { join } from "node:path";
import type { Mosquitto } from "../../tests/support/broker.ts";
import type { World } from "../../tests/support/world.ts";
import { byHand } from "../by_hand.ts";
import { startApp } from "../keepers.ts";
import { fillRemote, largeName } from "../large_tree.ts";
import { sleep, untilAtRest, usageOf } from "../processes.ts";
import { alternate, makeSide } from "../sides.ts";
import { summarize } from "../statistics.ts";
import { figure, type Row } from "../table.ts";
import { makeWorld } from "../../tests/support/world.ts";

const TRACKED = 20_000;
const WRITTEN = 1_000;
const SECONDS = 10;
const QUIET_SECONDS = 2;
const TIMES = 4;

interface Burst {
  readonly commits: number;
  readonly processor: number;
  /** What of it was used while the files were written. */
  readonly listening: number;
}

/** Writes bursts on both sides. */
export async function burst(broker: Mosquitto): Promise<Row[]> {
  const fill = (world: World) => fillRemote(world, TRACKED);
  await using app = await makeSide(startApp, {
    broker,
    fill,
    names: ["here"],
    config: { sync_delay_seconds: QUIET_SECONDS },
  });
  await using world = await makeWorld();
  await fill(world);
  const folder = await world.clone("here");
  await world.git(folder, "status");

  const measured = await alternate(TIMES, {
    async ours(turn): Promise<Burst> {
      const [keeper] = app.keepers;
      const count = () => app.world.git(app.world.remote, "rev-list", "--count", "main");
      await untilAtRest(app.pids);
      const before = { commits: await count(), processor: usageOf(app.pids).processor };
      await write(keeper!.folder, turn, (SECONDS * 1000) / WRITTEN);
      const listening = usageOf(app.pids).processor - before.processor;
      while (await lastOf(app.world) !== lastName(turn)) await sleep(200);
      await untilAtRest(app.pids);
      return {
        commits: Number(await count()) - Number(before.commits),
        processor: usageOf(app.pids).processor - before.processor,
        listening,
      };
    },
    async reference(turn): Promise<Burst> {
      await write(folder, turn, 0);
      return {
        commits: 1,
        listening: 0,
        processor:
          (await byHand(world, folder, "git add --all && git commit -q -m save && git push -q"))
            .processor,
      };
    },
  });
  const commits = (samples: readonly Burst[]) => samples.map((sample) => sample.commits);
  const processor = (samples: readonly Burst[]) => samples.map((sample) => sample.processor);
  const what = "1,000 files saved in 10 s among 20,000";
  return [
    {
      what: `${what}: commits`,
      unit: "count",
      ours: commits(measured.ours),
      reference: commits(measured.reference),
      against: "all at once by hand",
      limit: 3,
    },
    {
      what: `${what}: processor time`,
      unit: "processor",
      ours: processor(measured.ours),
      reference: processor(measured.reference),
      against: "all at once by hand",
      limit: 1.5,
      note:
        `${
          figure(summarize(measured.ours.map(({ listening }) => listening)).median)
        } s of it while ` +
        "the files were written, before anything is synced: for each of 3,000 events the runtime has " +
        "the system look the path up, once for every watched folder, and then wakes the app",
    },
  ];
}

function nameOf(turn: number, number: number): string {
  return largeName(number * 17).replace("note", `burst-${turn}`);
}

function lastName(turn: number): string {
  return nameOf(turn, WRITTEN - 1);
}

/** The name of the burst's last file that the remote has, whichever burst it was. */
async function lastOf(world: World): Promise<string | undefined> {
  const folder = lastName(0).slice(0, lastName(0).lastIndexOf("/") + 1);
  const names = await world.git(world.remote, "ls-tree", "--name-only", "main", folder);
  return names.split("\n").filter((name) => name.includes("burst")).at(-1);
}

async function write(folder: string, turn: number, pauseMs: number): Promise<void> {
  const since = performance.now();
  for (let number = 0; number < WRITTEN; number++) {
    await Deno.writeTextFile(join(folder, nameOf(turn, number)), `Burst ${turn}: ${number}\n`);
    const ahead = since + (number + 1) * pauseMs - performance.now();
    if (ahead > 0) await sleep(ahead);
  }
}
