// Twenty machines write at the same moment, until all of them have all files.

import { join } from "node:path";
import type { Mosquitto } from "../../tests/support/broker.ts";
import type { World } from "../../tests/support/world.ts";
import { sleep, untilAtRest, usageOf } from "../processes.ts";
import { alternate, makeSides, type Side } from "../sides.ts";
import { figure, type Row } from "../table.ts";
import { summarize } from "../statistics.ts";

const MACHINES = 20;
const TIMES = 5;

interface Race {
  readonly seconds: number;
  readonly pushes: number;
  readonly fetches: number;
  readonly processor: number;
}

/** Races of both sides; everybody also announces what it has sent. */
export async function fleet(broker: Mosquitto): Promise<Row[]> {
  await using sides = await makeSides({
    broker,
    names: Array.from({ length: MACHINES }, (_, at) => `machine-${at}`),
    fill: async (world) => void await world.clones({ "todo.md": "milk\n" }),
    prepare: async (world, folders) => {
      for (const folder of folders) await countConnections(world, folder);
      return {};
    },
  });
  const race = (side: Side) => async (turn: number): Promise<Race> => {
    await untilAtRest(side.pids);
    const { processor } = usageOf(side.pids);
    const before = await connectionsOf(side.world);
    const seconds = await runRace(side, turn);
    await untilAtRest(side.pids);
    const after = await connectionsOf(side.world);
    return {
      seconds,
      pushes: after.pushes - before.pushes,
      fetches: after.fetches - before.fetches,
      processor: usageOf(side.pids).processor - processor,
    };
  };
  const { ours, reference } = await alternate(TIMES, {
    ours: race(sides.ours),
    reference: race(sides.reference),
  });
  const shown = (races: readonly Race[]) => {
    const median = (key: keyof Race) => figure(summarize(races.map((race) => race[key])).median);
    return `${median("pushes")} pushes, ${median("fetches")} fetches, ` +
      `${median("processor")} s of processor`;
  };
  return [{
    what: `${MACHINES} machines save at once, until all have all`,
    unit: "time",
    ours: ours.map(({ seconds }) => seconds),
    reference: reference.map(({ seconds }) => seconds),
    against: "by hand",
    limit: 1.5,
    note:
      `${shown(ours)}; by hand ${shown(reference)}. All of them share the cores of one machine: ` +
      "what comes in takes 9 git processes that never write over an edit, by hand it is `git merge`",
  }];
}

/** What the remote starts for a push and for a fetch, by the key of a clone's configuration. */
const SERVERS = { receivepack: "git-receive-pack", uploadpack: "git-upload-pack" } as const;

/** Lets each connection leave a mark. At the remote's end, as that costs both sides the same. */
async function countConnections(world: World, folder: string): Promise<void> {
  for (const [key, server] of Object.entries(SERVERS)) {
    const mark = `echo >>'${join(world.folder, key)}'; exec ${server}`;
    await world.git(folder, "config", `remote.origin.${key}`, `${mark}`);
  }
}

async function connectionsOf(world: World): Promise<{ pushes: number; fetches: number }> {
  const count = async (key: keyof typeof SERVERS) =>
    (await Deno.stat(join(world.folder, key)).catch(() => undefined))?.size ?? 0;
  return { pushes: await count("receivepack"), fetches: await count("uploadpack") };
}

async function runRace({ keepers }: Side, turn: number): Promise<number> {
  const since = performance.now();
  for (const [at, { folder }] of keepers.entries()) {
    await Deno.writeTextFile(join(folder, `race-${turn}-${at}.md`), `${turn} ${at}\n`);
  }
  const deadline = since + 300_000;
  for (const { folder } of keepers) {
    while (countOf(folder, `race-${turn}-`) < MACHINES) {
      if (performance.now() > deadline) throw new Error(`Waited in vain for all files: ${folder}`);
      await sleep(5);
    }
  }
  return (performance.now() - since) / 1000;
}

function countOf(folder: string, prefix: string): number {
  return Array.from(Deno.readDirSync(folder)).filter(({ name }) => name.startsWith(prefix)).length;
}
