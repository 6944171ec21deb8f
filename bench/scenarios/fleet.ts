// Twenty machines write at the same moment, until all of them have all files.

import { join } from "node:path";
import type { Mosquitto } from "../../tests/support/broker.ts";
import { verbOf, wrapGit } from "../../tests/support/git_wrapper.ts";
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
  const calls = new Map<string, () => Promise<string[][]>>();
  await using sides = await makeSides({
    broker,
    names: Array.from({ length: MACHINES }, (_, at) => `machine-${at}`),
    fill: async (world) => void await world.clones({ "todo.md": "milk\n" }),
    prepare: async (world) => {
      const wrapper = await wrapGit(world);
      calls.set(world.folder, wrapper.calls);
      return { PATH: wrapper.environment.PATH! };
    },
  });
  const race = (side: Side) => async (turn: number): Promise<Race> => {
    await untilAtRest(side.pids);
    await calls.get(side.world.folder)!();
    const { processor } = usageOf(side.pids);
    const seconds = await runRace(side, turn);
    await untilAtRest(side.pids);
    const verbs = (await calls.get(side.world.folder)!()).map(verbOf);
    return {
      seconds,
      pushes: verbs.filter((verb) => verb === "push").length,
      fetches: verbs.filter((verb) => verb === "fetch").length,
      processor: usageOf(side.pids).processor - processor,
    };
  };
  const { ours, reference } = await alternate(TIMES, {
    ours: race(sides.ours),
    reference: race(sides.reference),
  });
  const told = (races: readonly Race[]) => {
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
    note: `${told(ours)}; by hand ${told(reference)}`,
  }];
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
