// Very many files, or a very large one, in one save: sent and received.

import { join } from "node:path";
import type { Mosquitto } from "../../tests/support/broker.ts";
import { makeBench, makePlace, sync, type Synced } from "../asked_instance.ts";
import { byHand, type Taken } from "../by_hand.ts";
import { startTimer } from "../compiled.ts";
import { commitManyAtRemote, namesIn } from "../large_tree.ts";
import { residentOf, sleep } from "../processes.ts";
import { alternate, type Sides } from "../sides.ts";
import { ratios, summarize } from "../statistics.ts";
import { figure, type Row } from "../table.ts";
import { folderInMemory, kindOf, onVolume } from "../volumes.ts";
import { largeFile } from "./large_file.ts";

const FILES = 10_000;
const TIMES = 5;

/** Where files are on a disk, as a rule. */
const DISK = "/var/tmp";

/** So long the app rests before its memory is read. */
const REST_MS = 60_000;

type Sample = Taken & Partial<Synced>;

/** Measures saves, arrivals, then a large file. */
export async function bulk(_broker: Mosquitto): Promise<Row[]> {
  return [
    ...await onVolume(DISK, saves),
    ...await arrivals(),
    ...await onVolume(DISK, largeFile),
  ];
}

/** What happens to the files of a turn. */
const KINDS = ["new", "changed"] as const;
type Kind = typeof KINDS[number];

/** The folder of a turn's files: changed ones are those of the first. */
function folderOf(kind: Kind, turn: number): string {
  return kind === "new" ? `new-${turn}` : "new-0";
}

async function saves(): Promise<Row[]> {
  await using ours = await makeBench();
  await using reference = await makePlace();
  const rows: Row[] = [];
  for (const kind of KINDS) {
    const write = async (folder: string, turn: number) => {
      for (const name of namesIn(folderOf(kind, turn), FILES)) {
        const file = join(folder, name);
        await Deno.mkdir(join(file, ".."), { recursive: true });
        await Deno.writeTextFile(file, `This is ${kind} ${turn} of ${name}.\n`);
      }
    };
    const samples = await alternate<Sample>(TIMES, {
      async ours(turn) {
        await write(ours.folder, turn);
        return await sync(ours.instance);
      },
      async reference(turn) {
        await write(reference.folder, turn);
        const { world, folder } = reference;
        return await byHand(world, folder, "git add --all && git commit -q -m save && git push -q");
      },
    });
    rows.push(...rowsOf(`${FILES.toLocaleString("en")} ${kind} files saved`, samples, {
      time: 1.3,
      processor: 1.5,
    }));
  }
  return rows;
}

async function arrivals(): Promise<Row[]> {
  const disk = await onVolume(DISK, receive);
  const memory = await onVolume(await folderInMemory(), receive);
  const kind = await kindOf(DISK);
  return [
    ...disk.flatMap((arrivals) => receivedRows(arrivals, kind)),
    ...memory.map(differenceRow),
    ...disk.flatMap(memoryRows),
  ];
}

/** What the arrivals of one kind took: ours, by hand, and by hand once more. */
interface Arrivals {
  readonly kind: Kind;
  readonly samples: Sides<readonly Sample[]>;
  readonly again: readonly number[];
  /** Resident memory of the app and of a bare program a minute later, in bytes; of the last kind alone. */
  readonly rested: Sides<number> | undefined;
}

async function receive(): Promise<Arrivals[]> {
  await using bench = await makeBench();
  const { world, instance } = bench;
  const [hand, other] = [await world.clone("hand"), await world.clone("other")];
  const all: Arrivals[] = [];
  for (const kind of KINDS) {
    let sent = -1;
    const send = async (turn: number) => {
      if (turn === sent) return;
      sent = turn;
      const text = `${kind} ${turn}`;
      await commitManyAtRemote(world, { files: FILES, folder: folderOf(kind, turn), text });
    };
    const again: number[] = [];
    const pull = async (folder: string) => await byHand(world, folder, "git pull -q --ff-only");
    const samples = await alternate<Sample>(TIMES, {
      async ours(turn) {
        await send(turn);
        return await sync(instance);
      },
      async reference(turn) {
        await send(turn);
        // In turn, so that neither clone is always the first.
        const first = turn % 2 === 0 ? await pull(other) : undefined;
        const pulled = await pull(hand);
        again.push((first ?? await pull(other)).seconds);
        return pulled;
      },
    });
    const rested = kind === KINDS.at(-1) ? await restedMemory(instance.pid) : undefined;
    all.push({ kind, samples, again, rested });
  }
  return all;
}

/** Lets a minute pass, and returns the resident memory of the app and of a bare program, in bytes. */
async function restedMemory(pid: number): Promise<Sides<number>> {
  await using timer = await startTimer();
  await sleep(REST_MS);
  return { ours: residentOf(pid), reference: residentOf(timer.pid) };
}

function receivedRows({ kind, samples, again }: Arrivals, volume: string): Row[] {
  const what = received(kind);
  const hand = samples.reference.map(({ seconds }) => seconds);
  const pairs = summarize(ratios(again, hand));
  const note = `on ${volume}; by hand against by hand ${figure(pairs.median)} ` +
    `(${figure(pairs.low)}–${figure(pairs.high)})`;
  const own = samples.ours.map((sample) => sample.own ?? 0);
  return [
    ...rowsOf(what, samples, { time: kind === "new" ? 1.4 : 1.5, note }),
    {
      what: `${what}: processor time of the app itself`,
      unit: "processor",
      ours: own,
      reference: own.map(() => 1),
      against: "one core",
      limit: kind === "new" ? 0.8 : 1,
    },
  ];
}

function differenceRow({ kind, samples: { ours, reference } }: Arrivals): Row {
  const most = kind === "new" ? 1.2 : 1.5;
  return {
    what: `${received(kind)} in memory, less \`git pull\``,
    unit: "time",
    ours: ours.map(({ seconds }, at) => seconds - reference[at]!.seconds),
    reference: ours.map(() => most),
    against: "what it may be",
    limit: 1,
  };
}

function memoryRows({ rested }: Arrivals): Row[] {
  if (rested === undefined) return [];
  return [{
    what: "resident memory a minute after many files were received",
    unit: "memory",
    ours: [rested.ours],
    reference: [rested.reference],
    against: "a compiled program with a timer",
    limit: 2,
  }];
}

function received(kind: Kind): string {
  return `${FILES.toLocaleString("en")} ${kind} files received`;
}

function rowsOf(
  what: string,
  { ours, reference }: Sides<readonly Sample[]>,
  limits: { readonly time: number; readonly processor?: number; readonly note?: string },
): Row[] {
  const { time, processor, note } = limits;
  const row = (unit: "time" | "processor", limit: number): Row => {
    const of = (sample: Sample) => unit === "time" ? sample.seconds : sample.processor;
    return {
      what: unit === "time" ? what : `${what}: processor time`,
      unit,
      ours: ours.map(of),
      reference: reference.map(of),
      against: "by hand",
      limit,
      ...(note === undefined ? {} : { note }),
    };
  };
  return [row("time", time), ...(processor === undefined ? [] : [row("processor", processor)])];
}
