// Very many files, or a very large one, in one save: sent and received.

import { join } from "node:path";
import type { Mosquitto } from "../../tests/support/broker.ts";
import { type Instance, startInstance } from "../../tests/support/running.ts";
import { makeWorld, type World } from "../../tests/support/world.ts";
import { byHand, type Taken } from "../by_hand.ts";
import { commitManyAtRemote, fillRemote, namesIn } from "../large_tree.ts";
import { followPeak, ownProcessorOf, untilAtRest, usageOf } from "../processes.ts";
import { alternate, type Sides } from "../sides.ts";
import type { Row } from "../table.ts";

const FILES = 10_000;
const TIMES = 5;

const LARGE_BYTES = 500 * 2 ** 20;
const PIECE_BYTES = 2 ** 20;
const MEMORY = 120 * 2 ** 20;

/** A sync of the app, and what it took of its own process alone. */
interface Synced extends Taken {
  readonly own: number;
}

type Sample = Taken & { readonly own?: number };

/** A world with a clone. */
interface Place extends AsyncDisposable {
  readonly world: World;
  readonly folder: string;
}

/** The same, and an instance that syncs the clone when it is asked to. */
interface Bench extends Place {
  readonly instance: Instance;
}

/** Measures saves, arrivals, then a large file. */
export async function bulk(_broker: Mosquitto): Promise<Row[]> {
  return [...await saves(), ...await arrivals(), ...await largeFile()];
}

async function makePlace(): Promise<Place> {
  const world = await makeWorld();
  await fillRemote(world, 1);
  const folder = await world.clone("here");
  return { world, folder, [Symbol.asyncDispose]: () => world[Symbol.asyncDispose]() };
}

async function makeBench(): Promise<Bench> {
  const { world, folder } = await makePlace();
  const instance = await startInstance(world, "here", {
    config: {
      sync_dir: folder,
      sync_delay_seconds: 86_400,
      sync_max_file_mb: 0,
      mqtt_enabled: false,
    },
  });
  await instance.upToDate();
  return {
    world,
    folder,
    instance,
    async [Symbol.asyncDispose]() {
      await instance[Symbol.asyncDispose]();
      await world[Symbol.asyncDispose]();
    },
  };
}

async function sync(instance: Instance): Promise<Synced> {
  const { pid } = instance;
  await untilAtRest([pid]);
  const [processor, own] = [usageOf([pid]).processor, ownProcessorOf(pid)];
  const since = performance.now();
  const { code, stderr } = await instance.run("--sync-now");
  const seconds = (performance.now() - since) / 1000;
  if (code !== 0) throw new Error(`Cannot sync: ${stderr}`);
  await untilAtRest([pid]);
  return {
    seconds,
    processor: usageOf([pid]).processor - processor,
    own: ownProcessorOf(pid) - own,
  };
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
  await using bench = await makeBench();
  const { world, instance } = bench;
  const hand = await world.clone("hand");
  const rows: Row[] = [];
  for (const kind of KINDS) {
    let sent = -1;
    const send = async (turn: number) => {
      if (turn === sent) return;
      sent = turn;
      const text = `${kind} ${turn}`;
      await commitManyAtRemote(world, { files: FILES, folder: folderOf(kind, turn), text });
    };
    const samples = await alternate<Sample>(TIMES, {
      async ours(turn) {
        await send(turn);
        return await sync(instance);
      },
      async reference(turn) {
        await send(turn);
        return await byHand(world, hand, "git pull -q --ff-only");
      },
    });
    const what = `${FILES.toLocaleString("en")} ${kind} files received`;
    rows.push(...rowsOf(what, samples, { time: kind === "new" ? 1.4 : 1.5 }));
    const own = samples.ours.map((sample) => sample.own ?? 0);
    rows.push({
      what: `${what}: processor time of the app itself`,
      unit: "processor",
      ours: own,
      reference: own.map(() => 1),
      against: "one core",
      limit: kind === "new" ? 0.8 : 1,
    });
  }
  return rows;
}

function rowsOf(
  what: string,
  { ours, reference }: Sides<readonly Sample[]>,
  limits: { readonly time: number; readonly processor?: number },
): Row[] {
  const row = (unit: "time" | "processor", limit: number): Row => {
    const of = (sample: Sample) => unit === "time" ? sample.seconds : sample.processor;
    return {
      what: unit === "time" ? what : `${what}: processor time`,
      unit,
      ours: ours.map(of),
      reference: reference.map(of),
      against: "by hand",
      limit,
    };
  };
  const { time, processor } = limits;
  return [row("time", time), ...(processor === undefined ? [] : [row("processor", processor)])];
}

async function largeFile(): Promise<Row[]> {
  await using sender = await makeBench();
  await using byHands = await makePlace();
  const { world } = sender;
  const receiver = await world.clone("there");
  await using receiving = await startInstance(world, "there", {
    config: { sync_dir: receiver, sync_max_file_mb: 0, mqtt_enabled: false },
  });
  await receiving.upToDate();
  const receivedByHand = await byHands.world.clone("there");
  await writeLarge(join(sender.folder, "large.bin"));
  await writeLarge(join(byHands.folder, "large.bin"));
  const peakSaving = followPeak([sender.instance.pid]);
  const saved = await sync(sender.instance);
  const saving = peakSaving();
  const savedByHand = await byHand(
    byHands.world,
    byHands.folder,
    "git add --all && git commit -q -m save && git push -q",
  );
  const peakReceiving = followPeak([receiving.pid]);
  const received = await sync(receiving);
  const receivingPeak = peakReceiving();
  const pulled = await byHand(byHands.world, receivedByHand, "git pull -q --ff-only");
  const time = (what: string, ours: Taken, reference: Taken): Row => ({
    what: `one file of 500 MB ${what}`,
    unit: "time",
    ours: [ours.seconds],
    reference: [reference.seconds],
    against: "by hand",
    limit: 1.1,
    note: "once",
  });
  const memory = (what: string, bytes: number): Row => ({
    what: `one file of 500 MB ${what}: most memory of one process, ours or git`,
    unit: "memory",
    ours: [bytes],
    reference: [MEMORY],
    against: "what it may take",
    limit: 1,
  });
  return [
    time("saved", saved, savedByHand),
    memory("saved", saving),
    time("received", received, pulled),
    memory("received", receivingPeak),
  ];
}

/** Writes a file that cannot be compressed. */
async function writeLarge(file: string): Promise<void> {
  using opened = await Deno.open(file, { write: true, create: true });
  const piece = new Uint8Array(PIECE_BYTES);
  for (let bytes = 0; bytes < LARGE_BYTES; bytes += PIECE_BYTES) {
    for (let at = 0; at < PIECE_BYTES; at += 65_536) {
      crypto.getRandomValues(piece.subarray(at, at + 65_536));
    }
    await opened.write(piece);
  }
}
