// What others may send at worst: a very large update, and text that is made to take long.

import { cpuUsage } from "node:process";
import type { Mosquitto } from "../../tests/support/broker.ts";
import { dice } from "../../tests/support/dice.ts";
import { endless, piecesOf } from "../../tests/support/fuzz/hostile.ts";
import { PARSERS } from "../../tests/support/fuzz/parsers.ts";
import { startInstance } from "../../tests/support/running.ts";
import { makeWorld } from "../../tests/support/world.ts";
import { INCOMING_FILES } from "../../src/system/limits/commits.ts";
import { commitManyAtRemote, fillRemote } from "../large_tree.ts";
import { peakOf, sleep, usageOf } from "../processes.ts";
import type { Row } from "../table.ts";

/** An answer may take so long, in seconds, and the program so much memory, in bytes. */
const ANSWER = 2;
const MEMORY = 500 * 2 ** 20;

/** Characters of a hostile text. */
const TEXT = 1_000_000;

/** Measures the largest update that nobody has to confirm, then the readers of outside text. */
export async function limits(_broker: Mosquitto): Promise<Row[]> {
  return [...await incoming(), readers()];
}

async function incoming(): Promise<Row[]> {
  await using world = await makeWorld();
  await fillRemote(world, 1);
  const folder = await world.clone("here");
  const byHand = await world.clone("hand");
  await using instance = await startInstance(world, "here", {
    config: { sync_dir: folder, mqtt_enabled: false },
  });
  await instance.upToDate();
  const answers: number[] = [];
  const ours = async () => {
    const before = usageOf([instance.pid]).processor;
    let isOver = false;
    const syncing = instance.run("--sync-now").finally(() => isOver = true);
    let longest = 0;
    while (!isOver) {
      const asked = performance.now();
      await instance.status();
      longest = Math.max(longest, performance.now() - asked);
      await sleep(20);
    }
    const { code, stderr } = await syncing;
    if (code !== 0) throw new Error(`Cannot sync: ${stderr}`);
    answers.push(longest / 1000);
    return usageOf([instance.pid]).processor - before;
  };
  const reference = async () => {
    // Gits count for the process that has waited for them.
    const before = usageOf([Deno.pid]).processor;
    await world.git(byHand, "fetch", "--quiet");
    await world.git(byHand, "merge", "--quiet", "--ff-only", "@{upstream}");
    return usageOf([Deno.pid]).processor - before;
  };
  await commitManyAtRemote(world, { files: INCOMING_FILES, folder: "many" });
  const what = `${INCOMING_FILES.toLocaleString("en")} files arrive`;
  return [
    {
      what: `${what}: processor time`,
      unit: "processor",
      // The reference would count the app as well while that runs.
      ours: [await ours()],
      reference: [await reference()],
      against: "fetch and merge by hand",
      limit: 8,
      note: "each file is on the disk before it is put in place, never over an edit",
    },
    {
      what: `${what}: longest answer to \`--status\` meanwhile`,
      unit: "time",
      ours: answers,
      reference: answers.map(() => ANSWER),
      against: "what an answer may take",
      limit: 1,
    },
    {
      what: `${what}: peak memory`,
      unit: "memory",
      ours: [peakOf(instance.pid)],
      reference: [MEMORY],
      against: "what it may take",
      limit: 1,
    },
  ];
}

/** All readers of outside text, each with the text that was found to take it longest, of some. */
function readers(): Row {
  const throws = dice(1);
  const ours: number[] = [];
  const reference: number[] = [];
  for (const { read, samples, most = TEXT } of Object.values(PARSERS)) {
    const pieces = piecesOf(samples);
    let [longest, split] = [0, 0];
    for (const begin of samples.slice(0, 2)) {
      const piece = pieces[Math.floor(throws() * pieces.length)]!;
      const text = endless({ begin, piece, end: "\0" }, Math.min(TEXT, most));
      longest = Math.max(longest, processorOf(() => read(text)));
      split = Math.max(split, processorOf(() => text.split(/[\n\0 ]/)));
    }
    ours.push(longest);
    reference.push(split);
  }
  const sum = (seconds: readonly number[]) => [seconds.reduce((all, one) => all + one, 0)];
  return {
    what: `${ours.length} readers of outside text, 1 MB of hostile text each: processor time`,
    unit: "processor",
    ours: sum(ours),
    reference: sum(reference),
    against: "splitting the same texts into words",
    limit: 10,
  };
}

function processorOf(act: () => unknown): number {
  const begun = cpuUsage();
  act();
  const { user, system } = cpuUsage(begun);
  return (user + system) / 1e6;
}
