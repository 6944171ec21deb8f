// One file among 100,000: the cost of a save, and of a commit of another machine.

import { join } from "node:path";
import type { Mosquitto } from "../../tests/support/broker.ts";
import type { World } from "../../tests/support/world.ts";
import { commitAtRemote, fillRemote, largeName } from "../large_tree.ts";
import { sleep, untilAtRest, usageOf } from "../processes.ts";
import { alternate, makeSides, type Side } from "../sides.ts";
import type { Row } from "../table.ts";
import { topicOf } from "../keepers.ts";

/** The files of the large tree. */
export const LARGE = 100_000;

/** How much is measured. */
interface Amounts {
  readonly files: number;
  /** One sample is so many saves: processor time is counted in hundredths of a second. */
  readonly saves: number;
  readonly times: number;
  readonly limit: number;
}

/** Measures saves, then arrivals. */
export async function large(broker: Mosquitto): Promise<Row[]> {
  return await savesAndArrivals(broker, { files: LARGE, saves: 3, times: 6, limit: 1 });
}

/** Measures saves, then arrivals, among so many files. */
export async function savesAndArrivals(
  broker: Mosquitto,
  amounts: Amounts,
): Promise<Row[]> {
  const { files, times, limit } = amounts;
  await using sides = await makeSides({
    broker,
    names: ["here"],
    fill: (world) => fillRemote(world, files),
  });
  const saves = (side: Side) => (turn: number) =>
    costOf(side, amounts, (at) => save(side, { ...amounts, turn, at }));
  const arrivals = (side: Side) => (turn: number) =>
    costOf(side, amounts, (at) => arrive(broker, side, { ...amounts, turn, at }));
  const row = async (what: string, measure: typeof saves): Promise<Row> => ({
    what,
    unit: "processor",
    ...await alternate(times, { ours: measure(sides.ours), reference: measure(sides.reference) }),
    against: "by hand",
    limit,
  });
  // The first of each also learns what the clone has left to learn.
  for (const side of [sides.ours, sides.reference]) await saves(side)(times);
  return [
    await row(`1 file saved among ${files.toLocaleString("en")}: processor time`, saves),
    await row(`1 file arrives among ${files.toLocaleString("en")}: processor time`, arrivals),
  ];
}

/** Processor seconds for one, by all processes of a side. */
async function costOf(
  side: Side,
  { saves }: Amounts,
  once: (at: number) => Promise<void>,
): Promise<number> {
  await untilAtRest(side.pids);
  const before = usageOf(side.pids).processor;
  for (let at = 0; at < saves; at++) await once(at);
  return (usageOf(side.pids).processor - before) / saves;
}

/** One of many: its turn, and its number in that. */
interface One extends Amounts {
  readonly turn: number;
  readonly at: number;
}

async function save(
  { keepers: [keeper], pids, world }: Side,
  { files, saves, turn, at }: One,
) {
  const name = largeName(7_919 * (1 + turn * saves + at) % files);
  const tip = await tipOf(world);
  await Deno.writeTextFile(join(keeper!.folder, name), `Written in turn ${turn}.\n`);
  while (await tipOf(world) === tip) await sleep(20);
  await untilAtRest(pids);
}

async function arrive(
  broker: Mosquitto,
  { keepers: [keeper], pids, world }: Side,
  { files, saves, turn, at }: One,
) {
  const name = largeName(7_907 * (1 + turn * saves + at) % files);
  const text = `Sent in turn ${turn}.\n`;
  await commitAtRemote(world, name, text);
  await announce(broker, topicOf(world));
  while (await Deno.readTextFile(join(keeper!.folder, name)).catch(() => "") !== text) {
    await sleep(20);
  }
  await untilAtRest(pids);
}

async function tipOf(world: World): Promise<string> {
  return await Deno.readTextFile(join(world.remote, "refs/heads/main"));
}

async function announce({ port }: Mosquitto, topic: string): Promise<void> {
  await new Deno.Command("mosquitto_pub", {
    args: ["-p", String(port), "-t", topic, "-m", "somebody-else"],
  }).output();
}
